# SPDX-License-Identifier: Apache-2.0
"""One step of giving a copy: where one is, one question, and Back and Cancel at the end."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import stack
from wellplan.ui.session import Session
from wellplan.ui.settings import Settings
from wellplan.ui.share_draft import Draft
from wellplan.ui.words import Heading, Words

STEPS = 5


class Step(QWidget):
    """Reads and writes the draft. `onward`, `back` and `stop` say what the person wants, and do nothing."""

    onward = Signal()
    back = Signal()
    stop = Signal()
    go = Signal(str, str)
    number = 0

    def __init__(self, session: Session, settings: Settings, draft: Draft) -> None:
        super().__init__()
        self.session, self.settings, self.draft = session, settings, draft
        look = current_look()
        self.down = stack(self, spacing=12)
        if self.number:
            told = _("Give someone a copy · step {number} of {all}")
            self.down.addWidget(Words(told.format(number=self.number, all=STEPS), "quiet"))
        self.heading = Heading("")
        self.down.addWidget(self.heading)
        self.lead = Words("", "lead")
        self.lead.hide()
        self.down.addWidget(self.lead)
        self.body = stack(spacing=12)
        self.down.addLayout(self.body)
        self.notice = Notice()
        self.down.addWidget(self.notice)
        self.down.addSpacing(look.px(8))
        self.build()
        self.ways = self._ways()
        if self.ways:
            self.down.addWidget(flow(*self.ways))
        self.down.addStretch(1)

    def put_notice_under(self, part: QWidget | None) -> None:
        """Messages stand right under `part`, which is one of the step or of its body; None: at their end."""
        self.notice.put_away()
        within = self.body if part is not None and self.body.indexOf(part) >= 0 else self.down
        for each in (self.body, self.down):
            each.removeWidget(self.notice)
        at = self.down.indexOf(self.body) if part is None else within.indexOf(part)
        within.insertWidget(at + 1, self.notice)

    def build(self) -> None:
        """Put the step's own parts in `body`."""
        raise NotImplementedError

    def title(self, title: str, lead: str = "") -> None:
        """The question, and a sentence under it."""
        self.heading.setText(title)
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))

    def next_button(self) -> QPushButton | None:
        """What goes on to the next step; None where choosing does."""
        return None

    def _ways(self) -> list[QPushButton]:
        ways = [made] if (made := self.next_button()) is not None else []
        if self.number > 1:
            ways.append(changes_nothing(button(_("Back"), self.back.emit, icon_name="back")))
            ways.append(button(_("Cancel"), self.stop.emit, kind="link"))
        return ways

    def first_focus(self) -> QWidget | None:
        """What should have the keyboard."""
        return None
