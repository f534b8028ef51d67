# SPDX-License-Identifier: Apache-2.0
"""Promise 21: nothing that was not chosen leaves. Random plans, random choices, every kind of file."""

from dataclasses import replace

import pytest
import shares
from paper_plans import STAMP, example
from shares import LAYOUTS, any_share, pdf_leaks, sealed_leaks, text_leaks

import soak
from wellplan.errors import WellPlanError
from wellplan.share import letters, scope
from wellplan.share.document import make_pdf

SHARES = 300
SOAK = 10_000


def shares_of(layout: str, first: int = 0):
    """Shares of that layout, from a seed on."""
    return (share for seed in range(first, first + 10_000) if (share := any_share(seed)).layout == layout)


def test_promise_21_no_string_of_a_part_not_chosen_is_in_300_random_shares():
    kinds = set()
    for seed in range(SHARES):
        share = any_share(seed)
        kinds.add(share.layout)
        assert len(share.secret) > 3
        assert text_leaks(share) == set(), (seed, share.layout)
        assert sealed_leaks(share) == set(), (seed, share.layout)
    assert kinds == set(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_promise_21_nor_in_the_pdf_of_any_layout(layout):
    share = next(share for share in shares_of(layout) if len(share.parts) > 2)
    assert pdf_leaks(share) == set()


@pytest.mark.soak
def test_promise_21_no_string_leaks_in_any_format_soak():
    run = soak.Run(21, "random shares", SOAK)
    leaks = 0
    for seed in run.each():
        share = any_share(1_000_000 + seed)
        leaks += len(text_leaks(share) | sealed_leaks(share) | pdf_leaks(share))
    run.end(leaks=leaks)


# A search that finds nothing can be trusted only if it finds what is there.


def test_a_leak_would_be_found(monkeypatch):
    share = next(share for share in shares_of("whole") if len(share.parts) < len(share.plan.sections))
    assert text_leaks(share) == set()
    monkeypatch.setattr(scope, "reduce", lambda plan, _parts: plan)
    monkeypatch.setattr(shares.scope, "reduce", lambda plan, _parts: plan)
    assert text_leaks(share)
    assert pdf_leaks(share)
    hidden = next(share for share in shares_of("whole") if any(s.hidden for s in share.plan.sections))
    with pytest.raises(ValueError, match="hidden page"):  # the sealed copy has a second guard
        sealed_leaks(hidden)


def test_a_number_in_a_square_would_be_found():
    def numbers(share):
        reached = (p for p in share.plan.people if not p.not_to_be_involved and scope.PEOPLE in share.parts)
        return {number for person in reached for number in person.phones[:1]}

    share = next(share for share in shares_of("card") if numbers(share))
    card = make_pdf(share.reduced(), layout="card", stamp=STAMP).data
    assert shares.found_in(numbers(share), " ".join(shares.scanned(card)))


def test_letters_hold_only_what_the_receiver_had_or_has():
    plan = example("jo")
    before = scope.reduce(plan, {"first-signs"})
    changed = plan.put_item(
        plan.section_by_key("staying-safe").id,
        replace(plan.section_by_key("staying-safe").items[0], values={"what": "Not for them"}),
    )
    changes = letters.changes_between(before, scope.reduce(changed, {"first-signs"}))
    assert changes == ()
    given = letters.Given(3, STAMP.on, ("First signs, and what I do",))
    for made in (
        letters.what_changed(before.about, STAMP, given, changes),
        letters.please_destroy(before.about, STAMP, given),
        letters.withdrawal(before.about, STAMP, given),
    ):
        text = str(made)
        assert "Not for them" not in text
        assert "Whitlock" not in text


def test_a_share_that_is_refused_makes_nothing():
    plan = example("jo")
    barred = next(p for p in plan.people if p.not_to_be_involved)
    with pytest.raises(WellPlanError):
        scope.supporter_parts(scope.reduce(plan, None), barred.id)
    with pytest.raises(KeyError):
        scope.supporter_parts(scope.reduce(plan, {"first-signs"}), plan.people[0].id)
