# SPDX-License-Identifier: Apache-2.0
""" "I'm struggling now" gives the person their own words, and always gives them something."""

import tomllib
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from strategies import plans
from wellplan.plan import exchange, now, templates
from wellplan.plan.model import Item, Person, Plan
from wellplan.resources import resource

JO = templates.load_example("jo")


def test_with_nothing_written_there_are_still_steps() -> None:
    assert now.steps(None) == now.grounding()
    assert now.steps(templates.start_plan("keeping-well")) == now.grounding()
    assert 6 <= len(now.grounding()) <= 8
    assert all(step.kind == "grounding" and step.heading and step.words for step in now.grounding())
    assert now.people_to_ring(None) == ()


def test_jos_steps_come_in_order() -> None:
    kinds = [step.kind for step in now.steps(JO)]
    in_order = list(dict.fromkeys(kinds))
    assert in_order == ["sign-action", "mind-off", "place", "safer", "person", "reason"]
    assert len(kinds) == len(now.steps(JO)) == 19


def test_the_persons_own_words_are_the_large_ones() -> None:
    first = now.steps(JO)[0]
    assert first.heading == "Lay clean things on the chair the night before. Tell Sal I am slipping."
    assert first.words == "I wear the same clothes all week"
    assert first.others == "Put a wash on with me, not for me."
    window = next(step for step in now.steps(JO) if step.kind == "mind-off")
    assert window.heading == "Stand at the window. Name five things you can see."
    assert window.words.startswith("The bus stop always has someone in a daft hat.")


def test_ringing_someone() -> None:
    rings = [step for step in now.steps(JO) if step.person]
    assert [step.person.name for step in rings if step.person] == [
        "Sal Whitlock",
        "Amina Rahman",
        "The night team",
        "Mrs Lal",
        "Tunde Bello",
        "Dawn Price",
    ]
    assert rings[0].heading == "Ring Sal Whitlock"
    assert rings[0].words == "any time"
    assert "Rick" not in str(now.steps(JO))


def test_who_can_be_rung() -> None:
    sal = Person("1", "Sal", phones=("01632 960 150",))
    plan = Plan(
        people=(
            sal,
            Person("2", "No number"),
            Person("3", "Blank", phones=(" ",)),
            Person("4", "Rick", phones=("01632 960 151",), not_to_be_involved=True),
            Person("5", role="my GP", phones=("01632 960 152",)),
            Person("6", phones=("01632 960 153",)),
        )
    )
    assert [person.id for person in now.people_to_ring(plan)] == ["1", "5", "6"]
    own = [step.heading for step in now.steps(plan) if step.person]
    assert own == ["Ring Sal", "Ring my GP", "Ring 01632 960 153"]


def _with_items(key: str, *values: dict[str, str]) -> Plan:
    plan = templates.start_plan("keeping-well")
    section = plan.section_by_key(key)
    assert section is not None
    return plan.put_section(replace(section, items=tuple(Item(values=each) for each in values)))


def test_a_few_own_steps_are_followed_by_grounding() -> None:
    plan = _with_items("first-signs", {"sign": "I hide", "do": "Open a curtain"}, {"sign": "no action yet"})
    assert [step.heading for step in now.steps(plan)[:1]] == ["Open a curtain"]
    assert now.steps(plan)[1:] == now.grounding()


def test_enough_own_steps_stand_alone() -> None:
    plan = _with_items("first-signs", *({"do": f"Thing {n}"} for n in range(now.ENOUGH)))
    assert not any(step.kind == "grounding" for step in now.steps(plan))


def test_something_without_a_choice_still_counts() -> None:
    plan = _with_items("staying-safe", {"what": "Paint"}, {"what": "Pray", "kind": "my own word"})
    assert [(step.kind, step.heading) for step in now.steps(plan)[:2]] == [
        ("mind-off", "Paint"),
        ("mind-off", "Pray"),
    ]


def test_a_hidden_page_stays_hidden() -> None:
    plan = _with_items("first-signs", {"do": "Open a curtain"})
    section = plan.section_by_key("first-signs")
    assert section is not None
    assert now.steps(plan.put_section(replace(section, hidden=True))) == now.grounding()


def test_a_person_is_shown_by_name() -> None:
    plan = _with_items("staying-safe", {"what": "p1", "kind": "Someone to be with"})
    plan = plan.put_person(Person("p1", "Sal"))
    assert now.steps(plan)[0].heading == "Sal"


def test_someone_barred_is_never_a_step() -> None:
    """Someone may be barred after they were named on a page."""
    plan = _with_items("staying-safe", {"what": "p1", "kind": "Someone to be with"})
    plan = plan.put_person(Person("p1", "Rick", phones=("01632 960 151",), not_to_be_involved=True))
    assert now.steps(plan) == now.grounding()


def test_the_map_speaks_of_sections_and_choices_that_exist() -> None:
    plan = templates.start_plan("keeping-well")
    sources = tomllib.loads(resource("now.toml").read_text(encoding="utf-8"))["step"]
    for source in sources:
        if source["kind"] == "ring":
            continue
        section = plan.section_by_key(source["section"])
        assert section is not None
        fields = {field.key: field for field in section.fields}
        assert {source[part] for part in ("heading", "words", "others", "choice") if part in source} <= set(
            fields
        )
        if source.get("is", "*") != "*":
            assert source["is"] in fields[source["choice"]].choices


def test_every_kind_of_thing_that_holds_me_has_its_place() -> None:
    section = templates.start_plan("keeping-well").section_by_key("staying-safe")
    assert section is not None
    choices = next(field.choices for field in section.fields if field.key == "kind")
    plan = _with_items("staying-safe", *({"what": choice, "kind": choice} for choice in choices))
    own = {step.kind: step.heading for step in now.steps(plan) if step.kind != "grounding"}
    assert own == {
        "mind-off": "It takes my mind off things",
        "place": "A place I can go",
        "safer": "A safer space",
        "person": "Someone to be with",
        "reason": "A reason to live",
    }


@given(plans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_plan_gives_steps(plan: Plan) -> None:
    assert now.steps(plan)
    assert all(step.heading.strip() for step in now.steps(plan))


def test_an_arabic_plan_gives_its_own_words() -> None:
    path = Path(__file__).resolve().parents[1] / "fixtures" / "arabic.json"
    plan = exchange.loads(path.read_bytes())
    assert now.steps(plan)[0].heading == "أتصل بهدى على 01632 960 150 قبل الساعة 21:30."
    assert [step.person.phones for step in now.steps(plan) if step.person] == [
        ("01632 960 150", "٠٧٧٠٠ ٩٠٠ ٣١٢"),
        ("+44 20 7946 0018",),
    ]
