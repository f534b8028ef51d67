# SPDX-License-Identifier: Apache-2.0
"""plan.json: nothing lost on the way round, and each kind of bad file refused by the name of its place."""

import copy
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategies import WRITTEN, plans
from wellplan.errors import NewerVersion, WellPlanError
from wellplan.plan import exchange
from wellplan.plan.exchange import BadPlan
from wellplan.plan.model import About, Field, Item, Person, Plan, Section, WrittenWith

U = "00000000-0000-4000-8000-0000000000{:02d}"
NOON = "2026-11-21T12:00:00Z"

GOOD = Plan(
    id=U.format(0),
    title="My plan",
    template="keeping-well",
    about=About("Jo Whitlock", "Jo"),
    written_with=WrittenWith("Amina", "2026-11-21", True),
    sections=(
        Section(
            id=U.format(1),
            key="first-signs",
            title="First signs",
            stage="early",
            fields=(
                Field("sign", "The sign"),
                Field("much", "How much", "choice", ("A bit", "A lot")),
                Field("seen", "Others see it", "tick"),
            ),
            items=(
                Item(
                    U.format(2),
                    {"sign": WRITTEN[0], "much": "loads, me", "seen": True},
                    "2026-11-21T09:30:00Z",
                ),
                Item(
                    U.format(3), {"sign": WRITTEN[1]}, "2026-11-21T09:30:00.25+01:00", "2026-11-22T10:00:00Z"
                ),
            ),
        ),
        Section(id=U.format(4), key="my-page", title="Boats", hidden=True),
    ),
    people=(
        Person(U.format(5), "Sal", "sister", ("01632 960 150", "07700 900 321"), "sal@example.org"),
        Person(U.format(6), "Rick", not_to_be_involved=True),
    ),
)


def good_json() -> dict[str, Any]:
    return copy.deepcopy(exchange.plan_to_json(GOOD))


def refused(data: object) -> BadPlan:
    with pytest.raises(BadPlan) as caught:
        exchange.loads(json.dumps(data).encode())
    return caught.value


def test_the_good_plan_comes_back_equal() -> None:
    assert exchange.loads(exchange.dumps(GOOD).encode()) == GOOD


@given(plans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_plan_comes_back_equal(plan: Plan) -> None:
    text = exchange.dumps(plan)
    again = exchange.loads(text.encode())
    assert again == plan
    assert exchange.dumps(again) == text


@given(plans(max_sections=2))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_parts_come_back_equal(plan: Plan) -> None:
    for section in plan.sections:
        assert exchange.section_from_json(exchange.section_to_json(section), "section") == section
        for item in section.items:
            assert exchange.item_from_json(exchange.item_to_json(item), "item") == item
    for person in plan.people:
        assert exchange.person_from_json(exchange.person_to_json(person), "person") == person


def test_the_text_is_stable_and_plain() -> None:
    text = exchange.dumps(GOOD)
    assert text.endswith("}\n")
    assert WRITTEN[1] in text
    assert text.startswith('{\n  "format": "wellplan-plan",\n  "version": 1,\n')


def test_a_persons_own_words_win_over_the_choices() -> None:
    assert exchange.loads(exchange.dumps(GOOD).encode()).sections[0].items[0].values["much"] == "loads, me"


def test_a_value_whose_field_was_removed_is_kept() -> None:
    data = good_json()
    data["sections"][0]["items"][0]["values"]["old-field"] = "still mine"
    assert exchange.plan_from_json(data).sections[0].items[0].text("old-field") == "still mine"


def test_a_byte_order_mark_is_passed_over() -> None:
    assert exchange.loads(b"\xef\xbb\xbf" + exchange.dumps(GOOD).encode()) == GOOD


def test_values_are_a_copy() -> None:
    data = exchange.item_to_json(GOOD.sections[0].items[0])
    item = exchange.item_from_json(data, "item")
    data["values"]["sign"] = "changed"
    assert item.text("sign") == WRITTEN[0]


def put(data: dict[str, Any], path: str, value: object) -> None:
    *steps, last = path.replace("[", ".[").split(".")
    at: Any = data
    for step in steps:
        at = at[int(step[1:-1])] if step.startswith("[") else at[step]
    at[int(last[1:-1]) if last.startswith("[") else last] = value


ITEM = "sections[0].items[0]"
WRONG = {
    "format": ["wellplan", 1, None],
    "version": ["1", 1.0, True, 0, -1, None],
    "id": ["", 7, "not-a-uuid", U.format(1).upper().replace("0", "A")],
    "title": [None, 3, ["x"], True],
    "language": ["", "en_GB", "english please", 4],
    "template": ["Keeping Well", 4],
    "about": [[], "Jo", None],
    "about.name": [None],
    "written_with": [[], ""],
    "written_with.on": ["21/11/2026", "2026-13-01", "2026-02-30", None, "20261121"],
    "written_with.well_at_the_time": ["yes", 1],
    "sections": [{}, None, "x"],
    "sections[0]": [[], None, "x", 4.5],
    "sections[0].id": ["1", None],
    "sections[0].key": ["First Signs", "a/b", None, "-", "x" * 65],
    "sections[0].stage": ["early warning", None, ["early"]],
    "sections[0].hidden": ["false", 0, None],
    "sections[0].fields": [{}, None],
    "sections[0].fields[0]": [[], None, 1],
    "sections[0].fields[0].key": ["", None, "The Sign"],
    "sections[0].fields[0].type": ["number", None, {}],
    "sections[0].fields[1].choices": ["A bit", None],
    "sections[0].fields[1].choices[0]": [1, None],
    "sections[0].items": [{}, None],
    ITEM: [[], None, "x"],
    f"{ITEM}.id": ["", 1],
    f"{ITEM}.values": [[], None, "x"],
    f"{ITEM}.values.sign": [None, 1, 1.5, ["x"], {}, True],
    f"{ITEM}.values.seen": ["true", "", 1, None],
    f"{ITEM}.values.much": [True],
    f"{ITEM}.changed": ["yesterday", None, "2026-11-21", "2026-11-21T25:00:00Z", "2026-11-21T09:30:00"],
    f"{ITEM}.confirmed": ["soon", False],
    "people": [{}, None],
    "people[0]": [[], None],
    "people[0].phones": ["01632 960 150", None],
    "people[0].phones[1]": [1632960150, None],
    "people[0].email": [None],
    "people[0].not_to_be_involved": ["no", None],
}


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_value_is_refused_at_its_place(path: str) -> None:
    for value in WRONG[path]:
        data = good_json()
        put(data, path, value)
        error = refused(data)
        assert error.path == path, value
        assert path in error.what
        assert error.exit_code == 1


@pytest.mark.parametrize(
    "place",
    [
        "",
        "about",
        "written_with",
        "sections[0]",
        "sections[0].fields[0]",
        ITEM,
        "people[1]",
    ],
)
def test_an_unknown_or_missing_name_is_refused_at_its_place(place: str) -> None:
    under = f"{place}." if place else ""
    data = good_json()
    put(data, f"{under}colour", "green")
    assert refused(data).path == f"{under}colour"
    for key in _at(good_json(), place):
        data = good_json()
        del _at(data, place)[key]
        assert refused(data).path == f"{under}{key}"


def _at(data: Any, place: str) -> Any:
    for step in place.replace("[", ".[").split(".") if place else ():
        data = data[int(step[1:-1])] if step.startswith("[") else data[step]
    return data


def test_only_a_choice_has_choices() -> None:
    data = good_json()
    data["sections"][0]["fields"][0]["choices"] = []
    assert refused(data).path == "sections[0].fields[0].choices"
    data = good_json()
    del data["sections"][0]["fields"][1]["choices"]
    assert refused(data).path == "sections[0].fields[1].choices"


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("sections[1].id", U.format(1)),
        ("sections[0].items[1].id", U.format(2)),
        ("people[1].id", U.format(5)),
        ("sections[0].fields[2].key", "sign"),
    ],
)
def test_a_repeated_id_is_refused(path: str, again: str) -> None:
    data = good_json()
    put(data, path, again)
    assert refused(data).path == path


def test_an_id_may_not_be_in_two_sections() -> None:
    data = good_json()
    data["sections"][1]["items"] = [data["sections"][0]["items"][0]]
    assert refused(data).path == "sections[1].items[0].id"


@pytest.mark.parametrize(
    ("once", "path"),
    [
        ('"title": "My plan"', "title"),
        ('"called": "Jo"', "about.called"),
        ('"sign": "I wear the same clothes all week"', f"{ITEM}.values.sign"),
        ('"hidden": true', "sections[1].hidden"),
    ],
)
def test_a_repeated_key_is_refused(once: str, path: str) -> None:
    text = exchange.dumps(GOOD)
    assert once in text
    with pytest.raises(BadPlan) as caught:
        exchange.loads(text.replace(once, f"{once}, {once}", 1).encode())
    assert caught.value.path == path


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "7", "1" * 4000])
def test_numbers_are_refused_where_they_stand(number: str) -> None:
    text = exchange.dumps(GOOD).replace('"title": "My plan"', f'"title": {number}')
    with pytest.raises(BadPlan) as caught:
        exchange.loads(text.encode())
    assert caught.value.path == "title"


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        "{}".encode("utf-16"),
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"1" * 9000,
        b"null",
        b"[]",
    ],
)
def test_what_is_not_json_is_refused(untrusted: bytes) -> None:
    with pytest.raises(BadPlan) as caught:
        exchange.loads(untrusted)
    assert len(caught.value.what) < 200


def test_a_broken_file_names_the_line() -> None:
    with pytest.raises(BadPlan) as caught:
        exchange.loads(b'{\n"format": "wellplan-plan",\n"version": ,\n}')
    assert "line 3" in caught.value.what


@pytest.mark.parametrize("path", ["title", f"{ITEM}.values.sign", "people[0].phones[0]", "people[0].name"])
def test_half_a_surrogate_pair_is_refused(path: str) -> None:
    data = good_json()
    put(data, path, "cat \ud83d")
    assert refused(data).path == path


@pytest.mark.parametrize("key", exchange.NOT_A_SECTION)
def test_a_section_never_has_the_name_of_another_part_of_a_copy(key: str) -> None:
    data = good_json()
    data["sections"][0]["key"] = key
    assert refused(data).path == "sections[0].key"


def test_a_huge_file_is_refused_quickly() -> None:
    start = time.process_time()
    for huge in (b" " * (exchange.MOST_BYTES + 1), b"[" + b"[]," * 2_000_000 + b"[]]"):
        with pytest.raises(BadPlan):
            exchange.loads(huge)
    assert time.process_time() - start < 2


def test_a_big_file_is_read_quickly() -> None:
    """Many repeated keys, each looked for: this took minutes when done the simple way."""
    pairs = ",".join(f'"k{n}":""' for n in range(200_000))
    start = time.process_time()
    with pytest.raises(BadPlan) as caught:
        exchange.loads(f'{{"format":"wellplan-plan",{pairs},"k199999":""}}'.encode())
    assert time.process_time() - start < 2
    assert caught.value.path == "k199999"


def test_a_newer_file_says_so() -> None:
    data = good_json()
    data["version"] = 2
    with pytest.raises(NewerVersion):
        exchange.plan_from_json(data)


def test_an_error_never_repeats_the_persons_words() -> None:
    data = good_json()
    data["sections"][0]["items"][0]["values"]["I hear my neighbour"] = "x"
    error = refused(data)
    assert error.path == f"{ITEM}.values.?"
    assert "neighbour" not in str(error)
    data = good_json()
    data["my sister's name"] = "x"
    assert refused(data).path == "?"


_any_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(_any_json)
@settings(max_examples=100, deadline=None)
def test_any_json_is_read_or_refused(untrusted: object) -> None:
    for place in ("about", "sections", "people", "written_with", "title"):
        data = good_json()
        data[place] = untrusted
        try:
            exchange.plan_from_json(data)
        except WellPlanError as error:
            assert error.what and error.safe and error.next_step


@given(st.binary(max_size=40), st.integers(0, 3000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(noise: bytes, at: int) -> None:
    whole = exchange.dumps(GOOD).encode()
    for untrusted in (noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            exchange.loads(untrusted)
        except WellPlanError as error:
            assert str(error)
