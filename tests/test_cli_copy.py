# SPDX-License-Identifier: Apache-2.0
"""`wellplan export --to copy` and `wellplan read`, as scripts use them."""

import json
import re
import stat
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from commands import PASSPHRASE, run_command
from wellplan import crypto
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import About, Field, Item, Person, Plan, Section
from wellplan.share.pages import Stamp
from wellplan.share.sealed_copy import Copy, read_copy, seal_copy
from wellplan.vault import store

STAMP = Stamp(1, date(2026, 11, 21), date(2027, 5, 21))
OWN = "my own words for it"
PLAN = Plan(
    title="Canary title",
    about=About("Jo Canary", "Jo"),
    sections=(
        Section(
            key="first-signs",
            title="First signs",
            stage="early",
            fields=(Field("sign", "Sign"),),
            items=(Item(values={"sign": "I skip tea."}),),
        ),
        Section(
            key="story", title="My story", fields=(Field("w", "W"),), items=(Item(values={"w": "Canary"}),)
        ),
    ),
    people=(Person(name="Sal Canary", phones=("01632 960 150",)),),
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "mine.wellplan"
    opened, _code = store.create(path, PASSPHRASE, PLAN, cost=crypto.TESTING, data_dir=tmp_path / "data")
    opened.close()
    return path


@pytest.fixture
def command(wellplan: Path, home: Path):
    def run(*given: object, secrets: tuple[str, ...] = ()) -> SimpleNamespace:
        done = run_command(wellplan, home, given, secrets)
        assert "anary" not in done.err
        return done

    return run


def test_a_copy_with_a_passphrase_that_was_made(command, plan, tmp_path):
    out = tmp_path / "copy.html"
    given = ("export", plan, "--to", "copy", "--out", out, "--for", "Amina", "--parts", "first-signs")
    done = command(*given, secrets=(PASSPHRASE, ""))
    assert (done.code, done.err) == (0, "")
    words = re.fullmatch(r"passphrase: ((?:[a-z-]+ ){5}[a-z-]+)\n", done.out)
    assert words
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    copy = read_copy(out.read_bytes(), words[1])
    assert (copy.stamp.for_whom, copy.stamp.version, copy.reply_key) == ("Amina", 1, b"")
    assert "anary" not in json.dumps(plan_to_json(copy.plan))
    assert [s.title for s in copy.plan.sections] == ["First signs"]
    text = command("read", out, secrets=(words[1],))
    assert (text.code, text.err) == (0, "")
    assert "I skip tea." in text.out
    assert "For Amina" in text.out


def test_a_copy_with_a_passphrase_of_ones_own_remembers_its_version(command, plan, tmp_path):
    out = tmp_path / "copy.html"
    done = command("export", plan, "--to", "copy", "--out", out, secrets=(PASSPHRASE, OWN))
    assert (done.code, done.out) == (0, f"passphrase: {OWN}\n")
    copy = read_copy(out.read_bytes(), OWN)
    assert [s.title for s in copy.plan.sections] == ["First signs", "My story"]
    opened = store.unlock(plan, PASSPHRASE, data_dir=tmp_path / "data")
    assert opened.version().number == 1
    assert [kept.seq for kept in opened.history()] == [1]
    assert opened.state.mark is not None
    opened.close()


@pytest.mark.parametrize(
    "more", [("--layout", "card"), ("--size", "16"), ("--paper", "a4"), ("--protect",)], ids=lambda m: m[0]
)
def test_what_a_sealed_copy_has_no_use_for_is_refused(command, plan, tmp_path, more):
    done = command(
        "export", plan, "--to", "copy", "--out", tmp_path / "c.html", *more, secrets=(PASSPHRASE, "")
    )
    assert (done.code, done.out) == (2, "")
    assert not (tmp_path / "c.html").exists()


def a_copy(tmp_path: Path, words: str = "Hello") -> Path:
    section = Section(title=words, fields=(Field("a", "A"),), items=(Item(values={"a": words}),))
    copy = Copy(Plan(title=words, sections=(section,)), STAMP)
    path = tmp_path / "given.html"
    path.write_bytes(seal_copy(copy, OWN, rounds=crypto.TESTING_ROUNDS))
    return path


def test_a_copy_as_json_is_its_plan_and_capitals_are_forgiven(command, tmp_path):
    path = a_copy(tmp_path)
    done = command("read", path, "--to", "json", secrets=(OWN.upper(),))
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == plan_to_json(read_copy(path.read_bytes(), OWN).plan)


def test_each_trouble_of_reading_has_its_exit_code(command, tmp_path):
    path = a_copy(tmp_path)
    assert command("read", path, secrets=("no",)).code == 3
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_bytes(path.read_bytes().replace(b'id="sealed">\nV1BDT', b'id="sealed">\nV1BDU'))
    assert command("read", spoilt, secrets=(OWN,)).code == 4
    (tmp_path / "other.html").write_text("<html>")
    for other in (tmp_path / "other.html", tmp_path / "missing.html", tmp_path):
        done = command("read", other, secrets=(OWN,))
        assert (done.code, done.out) == (1, "")
        assert re.fullmatch(r"[A-Z][^\n]+\.\n", done.err)
    assert command("read", path).code == 2
    assert command("read").code == 2
    assert command("read", path, "--to", "pdf", secrets=(OWN,)).code == 2


def test_someone_elses_words_cannot_drive_the_terminal(command, tmp_path):
    path = a_copy(tmp_path, "a\x1b[2Jb\x9bc\x07d\re")
    for kind in ("text", "json"):
        done = command("read", path, "--to", kind, secrets=(OWN,))
        assert done.code == 0
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.out)
    assert json.loads(done.out)["title"] == "a\x1b[2Jb\x9bc\x07d\re"
