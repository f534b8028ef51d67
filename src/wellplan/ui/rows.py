# SPDX-License-Identifier: Apache-2.0
"""Where things stand: side by side, under each other, under their label. And the line between them."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from wellplan.ui.look import current_look
from wellplan.ui.words import Words


def hairline() -> QFrame:
    """A thin line between two things."""
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line


def row(*things: QWidget | QLayout | int, spacing: int = 8) -> QHBoxLayout:
    """Things side by side; a number is a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(current_look().px(spacing))
    for thing in things:
        if isinstance(thing, int):
            made.addStretch(thing)
        elif isinstance(thing, QLayout):
            made.addLayout(thing)
        else:
            made.addWidget(thing)
    return made


def stack(part: QWidget | None = None, *, spacing: int = 8) -> QVBoxLayout:
    """Things under each other, with no room around them; inside `part` when it is given."""
    made = QVBoxLayout(part) if part is not None else QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(current_look().px(spacing))
    return made


def point(text: str) -> QWidget:
    """One of a few points, with its mark before it and its lines level with each other."""
    made = QWidget()
    across = row(Words("•"), Words(text), spacing=10)
    across.setStretch(1, 1)
    made.setLayout(across)
    return made


def labelled(label: str, field: QWidget, hint: str = "") -> QVBoxLayout:
    """A field under its label, tied together for screen readers."""
    made = QVBoxLayout()
    made.setSpacing(current_look().px(3))
    words = Words(label, "label")
    words.setBuddy(field)
    field.setAccessibleName(label)
    if hint:
        field.setAccessibleDescription(hint)
    made.addWidget(words)
    made.addWidget(field)
    return made


def labelled_part(label: str, field: QWidget) -> QWidget:
    """A field under its label as one part, to stand among others or to be hidden."""
    part = QWidget()
    stack(part).addLayout(labelled(label, field))
    return part


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and destroy it."""
    while (entry := layout.takeAt(0)) is not None:
        if (widget := entry.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := entry.layout()) is not None:
            clear(inner)
