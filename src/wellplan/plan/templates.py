# SPDX-License-Identifier: Apache-2.0
"""Templates and example plans as data: `resources/templates/<language>/*.toml` to a new, empty Plan.

Ideas and reasons stay in the template. They reach a plan only when the person adds one.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from wellplan.i18n import _
from wellplan.plan import exchange
from wellplan.plan.model import Field, Plan, Section, Stage
from wellplan.plan.untrusted import LANGUAGE
from wellplan.resources import resource


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """A template as the first screen lists it."""

    id: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class ExampleInfo:
    """An example plan as the first screen lists it."""

    id: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """What helps someone to start a section. An idea is put in the first field of a new item."""

    why: str = ""
    ideas: tuple[str, ...] = ()
    add_label: str = ""
    item_noun: str = ""


def list_templates(language: str = "en") -> tuple[TemplateInfo, ...]:
    """The templates in a language, in the order to offer them; English where there are none."""
    return tuple(TemplateInfo(t["id"], t["title"], t["summary"]) for t in _templates(language))


def start_plan(template_id: str, *, language: str = "en-GB") -> Plan:
    """A new plan with every section of the template, all of them empty. KeyError for an unknown id."""
    template = _template(template_id, language)
    return Plan(
        title=template["plan_title"],
        language=language,
        template=template_id,
        sections=tuple(_section(each) for each in template["section"]),
    )


def guidance(template_id: str, section_key: str, language: str = "en") -> Guidance:
    """The guidance for a kind of section: the template's own, else any template's, else an empty one."""
    own_first = sorted(_templates(language), key=lambda template: template["id"] != template_id)
    for template in own_first:
        for each in template["section"]:
            if each["key"] == section_key:
                return Guidance(each["why"], tuple(each["ideas"]), each["add_label"], each["item_noun"])
    return Guidance()


def stage_titles() -> dict[Stage, str]:
    """The heading of each stage, in order."""
    return {
        "life": _("My life"),
        "well": _("Keeping well"),
        "ups-and-downs": _("Ups and downs"),
        "early": _("First signs"),
        "worse": _("Getting worse"),
        "crisis": _("Crisis"),
        "after": _("After"),
    }


def example_plans() -> tuple[ExampleInfo, ...]:
    """The example plans: invented people, whole plans."""
    listed = tomllib.loads(resource("examples", "examples.toml").read_text(encoding="utf-8"))
    return tuple(ExampleInfo(e["id"], e["title"], e["summary"]) for e in listed["example"])


def load_example(example_id: str) -> Plan:
    """One example plan. KeyError for an unknown id."""
    if not any(info.id == example_id for info in example_plans()):
        raise KeyError(example_id)
    return exchange.loads(resource("examples", f"{example_id}.json").read_bytes())


@cache
def _templates(language: str) -> tuple[dict[str, Any], ...]:
    """Every template of a language tag, parsed once: a page asks for guidance each time it is shown."""
    if not LANGUAGE.fullmatch(language):  # nothing a stranger's plan says leads out of the folder
        return _templates("en")
    folder = resource("templates", language.partition("-")[0].lower())
    if not folder.is_dir():
        return _templates("en")
    parsed = [tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")]
    own = {(t["id"], s["key"]): s for t in parsed for s in t["section"] if "from" not in s}
    for template in parsed:
        template["section"] = [own[s.get("from", template["id"]), s["key"]] for s in template["section"]]
    return tuple(sorted(parsed, key=lambda template: template["order"]))


def _template(template_id: str, language: str) -> dict[str, Any]:
    for template in _templates(language):
        if template["id"] == template_id:
            return template
    raise KeyError(template_id)


def _section(each: dict[str, Any]) -> Section:
    return Section(
        key=each["key"],
        title=each["title"],
        prompt=each["prompt"],
        stage=each["stage"],
        fields=tuple(
            Field(f["key"], f["label"], f.get("type", "line"), tuple(f.get("choices", ())))
            for f in each["fields"]
        ),
    )
