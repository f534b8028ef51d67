# SPDX-License-Identifier: Apache-2.0
"""Words shown in place: what went wrong, or what is happening. Never a box on top."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look, icon
from wellplan.ui.page import Page, page_around
from wellplan.ui.rows import clear
from wellplan.ui.words import Toast, Words


class Notice(Toast):
    """A message in the page, spoken once by a screen reader each time it is shown. Hidden when empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        look = current_look()
        self._mark = QLabel()
        self._mark.setFixedWidth(look.px(24))
        self.words = QVBoxLayout()
        self.words.setSpacing(look.px(4))
        self._buttons = QVBoxLayout()
        down = QVBoxLayout()
        down.setSpacing(look.px(8))
        down.addLayout(self.words)
        down.addLayout(self._buttons)
        across = QHBoxLayout(self)
        across.setContentsMargins(look.px(14), look.px(12), look.px(14), look.px(12))
        across.setSpacing(look.px(8))
        marks = QVBoxLayout()
        marks.addWidget(self._mark)
        marks.addStretch(1)
        across.addLayout(marks)
        across.addLayout(down, 1)
        self.hide()

    def say(self, sentence: str, *buttons: QPushButton, icon_name: str = "wait") -> None:
        """Say one thing that is happening or has been done; with what can be done about it."""
        self._show([sentence], icon_name, buttons)

    def show_error(self, error: WellPlanError, *buttons: QPushButton) -> None:
        """Say what happened, whether the plan is safe, and what to do; with ways to do it."""
        self._show([error.what, error.safe, error.next_step], "info", buttons)

    def put_away(self) -> None:
        """Take the message away."""
        self.hide()
        self.setAccessibleName("")
        clear(self.words)
        clear(self._buttons)

    @property
    def text(self) -> str:
        """What is said now; empty when nothing is."""
        return self.accessibleName()

    def _show(self, sentences: list[str], icon_name: str, buttons: tuple[QPushButton, ...]) -> None:
        self.put_away()
        look = current_look()
        self._mark.setPixmap(icon(icon_name, look.colours.ink).pixmap(look.px(20), look.px(20)))
        said = [s for s in sentences if s]
        for number, sentence in enumerate(said):
            words = Words(sentence, "strong" if number == 0 and len(said) > 1 else "body")
            self.words.addWidget(words)
            if number == 0:
                self._mark.setFixedHeight(words.line_height())
        if buttons:
            self._buttons.addWidget(flow(*buttons, across=4, down=4))
        self.setAccessibleName(" ".join(said))
        self.show()
        QTimer.singleShot(0, self, self._take_place)

    def _take_place(self) -> None:
        page = page_around(self)
        if page is not None and self.isVisible():
            put_in_tab_order(self, page)
            held = page.focusWidget()  # the message may have pushed it out of sight
            if held is not None and held.hasFocus():
                page.ensureWidgetVisible(held, 0, 24)
            page.ensureWidgetVisible(self, 0, 24)


def put_in_tab_order(part: QWidget, page: Page) -> None:
    """Let Tab come to new buttons where they stand: as the newest on the screen, they would be its last."""
    ways = [each for each in part.findChildren(QPushButton) if each.focusPolicy()]
    if not ways:
        return
    page.lay_out()
    foot, below = part.mapTo(page, part.rect().bottomLeft()).y(), []
    for number, each in enumerate(page.findChildren(QWidget)):
        place = each.mapTo(page, QPoint(0, 0))
        if _takes_tab(each) and each.isVisibleTo(page) and place.y() > foot:
            below.append((place.y(), place.x(), number, each))
    before = min(below)[-1].previousInFocusChain() if below else None
    while before is not None and (before in ways or not _takes_tab(before)):
        before = before.previousInFocusChain()
    for each in ways:
        if before is not None:
            QWidget.setTabOrder(before, each)
            before = each


def _takes_tab(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def show_busy(made: QPushButton, on: bool) -> None:
    """Let a button look at rest while its work runs. A disabled one would lose the keyboard."""
    made.setProperty("busy", on)
    made.style().unpolish(made)
    made.style().polish(made)


def unexpected() -> WellPlanError:
    """What to say when our own code went wrong in the background: no detail, it might hold a secret."""
    return WellPlanError(
        _("Something went wrong inside WellPlan."),
        _("Your saved plan is safe."),
        _("Close WellPlan, open it again and try once more."),
    )


def as_error(error: Exception) -> WellPlanError:
    """The world's fault as it is; our own bug in plain words, and passed on to the crash reporter."""
    if isinstance(error, WellPlanError):
        return error
    import sys

    sys.excepthook(type(error), error, error.__traceback__)
    return unexpected()
