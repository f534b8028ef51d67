# SPDX-License-Identifier: Apache-2.0
"""A plan never changes: every edit gives a new one and leaves the old as it was."""

import uuid

import pytest

from wellplan.plan.model import Item, Person, Plan, Section, new_id

A, B, C = Item("a", {"what": "tea"}), Item("b"), Item("c")
FIRST, SECOND = Section("s1", "first-signs", items=(A, B)), Section("s2", "knocks")
SAL, TUNDE = Person("p1", "Sal"), Person("p2", "Tunde")
PLAN = Plan("p", sections=(FIRST, SECOND), people=(SAL, TUNDE))


def test_an_id_is_a_fresh_uuid() -> None:
    assert uuid.UUID(new_id()).version == 4
    assert Plan().id != Plan().id
    assert Item().id != Item().id


def test_words_of_an_item() -> None:
    item = Item("i", {"what": "tea", "seen": True})
    assert item.text("what") == "tea"
    assert item.text("seen") == ""
    assert item.text("missing") == ""
    later = item.with_value("what", "cake", "2026-11-21T10:00:00Z")
    assert later.values == {"what": "cake", "seen": True}
    assert later.changed == "2026-11-21T10:00:00Z"
    assert item.text("what") == "tea"


@pytest.mark.parametrize(
    ("values", "blank"),
    [
        ({}, True),
        ({"a": "", "b": " \n"}, True),
        ({"a": False}, True),
        ({"a": True}, False),
        ({"a": "x"}, False),
    ],
)
def test_blank(values: dict[str, str | bool], blank: bool) -> None:
    assert Item("i", values).is_blank is blank


def test_finding() -> None:
    assert PLAN.section("s2") is SECOND
    assert PLAN.section_by_key("knocks") is SECOND
    assert PLAN.section_by_key("nothing") is None
    assert PLAN.person("p2") is TUNDE
    assert PLAN.person("p9") is None
    assert FIRST.item("b") is B
    with pytest.raises(KeyError):
        PLAN.section("s9")


def test_sections() -> None:
    third = Section("s3")
    assert PLAN.put_section(third).sections == (FIRST, SECOND, third)
    assert PLAN.put_section(third, 0).sections == (third, FIRST, SECOND)
    renamed = Section("s1", "first-signs", "Mine")
    assert PLAN.put_section(renamed, 1).sections == (renamed, SECOND)
    assert PLAN.remove_section("s1").sections == (SECOND,)
    assert PLAN.move_section("s1", 1).sections == (SECOND, FIRST)
    assert PLAN.sections == (FIRST, SECOND)


def test_items() -> None:
    assert PLAN.put_item("s1", C).section("s1").items == (A, B, C)
    assert PLAN.put_item("s1", C, 1).section("s1").items == (A, C, B)
    changed = Item("a", {"what": "cake"})
    assert PLAN.put_item("s1", changed).section("s1").items == (changed, B)
    assert PLAN.remove_item("s1", "a").section("s1").items == (B,)
    assert PLAN.move_item("s1", "a", 1).section("s1").items == (B, A)
    assert PLAN.section("s1").items == (A, B)


def test_people() -> None:
    amina = Person("p3", "Amina")
    assert PLAN.put_person(amina).people == (SAL, TUNDE, amina)
    assert PLAN.put_person(amina, 0).people == (amina, SAL, TUNDE)
    assert PLAN.remove_person("p1").people == (TUNDE,)
    assert PLAN.move_person("p1", 1).people == (TUNDE, SAL)
    with pytest.raises(KeyError):
        PLAN.move_person("p9", 0)
