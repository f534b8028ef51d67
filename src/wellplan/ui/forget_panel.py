# SPDX-License-Identifier: Apache-2.0
"""Removing words for good: what will be gone and what will not, then a second press. Never in one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout

from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import stack
from wellplan.ui.words import Heading, Toast, Words


class Question(Heading):
    """The keyboard starts here and not on a button, so that the words are in sight, and read, first."""

    def __init__(self, text: str, tone: str) -> None:
        super().__init__(text, tone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            look = current_look()
            painter = QPainter(self)
            painter.fillRect(0, self.height() - 3, self.width(), 3, QColor(look.colours.ring))
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class ForgetPanel(Toast):
    """A question in the page. `what` says which words are meant, in words of the program or the person."""

    confirmed = Signal()
    kept = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self.setObjectName("notice")
        look = current_look()
        down = QVBoxLayout(self)
        down.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(16))
        down.setSpacing(look.px(8))
        self.heading = Question(_("Remove this for good?"), "group")
        down.addWidget(self.heading)
        down.addWidget(Words(what))
        for label, words in (
            (_("Gone"), _("From your plan’s file, from its history, and from WellPlan’s own backups.")),
            (_("Not gone"), _("Copies you saved somewhere else, printed, or gave to someone.")),
        ):
            pair = stack(spacing=1)
            pair.addWidget(Words(label, "label"))
            pair.addWidget(Words(words))
            down.addLayout(pair)
        down.addWidget(
            Words(_("Older backups of this plan go too. A new one is made. This cannot be undone."), "quiet")
        )
        self.keep = changes_nothing(button(_("Keep it"), self.kept.emit))
        self.keep.setObjectName("forget-keep")
        self.remove = button(_("Remove it for good"), self.confirmed.emit)
        self.remove.setObjectName("forget-remove")
        down.addWidget(flow(self.keep, self.remove))
        self.setAccessibleName(_("Remove this for good?"))
