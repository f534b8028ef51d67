# SPDX-License-Identifier: Apache-2.0
"""Promise 3, and of promise 2 the secrets: every call that writes fails, or is the last the program makes."""

import random

import pytest

from crash import faults
from soak import Run, minutes

SECRETS = "passphrase,code,removal"
ALL_PATHS = f"edit,{SECRETS},snapshot,backup,setting,version,create"
COUNTED = (
    "silent", "unreadable", "not_saved_later", "secret_lost", "said_and_not_done", "doubt_not_settled",
    "lost", "backup_bad", "half_made",
)  # fmt: skip


def test_promise_3_a_disk_that_fails_harms_nothing_saved_and_all_is_saved_later():
    told = faults.campaign("fail", "edit")
    assert (told["cases"], faults.harm(told)) == (6 * told["calls of edit"], {})
    assert told["cases"] > 100


def test_promise_3_a_disk_that_fails_during_a_new_passphrase():
    """Every call, each with one or two of the six kinds of failure: six would take half a minute."""
    told = faults.campaign("fail", "passphrase", every=5, first=random.randrange(5))
    assert told["cases"] >= told["calls of passphrase"]
    assert faults.harm(told) == {}


def test_promise_3_the_other_paths_now_and_then():
    told = faults.campaign(
        "fail", "code,removal,snapshot,backup,setting,version,create", every=61, first=random.randrange(61)
    )
    assert told["cases"] > 15
    assert faults.harm(told) == {}


def test_the_failing_disk_is_noticed_where_nothing_guards_against_it():
    assert faults.harm(faults.campaign("fail", "edit", every=7, without="journal"))


@pytest.mark.soak
def test_promise_3_every_saving_path_soak():
    run = Run(3, "failures of a writing call on every saving path", 6 * 300)
    found = dict.fromkeys(COUNTED, 0)
    parts = 20
    for number in range(parts):
        if run.taken >= minutes():
            break
        told = faults.campaign("fail", ALL_PATHS, every=parts, first=number)
        found = {name: found[name] + told.get(name, 0) for name in found}
        run.done += told["cases"]
        run.full = 6 * sum(told[f"calls of {name}"] for name in ALL_PATHS.split(","))
    run.end(**found)


def test_promise_2_secrets_a_program_killed_at_any_call_leaves_one_passphrase_and_one_sheet():
    told = faults.campaign("kill", SECRETS, every=4, first=random.randrange(4))
    assert told["cases"] > 25
    assert faults.harm(told) == {}


@pytest.mark.soak
def test_promise_2_secrets_killed_at_every_call_soak():
    run, found = Run(2, "kills during new passphrases, codes and removals", 126), dict.fromkeys(COUNTED, 0)
    told = faults.campaign("kill", ALL_PATHS.replace(",create", "").replace(",snapshot", ""))
    found = {name: told.get(name, 0) for name in found}
    run.done = run.full = told["cases"]
    run.end(**found)
