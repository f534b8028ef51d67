# SPDX-License-Identifier: Apache-2.0
"""The fixed edges of the window: Hide, I'm struggling now and Lock at the top; "Saved" at the foot."""

import re
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button, put_picture, put_text
from wellplan.ui.flow import flow, level_with
from wellplan.ui.look import current_look, icon
from wellplan.ui.page import holds_keyboard
from wellplan.ui.rows import row, stack
from wellplan.ui.words import Toast, Words

TOAST_MS = 12_000  # long enough to read and to reach Undo by keyboard (ten seconds at least)
LETTER_MS = 100  # a message of several sentences stays longer

QUESTION_MS = 45_000
LOW_LINES = 16  # a window of fewer lines of words than this has no room to spare
MOST_LINES = 3  # of a message in such a window
LEAST_WORDS = 0.4  # of the width: with less beside the buttons, they stand below


class TopBar(QFrame):
    """Always in the same place: Hide is first in the order of Tab."""

    hide_now = Signal()
    struggling = Signal()
    lock = Signal()
    contents = Signal()
    close_now = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bar")
        look = current_look()
        self.hide_button = button(_("Hide"), self.hide_now.emit, says=_("Hide this window now"))
        self.hide_button.setToolTip(_("Press Shift three times"))
        self.contents_button = button(_("My plan"), self.contents.emit)
        self.now_button = button(_("I’m struggling now"), self.struggling.emit, kind="primary")
        self.now_button.setToolTip(_("Key F1"))
        self.lock_button = button(_("Lock"), self.lock.emit)
        self.lock_button.setToolTip(_("Ctrl and L"))
        self.close_button = button(_("Close"), self.close_now.emit)
        self.close_button.setToolTip(_("Key Esc"))
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(22), look.px(8), look.px(22), look.px(8))
        line.addLayout(
            row(
                self.hide_button,
                self.contents_button,
                1,
                self.now_button,
                self.lock_button,
                self.close_button,
            )
        )

    def show_for(self, *, is_open: bool, narrow: bool, struggling: bool) -> None:
        """Offer what makes sense here. Hide is always there, and so is a way to help."""
        listed = is_open and narrow and not struggling
        if listed:
            self._dress_contents()
        self.contents_button.setVisible(listed)
        self.now_button.setVisible(not struggling)
        self.lock_button.setVisible(is_open and not struggling)
        self.close_button.setVisible(struggling)

    def _dress_contents(self) -> None:
        """Its picture comes when it is first seen: starting does not wait for it."""
        if self.contents_button.icon().isNull():
            put_picture(self.contents_button, "pages")
            put_text(self.contents_button, _("My plan"))


class StatusLine(QFrame):
    """The line at the foot: whether everything is saved, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        look = current_look()
        self._mark = QLabel()
        self._mark.setFixedWidth(look.px(20))
        self.words = Words("", "small")
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(24), look.px(8), look.px(24), look.px(8))
        line.addWidget(self._mark)
        line.addWidget(self.words, 1)

    def show_state(self, state: str, error: WellPlanError | None) -> None:
        """Show `saved`, `saving`, `not-saved` (with its error), `example` or `read-only`."""
        texts = {
            "saved": _("Saved on this computer"),
            "saving": _("Saving…"),
            "example": _("This is an example. Nothing you change here is kept."),
            "read-only": _("You can read this plan here. It cannot be changed."),
        }
        look = current_look()
        self._mark.clear()
        if state == "saved":
            picture = icon("check", look.colours.accent)
            self._mark.setPixmap(picture.pixmap(look.px(18), look.px(18)))
        self.words.setText(str(error) if error else texts.get(state, ""))
        self.setProperty("state", state)


class ToastBar(QWidget):
    """Where short messages appear, just above the status line. One at a time.

    A question makes room for a message, and comes back after it: nothing that was asked is lost unread.
    In a low window with large letters a message stands in place of the status line, its buttons beside it; a
    long one is said a piece at a time. Otherwise it would take half of the page.
    """

    undo = Signal()
    changed = Signal()  # one came or went
    left = Signal()  # one went that had the keyboard

    def __init__(self) -> None:
        super().__init__()
        look = current_look()
        self._hold = QVBoxLayout(self)
        self._hold.setContentsMargins(look.px(24), 0, look.px(24), look.px(10))
        self._toast: Toast | None = None
        self._rest: Callable[[], None] | None = None  # shows the next piece of a long message
        self._asked: Callable[[], None] | None = None  # shows the question that is in sight once more
        self._waiting: Callable[[], None] | None = None  # shows the one that made room
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        self.hide()

    @property
    def is_tight(self) -> bool:
        """Whether a message leaves room for nothing else at the foot."""
        return self._toast is not None and self._is_low()

    def _is_low(self) -> bool:
        return self.window().height() < LOW_LINES * _line_height()

    def say(self, sentence: str, can_undo: bool) -> None:
        """Show a sentence, spoken once by a screen reader."""
        pieces = self._pieces(sentence, can_undo) if self._is_low() else [sentence]
        waiting = self._asked or self._waiting
        self._say(pieces, can_undo)
        self._waiting = waiting

    def _say(self, pieces: list[str], can_undo: bool) -> None:
        said, *rest = pieces
        self._show(said, self._ways(can_undo, more=bool(rest)))
        if rest:
            self._rest = lambda: self._say(rest, can_undo)
        self._timer.start(max(TOAST_MS, LETTER_MS * len(said)))

    def _ways(self, can_undo: bool, *, more: bool) -> list[QPushButton]:
        ways = [self._way(_("Undo"), self.undo.emit)] if can_undo else []
        says = _("Read the rest of this message") if more else _("Put this message away")
        on = button(_("Read on") if more else _("OK"), lambda: self.end(), says=says)
        on.setToolTip(_("Key Esc"))
        return [*ways, on]

    def _pieces(self, message: str, can_undo: bool) -> list[str]:
        """Whole sentences, as many at a time as stand in a few lines beside the buttons."""
        ways = self._ways(can_undo, more=True)
        words = Words("", "body")
        wide = self._beside(ways)
        pieces = [""]
        for sentence in re.split(r"(?<=[.!?…])\s+", message.strip()):
            words.setText(f"{pieces[-1]} {sentence}".strip())
            if pieces[-1] and words.heightForWidth(wide) > MOST_LINES * words.line_height():
                pieces.append("")
            pieces[-1] = f"{pieces[-1]} {sentence}".strip()
        return pieces

    def _beside(self, ways: list[QPushButton]) -> int:
        """How wide words are that have these buttons beside them, px."""
        look = current_look()
        for each in ways:
            each.ensurePolished()
        taken = sum(each.sizeHint().width() + look.px(10) for each in ways)
        return self.window().width() - 2 * look.px(24) - look.px(16 + 8) - taken

    def ask(self, sentence: str, way: str, act: Callable[[], object], later: Callable[[], object]) -> None:
        """Offer one thing to do about a sentence. It stays longer, and does not come back once answered."""

        def show() -> None:
            self._show(sentence, [self._way(way, act), self._way(_("Not now"), later)])
            self._asked = show
            self._timer.start(QUESTION_MS)

        show()

    def _way(self, text: str, act: Callable[[], object]) -> QPushButton:
        return button(text, lambda: self.end(act))

    def _time_is_up(self) -> None:
        if holds_keyboard(self):
            self._timer.start(TOAST_MS)  # someone is about to answer
        else:
            self.end()

    def end(self, act: Callable[[], object] | None = None) -> bool:
        """Put the message away, then do what was asked for: that may have a message of its own.

        Without an answer a long message goes on. False when there was none.
        """
        if self.isHidden():
            return False
        waiting, rest = self._waiting, self._rest
        held = self._clear()
        if act is not None:
            act()
        elif rest is not None:
            rest()
            held = held and not self._take_keyboard()
        if waiting is not None and self._toast is None:
            waiting()
        elif waiting is not None:
            self._waiting = waiting
        if held:
            self.left.emit()
        return True

    def _take_keyboard(self) -> bool:
        """It was on the message before: it goes to the button that closes the one in its place."""
        if self._toast is None:
            return False
        self._toast.findChildren(QPushButton)[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _show(self, sentence: str, ways: list[QPushButton]) -> None:
        held = self._clear()
        toast = Toast()
        toast.setObjectName("toast")
        toast.setAccessibleName(sentence)
        look = current_look()
        inside = stack(toast)
        inside.setContentsMargins(look.px(16), look.px(6), look.px(8), look.px(6))
        words = level_with(Words(sentence), ways[0])
        for each in ways:
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where someone writes
        side = Qt.AlignmentFlag.AlignLeft
        if self._is_low() and self._beside(ways) > self.window().width() * LEAST_WORDS:
            across = row(words, *ways, spacing=10)
            across.setStretch(0, 1)
            inside.addLayout(across)
            side = Qt.AlignmentFlag(0)
        else:
            inside.addWidget(flow(words, *ways, across=10, down=4))
        self._toast = toast
        self._hold.addWidget(toast, 0, side)
        self.show()
        self.changed.emit()
        if held:
            self._take_keyboard()

    def put_away(self) -> None:
        """Take the message away, and what waits behind it."""
        if self._clear():
            self.left.emit()

    def _clear(self) -> bool:
        """The same; whether it had the keyboard. Qt would hand that on to whatever was made next."""
        held = self.window().focusWidget() if holds_keyboard(self) else None
        if held is not None:
            held.clearFocus()
        self._timer.stop()
        self._asked = self._waiting = self._rest = None
        if self._toast is not None:
            self._toast.hide()
            self._toast.deleteLater()
            self._toast = None
        self.hide()
        self.changed.emit()
        return held is not None


def _line_height() -> int:
    return Words().line_height()
