# SPDX-License-Identifier: Apache-2.0
"""What scrolls: up and down only, by the usual keys, with the keyboard left to what is inside."""

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QScrollBar, QSizePolicy, QWidget

from wellplan.ui.look import current_look


class Scroller(QScrollArea):
    """Holds one widget as wide as itself. `name` is how the style sheet knows it."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # To name the viewport that Qt made, PySide6 would load every class of widgets there is: 20 ms.
        room = QWidget()
        room.setObjectName("qt_scrollarea_viewport")
        room.setBackgroundRole(QPalette.ColorRole.NoRole)
        room.setAutoFillBackground(True)
        self.setViewport(room)

    def put_in_the_middle(self, inner: QWidget, widest: int, margins: QMargins) -> QHBoxLayout:
        """Show `inner` in the middle, at most `widest` px wide. Returns the layout around it."""
        around = QWidget()
        around.setObjectName("column")
        across = QHBoxLayout(around)
        across.setContentsMargins(margins)
        inner.setMaximumWidth(widest)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        self.setWidget(around)
        return across


def scroll_by_key(bar: QScrollBar, event: QKeyEvent, *, overlap: int = 0) -> bool:
    """Scroll when the key is one that scrolls; False when it is not.

    After Page Down, `overlap` px of what was seen before stay in sight.
    """
    line, page = current_look().px(60), max(bar.pageStep() - overlap, 40)
    steps = {
        Qt.Key.Key_Down: line,
        Qt.Key.Key_Up: -line,
        Qt.Key.Key_PageDown: page,
        Qt.Key.Key_PageUp: -page,
        Qt.Key.Key_Home: -bar.maximum(),
        Qt.Key.Key_End: bar.maximum(),
    }
    step = steps.get(Qt.Key(event.key()))
    if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    bar.setValue(bar.value() + step)
    return True
