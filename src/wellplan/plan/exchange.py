# SPDX-License-Identifier: Apache-2.0
"""`plan.json` to Plan and back, losing nothing and guessing nothing.

What comes in is untrusted: any unknown key, wrong type or repeated id is refused with its path.
A refusal names places in the file, never the person's words.
"""

import json
from dataclasses import fields as dataclass_fields
from typing import Any, cast

from wellplan.errors import NewerVersion
from wellplan.i18n import _
from wellplan.plan.model import (
    FIELD_TYPES,
    STAGES,
    About,
    Field,
    FieldType,
    Item,
    Person,
    Plan,
    Section,
    Stage,
    WrittenWith,
)
from wellplan.plan.untrusted import (
    KEY,
    LANGUAGE,
    UUID,
    check_unlike,
    checked_group,
    checked_list,
    checked_object,
    checked_text,
    day_at,
    flag_at,
    group_of,
    one_of_at,
    shaped_at,
    text_at,
    time_at,
    under,
)
from wellplan.plan.untrusted import BadPlan as BadPlan

FORMAT = "wellplan-plan"
VERSION = 1
MOST_BYTES, MOST_PARTS = 16 * 1024 * 1024, 300_000
"""Parts are brackets and commas: small values swell. With both, reading stays under 256 MB of memory."""
NOT_A_SECTION = ("people", "about")
"""What the parts of a copy that are no sections are called: a section of that name would leave with them."""


def _names(kind: type[Any]) -> frozenset[str]:
    """The JSON keys of a model class are its field names; tests hold them to the JSON schema."""
    return frozenset(field.name for field in dataclass_fields(kind))


_PLAN_KEYS = _names(Plan) | {"format", "version"}
_FIELD_KEYS = _names(Field) - {"choices"}
_CHOICE_KEYS = _names(Field)
_SECTION_KEYS, _ITEM_KEYS, _PERSON_KEYS = _names(Section), _names(Item), _names(Person)
_ABOUT_KEYS, _WRITTEN_KEYS = _names(About), _names(WrittenWith)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The whole plan as JSON-ready values, keys in the order of `docs/format.md`."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": plan.id,
        "title": plan.title,
        "language": plan.language,
        "template": plan.template,
        "about": {"name": plan.about.name, "called": plan.about.called},
        "written_with": {
            "helper": plan.written_with.helper,
            "on": plan.written_with.on,
            "well_at_the_time": plan.written_with.well_at_the_time,
        },
        "sections": [section_to_json(section) for section in plan.sections],
        "people": [person_to_json(person) for person in plan.people],
    }


def section_to_json(section: Section) -> dict[str, Any]:
    """One section with its fields and items."""
    return {
        "id": section.id,
        "key": section.key,
        "title": section.title,
        "prompt": section.prompt,
        "stage": section.stage,
        "hidden": section.hidden,
        "fields": [_field_to_json(field) for field in section.fields],
        "items": [item_to_json(item) for item in section.items],
    }


def _field_to_json(field: Field) -> dict[str, Any]:
    data: dict[str, Any] = {"key": field.key, "label": field.label, "type": field.type}
    if field.type == "choice":
        data["choices"] = list(field.choices)
    return data


def item_to_json(item: Item) -> dict[str, Any]:
    """One item."""
    values = dict(item.values)
    return {"id": item.id, "values": values, "changed": item.changed, "confirmed": item.confirmed}


def person_to_json(person: Person) -> dict[str, Any]:
    """One person, the phones in their own order."""
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "phones": list(person.phones),
        "email": person.email,
        "when": person.when,
        "please_do": person.please_do,
        "please_dont": person.please_dont,
        "not_to_be_involved": person.not_to_be_involved,
    }


def dumps(plan: Plan) -> str:
    """The plan as JSON text: the same plan always gives the same text."""
    return json.dumps(plan_to_json(plan), ensure_ascii=False, indent=2) + "\n"


def loads(untrusted_bytes: bytes) -> Plan:
    """The plan in a file's bytes (UTF-8, at most 16 MiB; a byte order mark is passed over).

    Raises BadPlan with the path, or NewerVersion when a newer WellPlan wrote it.
    """
    if len(untrusted_bytes) > MOST_BYTES:
        raise BadPlan("", _("it is bigger than 16 megabytes."))
    if sum(map(untrusted_bytes.count, (b",", b"[", b"{"))) > MOST_PARTS:
        raise BadPlan("", _("it has too many parts."))
    try:
        untrusted = json.loads(untrusted_bytes.decode("utf-8-sig"), object_pairs_hook=group_of)
    except UnicodeDecodeError as error:
        raise BadPlan("", _("it is not UTF-8 text.")) from error
    except RecursionError as error:
        raise BadPlan("", _("it has lists inside lists, too deep to read.")) from error
    except json.JSONDecodeError as error:
        place = _("line {line}").format(line=error.lineno)
        raise BadPlan(place, _("the file is not whole, or is not JSON.")) from error
    except ValueError as error:  # Python reads no number of more than 4300 digits
        raise BadPlan("", _("it has a number that cannot be used.")) from error
    return plan_from_json(untrusted)


def plan_from_json(untrusted: object) -> Plan:
    """The plan in JSON values. Raises BadPlan with the path, or NewerVersion."""
    data = checked_group(untrusted, "")
    if data.get("format") != FORMAT:
        raise BadPlan("format", _("this is not a WellPlan plan."))
    _check_version(data.get("version"))
    checked_object(data, _PLAN_KEYS, "")
    sections = tuple(
        section_from_json(each, f"sections[{n}]") for n, each in enumerate(checked_list(data, "sections", ""))
    )
    people = tuple(
        person_from_json(each, f"people[{n}]") for n, each in enumerate(checked_list(data, "people", ""))
    )
    check_unlike((s.id for s in sections), lambda n: f"sections[{n}].id")
    check_unlike((p.id for p in people), lambda n: f"people[{n}].id")
    _check_unlike_items(sections)
    return Plan(
        id=shaped_at(data, "id", "", UUID),
        title=text_at(data, "title", ""),
        language=shaped_at(data, "language", "", LANGUAGE),
        template=shaped_at(data, "template", "", KEY, or_empty=True),
        about=_about(data["about"]),
        written_with=_written_with(data["written_with"]),
        sections=sections,
        people=people,
    )


def section_from_json(untrusted: object, path: str) -> Section:
    """One section. `path` is where it stands in the file, for the error. Raises BadPlan."""
    data = checked_object(untrusted, _SECTION_KEYS, path)
    if data["key"] in NOT_A_SECTION:
        raise BadPlan(under(path, "key"), _("this name cannot be used."))
    fields = tuple(
        _field_from_json(each, f"{path}.fields[{n}]")
        for n, each in enumerate(checked_list(data, "fields", path))
    )
    check_unlike((f.key for f in fields), lambda n: f"{path}.fields[{n}].key")
    ticks = {f.key: f.type == "tick" for f in fields}
    items = []
    for n, each in enumerate(checked_list(data, "items", path)):
        item = item_from_json(each, f"{path}.items[{n}]")
        _check_ticks(item, ticks, f"{path}.items[{n}].values")
        items.append(item)
    return Section(
        id=shaped_at(data, "id", path, UUID),
        key=shaped_at(data, "key", path, KEY, or_empty=True),
        title=text_at(data, "title", path),
        prompt=text_at(data, "prompt", path),
        stage=cast(Stage, one_of_at(data, "stage", path, STAGES)),
        hidden=flag_at(data, "hidden", path),
        fields=fields,
        items=tuple(items),
    )


def item_from_json(untrusted: object, path: str) -> Item:
    """One item. Its section says which values are ticks, so that is checked there. Raises BadPlan."""
    data = checked_object(untrusted, _ITEM_KEYS, path)
    inside = f"{path}.values"
    values = checked_group(data["values"], inside)
    for key, value in values.items():
        if not KEY.fullmatch(key):
            raise BadPlan(under(inside, key), _("this name cannot be used."))
        if not isinstance(value, bool):
            text_at(values, key, inside)
    return Item(
        id=shaped_at(data, "id", path, UUID),
        values=dict(values),
        changed=time_at(data, "changed", path),
        confirmed=None if data["confirmed"] is None else time_at(data, "confirmed", path),
    )


def person_from_json(untrusted: object, path: str) -> Person:
    """One person. Raises BadPlan."""
    data = checked_object(untrusted, _PERSON_KEYS, path)
    phones = checked_list(data, "phones", path)
    return Person(
        id=shaped_at(data, "id", path, UUID),
        name=text_at(data, "name", path),
        role=text_at(data, "role", path),
        phones=tuple(checked_text(each, f"{path}.phones[{n}]") for n, each in enumerate(phones)),
        email=text_at(data, "email", path),
        when=text_at(data, "when", path),
        please_do=text_at(data, "please_do", path),
        please_dont=text_at(data, "please_dont", path),
        not_to_be_involved=flag_at(data, "not_to_be_involved", path),
    )


def _field_from_json(untrusted: object, path: str) -> Field:
    choice = isinstance(untrusted, dict) and untrusted.get("type") == "choice"
    data = checked_object(untrusted, _CHOICE_KEYS if choice else _FIELD_KEYS, path)
    choices = checked_list(data, "choices", path) if choice else []
    return Field(
        key=shaped_at(data, "key", path, KEY),
        label=text_at(data, "label", path),
        type=cast(FieldType, one_of_at(data, "type", path, FIELD_TYPES)),
        choices=tuple(checked_text(each, f"{path}.choices[{n}]") for n, each in enumerate(choices)),
    )


def _about(untrusted: object) -> About:
    data = checked_object(untrusted, _ABOUT_KEYS, "about")
    return About(name=text_at(data, "name", "about"), called=text_at(data, "called", "about"))


def _written_with(untrusted: object) -> WrittenWith:
    path = "written_with"
    data = checked_object(untrusted, _WRITTEN_KEYS, path)
    well = data["well_at_the_time"]
    return WrittenWith(
        helper=text_at(data, "helper", path),
        on=day_at(data, "on", path),
        well_at_the_time=None if well is None else flag_at(data, "well_at_the_time", path),
    )


def _check_version(version: object) -> None:
    if type(version) is not int or version < 1:
        raise BadPlan("version", _("it should be the number 1."))
    if version > VERSION:
        raise NewerVersion(
            _("A newer WellPlan made this plan file."),
            _("The file and your own plan have not changed."),
            _("Open it with a newer WellPlan."),
        )


def _check_unlike_items(sections: tuple[Section, ...]) -> None:
    places = [(s, n) for s, section in enumerate(sections) for n in range(len(section.items))]
    check_unlike(
        (item.id for section in sections for item in section.items),
        lambda at: "sections[{}].items[{}].id".format(*places[at]),
    )


def _check_ticks(item: Item, ticks: dict[str, bool], path: str) -> None:
    """A tick holds true or false and nothing else does. A value whose field has gone is kept as it is."""
    for key, value in item.values.items():
        if key in ticks and isinstance(value, bool) != ticks[key]:
            problem = _("it should be true or false.") if ticks[key] else _("it should be text in quotes.")
            raise BadPlan(f"{path}.{key}", problem)
