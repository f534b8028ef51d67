# SPDX-License-Identifier: Apache-2.0
"""resources/schema/plan.schema.json says what exchange.py does, no more and no less."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from json_schema import is_valid
from strategies import plans
from wellplan.errors import WellPlanError
from wellplan.plan import exchange, templates
from wellplan.plan.model import FIELD_TYPES, STAGES, Plan
from wellplan.resources import resource

SCHEMA = json.loads(resource("schema", "plan.schema.json").read_text(encoding="utf-8"))
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FILES = [*sorted(resource("examples").glob("*.json")), *sorted(FIXTURES.glob("*.json"))]


def fits(data: object) -> bool:
    return is_valid(data, SCHEMA, SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_example_fits_and_is_written_as_we_write_it(path: Path) -> None:
    text = path.read_bytes()
    assert fits(json.loads(text))
    assert exchange.dumps(exchange.loads(text)).encode() == text


@given(plans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_plan_fits(plan: Plan) -> None:
    assert fits(exchange.plan_to_json(plan))


def test_every_template_fits() -> None:
    for info in templates.list_templates():
        assert fits(exchange.plan_to_json(templates.start_plan(info.id)))


def test_the_lists_of_words_are_the_models() -> None:
    assert tuple(SCHEMA["$defs"]["section"]["properties"]["stage"]["enum"]) == STAGES
    assert tuple(SCHEMA["$defs"]["field"]["properties"]["type"]["enum"]) == FIELD_TYPES


def _places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [at, *(place for key, value in inner for place in _places(value, (*at, key)))]


def _a_few_pages_of_jo() -> dict[str, Any]:
    jo = templates.load_example("jo")
    pages = [page for page in jo.sections if page.key in ("keeps-me-well", "who-acts")]
    return exchange.plan_to_json(
        replace(
            jo, sections=tuple(replace(page, items=page.items[:2]) for page in pages), people=jo.people[:2]
        )
    )


JO = _a_few_pages_of_jo()
PLACES = _places(JO)
STRANGE = (None, True, 0, 1.5, "", "x y", "people", "2026-11-21T10:00:00Z", [], ["x"], {}, {"x": 1})


@given(st.sampled_from(PLACES[1:]), st.sampled_from(STRANGE), st.booleans())
@settings(max_examples=500, deadline=None)
def test_the_schema_and_the_code_agree_on_one_change(place: tuple[Any, ...], value: Any, drop: bool) -> None:
    """Change, drop or add one thing anywhere: both accept it, or both refuse it."""
    data = copy.deepcopy(JO)
    at: Any = data
    for step in place[:-1]:
        at = at[step]
    if drop:
        del at[place[-1]]
    else:
        at[place[-1]] = value
    try:
        exchange.plan_from_json(data)
        accepted = True
    except WellPlanError:
        accepted = False
    assert fits(data) == accepted or _only_the_code_can_know(place, value)


def _only_the_code_can_know(place: tuple[Any, ...], value: Any) -> bool:
    """The schema's own description lists these: a value that should be a tick, or should be text."""
    return "values" in place[-2:] and value is True


def test_an_added_name_is_refused_by_both() -> None:
    for place in PLACES:
        data = copy.deepcopy(JO)
        at: Any = data
        for step in place:
            at = at[step]
        if isinstance(at, dict) and (not place or place[-1] != "values"):
            at["colour"] = "green"
            assert not fits(data), place
            with pytest.raises(WellPlanError):
                exchange.plan_from_json(data)


def test_a_rule_the_checker_does_not_know_is_an_error() -> None:
    with pytest.raises(NotImplementedError):
        is_valid({}, {"dependentRequired": {}}, {})
