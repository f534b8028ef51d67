# SPDX-License-Identifier: Apache-2.0
"""Templates: every section asked for, rich enough to help, and a new plan always empty."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from wellplan.plan import templates
from wellplan.plan.model import FIELD_TYPES, STAGES, Plan
from wellplan.resources import resource

RAW: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(resource("templates", "en").glob("*.toml"))
}
SECTIONS = {(t, s["key"]): s for t, raw in RAW.items() for s in raw["section"] if "from" not in s}

# CONTENT rows F01-F13, F15, F17-F20, F26, F27 and the page that answers each.
ASKED_FOR = {
    "life": "me-at-my-best where-heading hope-holders about-me my-story basics adjustments",
    "well": "keeps-me-well",
    "ups-and-downs": "ups-and-downs knocks",
    "early": "first-signs",
    "worse": "getting-worse staying-safe",
    "crisis": "crisis-signs who-acts not-involved crisis-care crisis-wishes where-helped"
    " crisis-home if-admitted",
    "after": "finding-my-feet what-i-learnt",
}


def test_the_templates_in_their_order() -> None:
    assert [info.id for info in templates.list_templates()] == ["keeping-well", "crisis-plan", "my-own-way"]
    assert all(info.title and info.summary for info in templates.list_templates())


def test_keeping_well_has_every_section_in_its_stage_and_order() -> None:
    found: dict[str, list[str]] = {}
    for section in templates.start_plan("keeping-well").sections:
        found.setdefault(section.stage, []).append(section.key)
    assert {stage: " ".join(keys) for stage, keys in found.items()} == ASKED_FOR
    assert tuple(found) == STAGES


def test_hope_comes_before_problems() -> None:
    keys = [section.key for section in templates.start_plan("keeping-well").sections]
    assert keys.index("where-heading") < keys.index("knocks")
    assert keys[0] == templates.start_plan("crisis-plan").sections[0].key == "me-at-my-best"


def test_a_sign_has_what_i_do_and_what_others_can_do() -> None:
    plan = templates.start_plan("keeping-well")
    for key in ("first-signs", "getting-worse"):
        section = plan.section_by_key(key)
        assert section is not None
        assert [field.key for field in section.fields] == ["sign", "do", "others"]


def test_a_wish_has_a_reason_and_another_way() -> None:
    section = templates.start_plan("crisis-plan").section_by_key("crisis-wishes")
    assert section is not None
    assert [field.key for field in section.fields] == ["what", "wish", "why", "instead"]
    assert section.fields[1].choices == ("I want this", "I would accept it", "I do not want it")


@pytest.mark.parametrize("place", SECTIONS, ids="/".join)
def test_a_section_helps_someone_to_start(place: tuple[str, str]) -> None:
    section = SECTIONS[place]
    assert set(section) == {
        "key",
        "title",
        "stage",
        "prompt",
        "why",
        "ideas",
        "add_label",
        "item_noun",
        "fields",
    }
    assert all(section[part].strip() for part in ("title", "prompt", "why", "add_label", "item_noun"))
    assert 3 <= len(section["ideas"]) <= 8
    assert len(set(section["ideas"])) == len(section["ideas"])
    assert len(re.findall(r"[.!?](\s|$)", section["prompt"])) <= 3
    assert section["stage"] in STAGES
    keys = [field["key"] for field in section["fields"]]
    assert len(set(keys)) == len(keys) > 0


@pytest.mark.parametrize("place", SECTIONS, ids="/".join)
def test_its_fields_are_ones_the_editor_knows(place: tuple[str, str]) -> None:
    for field in SECTIONS[place]["fields"]:
        kind = field.get("type", "line")
        assert set(field) <= {"key", "label", "type", "choices"}
        assert kind in FIELD_TYPES
        assert (len(field.get("choices", ())) >= 2) is (kind == "choice")
        assert field["label"].strip()
    assert SECTIONS[place]["fields"][0].get("type", "line") in ("line", "text"), "an idea goes in here"


@pytest.mark.parametrize("template_id", RAW)
def test_a_new_plan_is_empty_and_its_own(template_id: str) -> None:
    one, two = templates.start_plan(template_id), templates.start_plan(template_id, language="cy")
    assert one.template == template_id
    assert one.title == RAW[template_id]["plan_title"]
    assert (one.language, two.language) == ("en-GB", "cy")
    assert one.sections
    assert not any(section.items or section.hidden for section in one.sections)
    assert not one.people
    ids = [thing.id for plan in (one, two) for thing in (plan, *plan.sections)]
    assert len(set(ids)) == len(ids)


def test_no_idea_is_in_a_new_plan() -> None:
    text = json.dumps([str(templates.start_plan(template_id)) for template_id in RAW])
    for section in SECTIONS.values():
        assert not any(idea in text for idea in section["ideas"])


def test_an_unknown_template_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        templates.start_plan("nothing-like-it")


def test_guidance() -> None:
    signs = templates.guidance("keeping-well", "first-signs")
    assert signs.add_label == "Add a sign"
    assert signs.item_noun == "sign"
    assert len(signs.ideas) == 8
    assert signs.why
    assert templates.guidance("crisis-plan", "first-signs") == signs
    assert templates.guidance("my-own-way", "first-signs") == signs
    assert templates.guidance("", "first-signs", language="pl") == signs
    assert templates.guidance("keeping-well", "my-boats") == templates.Guidance()


def test_a_template_prefers_its_own_guidance() -> None:
    assert templates.guidance("my-own-way", "my-page").add_label == "Add something"


def test_every_stage_has_a_title() -> None:
    assert tuple(templates.stage_titles()) == STAGES
    assert len(set(templates.stage_titles().values())) == len(STAGES)


def test_the_page_about_templates_is_true() -> None:
    """docs/content.md shows a whole template; it has the parts that a real one has, and no others."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
    shown = tomllib.loads(text.split("```toml\n")[1].split("```")[0])
    real = RAW["keeping-well"]
    assert set(shown) == set(real)
    assert set(shown["section"][0]) == set(real["section"][0])
    for word in (*STAGES, *FIELD_TYPES):
        assert word in text


# The example plans


def _example(example_id: str) -> Plan:
    return templates.load_example(example_id)


def test_the_examples() -> None:
    assert [info.id for info in templates.example_plans()] == ["jo", "derek"]
    listed = {info.id for info in templates.example_plans()}
    assert listed == {path.stem for path in resource("examples").glob("*.json")}
    with pytest.raises(KeyError):
        templates.load_example("../templates/en/keeping-well")


def test_jo_fills_every_page() -> None:
    for section in _example("jo").sections:
        assert not section.hidden
        least = 1 if section.key == "if-admitted" else 2
        assert least <= len(section.items) <= 6, section.key


def test_derek_keeps_it_short() -> None:
    plan = _example("derek")
    assert any(section.hidden for section in plan.sections)
    assert any(not section.items and not section.hidden for section in plan.sections)
    lengths = [
        len(str(v)) for section in plan.sections for item in section.items for v in item.values.values()
    ]
    assert sum(lengths) / len(lengths) < 36


@pytest.mark.parametrize("example_id", ["jo", "derek"])
def test_an_example_is_true_to_its_template(example_id: str) -> None:
    plan = _example(example_id)
    fresh = templates.start_plan(plan.template)
    for section, blank in zip(plan.sections, fresh.sections, strict=True):
        assert (section.key, section.title, section.prompt) == (blank.key, blank.title, blank.prompt)
        assert section.fields == blank.fields
        for item in section.items:
            for field in section.fields:
                value = item.text(field.key)
                assert field.type != "choice" or value in ("", *field.choices)
                assert field.type != "person" or not value or plan.person(value)
            assert not item.is_blank


@pytest.mark.parametrize("example_id", ["jo", "derek"])
def test_an_examples_numbers_ring_nobody(example_id: str) -> None:
    """Ofcom's ranges for drama: 01632 960xxx, 020 7946 0xxx, 07700 900xxx."""
    plan = _example(example_id)
    assert any(person.not_to_be_involved for person in plan.people)
    numbers = [phone for person in plan.people for phone in person.phones]
    assert len(numbers) >= 4
    for number in numbers:
        assert re.fullmatch(r"01632 960 \d{3}|020 7946 0\d{3}|07700 900 \d{3}", number)
    written = [item.text(key) for section in plan.sections for item in section.items for key in item.values]
    phone_like = [said for said in written if re.search(r"\d{2}[\d ]{5,}", said) and not plan.person(said)]
    assert phone_like == []
