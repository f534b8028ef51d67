# SPDX-License-Identifier: Apache-2.0
"""The quiet stage of a bad hour: one wide column in the middle of an empty screen."""

from PySide6.QtCore import QEvent, QMargins, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from wellplan.ui.look import SPACINGS, current_look
from wellplan.ui.rows import stack
from wellplan.ui.scroller import Scroller, scroll_by_key
from wellplan.ui.words import Heading, Toast


class Large(Heading):
    """A heading in very large type. Its lines stand closer: large letters need less air between them."""

    def _spacing(self) -> float:
        return 1 + (SPACINGS[current_look().spacing] - SPACINGS["usual"]) * 0.3


class Spoken(Toast):
    """Words that a screen reader says when they come onto the screen. Looks like nothing at all."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setAccessibleName(sentence)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        # Qt would answer with the height of the words at their narrowest.
        return QSize(super().minimumSizeHint().width(), 0)


class CalmScreen(Scroller):
    """A screen with its column in the middle. Up, Down, Page Up and Page Down scroll, wherever one is."""

    def __init__(self, *, centred: bool = True) -> None:
        super().__init__("page")
        look = current_look()
        room = look.px(24)
        self.margins, self.inner = QMargins(room, room, room, room), QWidget()
        widest = round(820 * look.text_size / 100)
        self._across = self.put_in_the_middle(self.inner, widest, self.margins)
        whole = QVBoxLayout(self.inner)
        whole.setContentsMargins(0, 0, 0, 0)
        self.column = stack(spacing=10)
        if centred:
            whole.addStretch(2)
        whole.addLayout(self.column)
        whole.addStretch(3)

    def keep_arrows(self) -> None:
        """Let Up and Down scroll while a button or a number has the keyboard: else they would move it."""
        for kind in (QPushButton, QLabel):
            for each in self.findChildren(kind):
                if each.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    each.installEventFilter(self)

    def first_focus(self) -> QWidget:
        """What takes the keyboard when the screen opens."""
        raise NotImplementedError

    def scrolling(self, _key: int) -> QScrollArea:
        """The part that scrolls for a key."""
        return self

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._scroll(event):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._scroll(event):
            event.ignore()

    def _scroll(self, event: QKeyEvent) -> bool:
        return scroll_by_key(self.scrolling(event.key()).verticalScrollBar(), event)


class Reading(Scroller):
    """Words that scroll by themselves when there are too many for the room."""

    def show_words(self, words: QWidget) -> None:
        """Show these instead of those before, from their start."""
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        words.setObjectName("column")
        self.setWidget(words)
        words.show()
        self.verticalScrollBar().setValue(0)

    def natural_height(self, width: int) -> int:
        """How high the words are when nothing is hidden."""
        words = self.widget()
        return words.heightForWidth(width) if words is not None else 0


class ReadingScreen(CalmScreen):
    """Words above, and below them buttons and numbers that stay in sight while long words scroll."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self.column.addWidget(self.reading)

    def fit(self) -> None:
        """Give the words the room that is left; where that is too little, let the whole screen scroll."""
        width = self.inner.width()
        rest = sum(self._height_of(i, width) + self.column.spacing() for i in range(1, self.column.count()))
        room = self.viewport().height() - self.margins.top() - self.margins.bottom() - rest
        wanted = self.reading.natural_height(width)
        if wanted > room >= current_look().px(180):
            wanted = room
        elif wanted > 1.5 * self.viewport().height():
            # No room beside the buttons: the first of them still shows under a long answer.
            wanted = max(self.viewport().height() - current_look().px(120), current_look().px(100))
        bars = Qt.ScrollBarPolicy
        fits = wanted >= self.reading.natural_height(width)
        self.reading.setVerticalScrollBarPolicy(bars.ScrollBarAlwaysOff if fits else bars.ScrollBarAsNeeded)
        self.reading.setFixedHeight(wanted)

    def _height_of(self, index: int, width: int) -> int:
        item = self.column.itemAt(index)
        if item is None:
            return 0
        return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()

    def scrolling(self, key: int) -> QScrollArea:
        # The words first; when they are at their end, the screen around them.
        up = key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home)
        inner, outer = self.reading.verticalScrollBar(), self.verticalScrollBar()
        if up:
            return self if outer.value() > 0 else self.reading
        return self.reading if inner.value() < inner.maximum() else self

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The width of the words is known only when the column has been laid out for the new size.
        self._across.activate()
        self.fit()
