# SPDX-License-Identifier: Apache-2.0
"""One step of a bad hour, very large: the person's own words, and three things to do about them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wellplan.i18n import _
from wellplan.plan.model import Plan
from wellplan.plan.now import Step
from wellplan.ui.buttons import button
from wellplan.ui.calm import Large, ReadingScreen, Spoken
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.numbers_to_ring import Number, numbers_foot, whole
from wellplan.ui.rows import hairline, stack
from wellplan.ui.settings import Settings
from wellplan.ui.words import Words

LARGE, MIDDLE = 140, 420  # characters: above these, words are set smaller so that they can be read on
SHORT_SIGN = 60  # a sign this short fits the small line above the step


class StepView(ReadingScreen):
    """Shows the steps from `at` on. It never counts them: there is nothing to finish."""

    helped = Signal()
    talk = Signal()
    ended = Signal()

    def __init__(self, steps: tuple[Step, ...], plan: Plan | None, settings: Settings, at: int = 0) -> None:
        super().__init__()
        self.steps, self.at = steps, at
        look = current_look()
        self.helped_button = button(_("That helped a bit"), self.helped.emit, kind="large-primary")
        self.next_button = button(_("Show me the next thing"), self.next_step, kind="large")
        self.talk_button = button(_("I want to talk to someone"), self.talk.emit, kind="large")
        self.back_button = button(
            _("Back to the one before"), self.step_before, kind="link", icon_name="back"
        )
        buttons = (self.helped_button, self.next_button, self.talk_button)
        self.column.addSpacing(look.px(24))
        self.column.addWidget(flow(*buttons, across=10, down=6))
        self.column.addWidget(flow(self.back_button))
        self.column.addSpacing(look.px(14))
        self.column.addWidget(hairline())
        self.column.addSpacing(look.px(6))
        self.column.addWidget(numbers_foot(plan, settings))
        self._show_step()

    def first_focus(self) -> QWidget:
        return self.helped_button

    def next_step(self) -> None:
        """Show the next thing; after the last, say so."""
        if self.at + 1 >= len(self.steps):
            self.ended.emit()
            return
        self.at += 1
        self._show_step()

    def step_before(self) -> None:
        """Show the one before; on the first there is none."""
        if self.at == 0:
            return
        self.at -= 1
        self._show_step()

    def _show_step(self) -> None:
        step = self.steps[self.at]
        if self.at == 0 and self.back_button.hasFocus():
            self.next_button.setFocus()
        self.back_button.setVisible(self.at > 0)
        self.reading.show_words(_step_words(step))
        # For whoever arrives at the main button by keyboard: what it is that helped.
        self.helped_button.setAccessibleDescription(step.heading)
        self.keep_arrows()
        self.fit()
        self.verticalScrollBar().setValue(0)


def _step_words(step: Step) -> QWidget:
    above, below = _around(step)
    block = Spoken(" ".join(part for part in (above, step.heading, *below) if part))
    down = stack(block, spacing=10)
    down.addWidget(Words(above, "lead"))
    down.addWidget(Large(step.heading, tone_for(step.heading)))
    if step.person is not None:
        for phone in step.person.phones:
            if phone.strip():
                down.addWidget(Number(whole(phone), f"{step.heading}: {phone}", tone="now-number"))
    for sentence in below:
        down.addWidget(Words(sentence, "now-body"))
    down.addStretch(1)
    return block


def tone_for(words: str) -> str:
    """How large words can be set: a few of them very large, many of them to be read."""
    return "now" if len(words) <= LARGE else "h1" if len(words) <= MIDDLE else "now-body"


def _around(step: Step) -> tuple[str, list[str]]:
    """The small line above a step, and the sentences below it."""
    below = []
    above = _above(step.kind)
    if step.kind == "sign-action" and step.words and len(step.words) <= SHORT_SIGN:
        above = _("You wrote, for “{sign}”").format(sign=step.words)
    elif step.kind == "grounding":
        below = [step.words] if step.words else []
    elif step.words:
        below = [_("You wrote: “{words}”").format(words=step.words)]
    if step.others:
        told = _("You asked them: “{words}”") if step.person else _("Others can help: “{words}”")
        below.append(told.format(words=step.others))
    return above, below


def _above(kind: str) -> str:
    named = {
        "grounding": _("Something simple to try"),
        "place": _("A place you chose"),
        "person": _("Someone you chose"),
        "reason": _("What matters to you"),
    }
    return named.get(kind, _("From your plan"))
