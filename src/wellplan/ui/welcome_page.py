# SPDX-License-Identifier: Apache-2.0
"""The very first screen: what this is, where it is kept, who can read it, and three large choices."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import (
    ask_copy_to_open,
    ask_place_for_plan,
    ask_plan_to_open,
    documents,
    free_plan_path,
)
from wellplan.ui.first_steps import StepPage, large_card
from wellplan.ui.flow import flow, level_with
from wellplan.ui.look import current_look, icon
from wellplan.ui.look_panel import LookPanel
from wellplan.ui.notice import Notice
from wellplan.ui.page import Page
from wellplan.ui.settings import Settings
from wellplan.ui.whereabouts import folder_name
from wellplan.ui.words import Words
from wellplan.vault.places import is_there


class WelcomePage(Page):
    """Knows where a new plan would be kept. Never a place where a file already is."""

    start = Signal()
    look_around = Signal()
    plan_to_open = Signal(object)
    copy_to_open = Signal(object)
    change_look = Signal()
    known_plans = Signal()

    def __init__(self, place: Path | None = None, *, known: bool = False) -> None:
        super().__init__(_("Welcome to WellPlan"))
        self._known = known
        self.place = place or free_plan_path(documents())
        look = current_look()
        self.column.addWidget(
            Words(
                _(
                    "This is where you write your own keeping-well and crisis plan. "
                    "In your own words, a little at a time."
                ),
                "lead",
            )
        )
        self.column.addSpacing(look.px(12))
        self._cards()
        self.column.addSpacing(look.px(16))
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self._facts()
        self.column.addStretch(1)

    def first_focus(self) -> QWidget | None:
        return self._start

    def _cards(self) -> None:
        choices = (
            (_("Start my plan"), _("It takes a minute. You can stop at any time."), "start", "welcome-start"),
            (
                _("Look around with an example"),
                _("See what a plan can be. Nothing is kept."),
                "look",
                "welcome-example",
            ),
            (_("Open a plan I have"), _("On this computer or on a stick."), "folder", "welcome-open"),
        )
        made = [large_card(*choice) for choice in choices]
        self._start = made[0]
        acts = (self.start.emit, self.look_around.emit, self._ask_plan)
        for card, act in zip(made, acts, strict=True):
            card.clicked.connect(lambda _checked=False, act=act: act())
            self.column.addWidget(card)

    def _facts(self) -> None:
        self._where = Words("", "quiet")
        self._elsewhere = button(_("Change"), self._ask_place, kind="text-link")
        self._elsewhere.setAccessibleName(_("Change where it is kept"))
        self._elsewhere.setObjectName("welcome-place")
        look_button = button(_("Change"), self.change_look.emit, kind="text-link")
        look_button.setAccessibleName(_("Change text and colours"))
        look_button.setObjectName("welcome-look")
        only_you = _("Only you can read it. It is locked with a passphrase. No account, no internet.")
        self.column.addLayout(_fact("lock", Words(only_you, "quiet")))
        self.column.addLayout(_fact("folder", self._where, self._elsewhere))
        why = Words(_("Others may see that name, so it says nothing about you."), "small")
        why.setContentsMargins(current_look().px(32), 0, 0, 0)
        self.column.addSpacing(-current_look().px(16))  # it belongs to the line above
        self.column.addWidget(why)
        self.column.addLayout(_fact("settings", Words(_("Text and colours"), "quiet"), look_button))
        if self._known:
            show = button(_("Show them"), self.known_plans.emit, kind="text-link")
            show.setAccessibleName(_("Show the plans opened here"))
            show.setObjectName("welcome-known")
            words = Words(_("Plans were opened on this computer."), "quiet")
            self.column.addLayout(_fact("folder", words, show))
        given = button(_("Open it"), self._ask_copy, kind="text-link")
        given.setAccessibleName(_("Open a copy someone gave me"))
        given.setObjectName("welcome-copy")
        self.column.addLayout(_fact("pages", Words(_("Did someone give you a copy?"), "quiet"), given))
        self._show_place()

    def _show_place(self) -> None:
        sentence = _("Kept on this computer: {name} in {folder}.")
        self._where.setText(sentence.format(name=self.place.name, folder=folder_name(self.place.parent)))

    # --- where it is kept

    def _ask_place(self) -> None:
        place = ask_place_for_plan(self, self.place)
        if place is not None:
            self.take_place(place)

    def take_place(self, place: Path) -> None:
        """Use a place the person chose; a name that is taken is not used, another is offered."""
        self.notice.put_away()
        if is_there(place):
            free = free_plan_path(place.parent)
            self.place = free
            self.notice.show_error(_taken(place, free))
        else:
            self.place = place
        self._show_place()

    def use_free_name(self) -> None:
        """Something took the name meanwhile: the next free one in the same folder."""
        self.place = free_plan_path(self.place.parent)
        self._show_place()

    def set_made(self, place: Path) -> None:
        """The plan is in its file now: the place is settled."""
        self.place = place
        self._elsewhere.hide()
        self._show_place()

    def _ask_plan(self) -> None:
        path = ask_plan_to_open(self, documents())
        if path is not None:
            self.plan_to_open.emit(path)

    def _ask_copy(self) -> None:
        path = ask_copy_to_open(self, documents())
        if path is not None:
            self.copy_to_open.emit(path)


class LookPage(StepPage):
    """Text and colours as a screen of its own."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(_("Text and colours"), "")
        self.panel = LookPanel(settings)
        self.body.addWidget(self.panel)

    def first_focus(self) -> QWidget | None:
        return self.panel.first_focus()


def _taken(place: Path, free: Path) -> WellPlanError:
    what = _("There is already a file called {name} there.").format(name=place.name)
    after = _("Your plan will be called {name}, or choose another place.").format(name=free.name)
    return WellPlanError(what, _("That file has not been touched."), after)


def _fact(icon_name: str, words: Words, *links: QWidget) -> QHBoxLayout:
    look = current_look()
    mark = QLabel()
    mark.setPixmap(icon(icon_name, look.colours.quiet).pixmap(look.px(20), look.px(20)))
    if links:
        level_with(words, links[0])
    else:
        words.setContentsMargins(0, look.px(7), 0, look.px(7))
    mark.setFixedHeight(words.line_height())
    marks = QVBoxLayout()
    marks.setContentsMargins(0, words.contentsMargins().top(), 0, 0)
    marks.addWidget(mark)
    marks.addStretch(1)
    across = QHBoxLayout()
    across.setSpacing(look.px(12))
    across.addLayout(marks)
    across.addWidget(flow(words, *links, across=4, down=0), 1)
    return across
