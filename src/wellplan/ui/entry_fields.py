# SPDX-License-Identifier: Apache-2.0
"""One editor for each type of field. Each tells of a change in the person's own time: as they type."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLayout, QRadioButton, QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.model import Field, Person, Value
from wellplan.ui.buttons import button
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.look import current_look
from wellplan.ui.rows import labelled
from wellplan.ui.text_fields import LineField, TextField
from wellplan.ui.words import Words

Changed = Callable[[str, Value], None]


def field_editor(
    field: Field, value: Value, people: Sequence[Person], changed: Changed, *, first: bool
) -> tuple[QLayout, QWidget] | None:
    """The editor of a field under its label, and the widget that takes the keyboard.

    `changed(key, value)` is called on each change. None for a type that has no editor yet.
    """
    if field.type == "picture":
        return None
    if field.type == "tick":
        return _tick(field, value is True, changed)
    text = value if isinstance(value, str) else ""
    if field.type == "choice":
        return _choice(field, text, changed)
    if field.type == "person":
        return _person(field, text, people, changed)
    return _words(field, text, changed, first=first)


def _words(field: Field, text: str, changed: Changed, *, first: bool) -> tuple[QLayout, QWidget]:
    hint = "" if first else _("You can leave this empty")
    made: LineField | TextField
    if field.type == "text":
        made = TextField(text, hint)
    else:
        made = LineField(text, hint)
        if field.type == "phone":
            made.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
    made.typed.connect(lambda words: changed(field.key, words))
    return labelled(field.label, made), made


def _tick(field: Field, ticked: bool, changed: Changed) -> tuple[QLayout, QWidget]:
    made = QCheckBox(field.label)
    made.setChecked(ticked)
    made.toggled.connect(lambda on: changed(field.key, on))
    hold = QVBoxLayout()
    hold.addWidget(made)
    return hold, made


def _choice(field: Field, value: str, changed: Changed) -> tuple[QLayout, QWidget]:
    hold = QVBoxLayout()
    hold.setSpacing(0)
    hold.addWidget(Words(field.label, "label"))
    group = QButtonGroup(hold)
    group.setExclusive(True)
    choices = list(field.choices)
    if value and value not in choices:
        choices.append(value)  # the person's own words win over the list
    for choice in choices:
        made = QRadioButton(choice)
        made.setAccessibleName(f"{field.label}: {choice}")
        made.setChecked(choice == value)
        made.toggled.connect(lambda on, choice=choice: changed(field.key, choice) if on else None)
        group.addButton(made)
        hold.addWidget(made)

    def take_back() -> None:
        group.setExclusive(False)
        for made in group.buttons():
            with QSignalBlocker(made):
                made.setChecked(False)
        group.setExclusive(True)
        changed(field.key, "")

    says = _("Take back my choice: {label}").format(label=field.label)
    hold.addWidget(button(_("Take back my choice"), take_back, kind="link", says=says))
    first = group.checkedButton() or group.buttons()[0] if choices else None
    return hold, first or QWidget()


def _person(field: Field, value: str, people: Sequence[Person], changed: Changed) -> tuple[QLayout, QWidget]:
    choices = [("", _("Nobody chosen"))]
    choices += [(p.id, p.name or p.role or _("Someone with no name yet")) for p in people]
    if value not in dict(choices):
        choices.append((value, _("Someone no longer in my people")))
    made = ChoiceField(choices, value)
    made.setMinimumWidth(current_look().px(240))
    made.picked.connect(lambda person_id: changed(field.key, person_id))
    return labelled(field.label, made), made
