# SPDX-License-Identifier: Apache-2.0
"""“I'm struggling now”: the steps, a quiet page when one has helped, and whom to talk to.

It counts nothing, keeps nothing and calls no one. It works with no plan at all.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.model import Plan
from wellplan.plan.now import steps
from wellplan.ui.buttons import button
from wellplan.ui.calm import CalmScreen, Large, Spoken
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.numbers_to_ring import numbers_foot
from wellplan.ui.rows import hairline, stack
from wellplan.ui.settings import Settings
from wellplan.ui.step_view import StepView
from wellplan.ui.talk_page import TalkPage
from wellplan.ui.words import Words


class NowScreen(QWidget):
    """The whole screen for a bad hour. `plan` is None while nothing is open."""

    closed = Signal()

    def __init__(self, plan: Plan | None, settings: Settings) -> None:
        super().__init__()
        self.plan, self.settings = plan, settings
        self.view: CalmScreen | None = None
        self._steps = steps(plan)
        self._at = 0
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, act in ((Qt.Key.Key_Right, self._next), (Qt.Key.Key_Left, self._before)):
            QShortcut(QKeySequence(key), self, act, context=context)
        self.show_steps(0)

    def start(self) -> None:
        """Give the main button the keyboard, at the top of the page."""
        if self.view is not None:
            self.view.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
            self.view.verticalScrollBar().setValue(0)

    def show_steps(self, at: int) -> None:
        """Show the steps from number `at` (0 first)."""
        view = StepView(self._steps, self.plan, self.settings, at)
        view.helped.connect(self.show_calm)
        view.talk.connect(self.show_talk)
        view.ended.connect(self.show_end)
        self._show(view)

    def show_calm(self) -> None:
        """A page with nothing to do."""
        self._show(
            _RestPage(
                self,
                _("Good. Stay with that for as long as you like."),
                "",
                (
                    (_("Show me the next thing"), self._after_calm),
                    (_("I want to talk to someone"), self.show_talk),
                    (_("Close"), self.closed.emit),
                ),
            )
        )

    def show_end(self) -> None:
        """After the last step."""
        self._show(
            _RestPage(
                self,
                _("That was the last one."),
                _("You can look at them again. You can talk to someone. Both are good."),
                (
                    (_("I want to talk to someone"), self.show_talk),
                    (_("Start again"), lambda: self.show_steps(0)),
                    (_("Close"), self.closed.emit),
                ),
            )
        )

    def show_talk(self) -> None:
        """The person's own people, then the lines."""
        page = TalkPage(self.plan, self.settings)
        page.back.connect(lambda: self.show_steps(self._at))
        page.closed.connect(self.closed)
        self._show(page)

    def _after_calm(self) -> None:
        if self._at + 1 < len(self._steps):
            self.show_steps(self._at + 1)
        else:
            self.show_end()

    def _next(self) -> None:
        if isinstance(self.view, StepView):
            self.view.next_step()

    def _before(self) -> None:
        if isinstance(self.view, StepView):
            self.view.step_before()
        else:
            self.show_steps(self._at)

    def _show(self, view: CalmScreen) -> None:
        old, self.view = self.view, view
        if isinstance(old, StepView):
            self._at = old.at
        if isinstance(view, StepView):
            self._at = view.at
        self._place.addWidget(view)
        if old is not None:
            view.show()
            self.start()
            old.hide()
            self._place.removeWidget(old)
            old.deleteLater()


class _RestPage(CalmScreen):
    """One quiet sentence, a few ways on, and the numbers."""

    def __init__(
        self, screen: NowScreen, title: str, words: str, ways: tuple[tuple[str, object], ...]
    ) -> None:
        super().__init__()
        look = current_look()
        block = Spoken(f"{title} {words}".strip())
        down = stack(block, spacing=14)
        down.addWidget(Large(title, "now"))
        if words:
            down.addWidget(Words(words, "now-body"))
        buttons = [button(text, act, kind="large") for text, act in ways]  # type: ignore[arg-type]
        self._first = buttons[0]
        self.column.addWidget(block)
        self.column.addSpacing(look.px(18))
        self.column.addWidget(flow(*buttons, across=10, down=6))
        self.column.addSpacing(look.px(24))
        self.column.addWidget(hairline())
        self.column.addSpacing(look.px(6))
        self.column.addWidget(numbers_foot(screen.plan, screen.settings))
        self.keep_arrows()

    def first_focus(self) -> QWidget:
        return self._first
