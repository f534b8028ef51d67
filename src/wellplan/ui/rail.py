# SPDX-License-Identifier: Apache-2.0
"""The left rail: the plan's pages by stage, then the things one can do with the plan."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wellplan.i18n import _
from wellplan.plan.model import STAGES, Plan
from wellplan.plan.templates import stage_titles
from wellplan.ui.buttons import CardButton
from wellplan.ui.look import current_look
from wellplan.ui.pages import is_there
from wellplan.ui.rows import clear
from wellplan.ui.scroller import Scroller
from wellplan.ui.words import Words

PARTS_OF = {"joining": "backups"}
"""Pages that one comes to from another: that one is marked."""


def safe_pages() -> tuple[tuple[str, str, str], ...]:
    """Page, title and icon of the pages that keep a plan safe."""
    pages = (
        ("backups", _("Backups"), "copies"),
        ("earlier", _("Earlier versions"), "again"),
        ("secrets", _("Passphrase and recovery sheet"), "lock"),
        ("place", _("Where my plan is"), "folder"),
    )
    return tuple(page for page in pages if is_there(page[0]))


class RailButton(CardButton):
    """The way to one page. A screen reader says which one is open now."""

    def mark(self, *, is_here: bool) -> None:
        """Show whether this is the page that is open."""
        if self.property("here") == is_here:
            return  # dressing every row anew at each key press would cost more than all the rest
        self.setProperty("here", is_here)
        self.style().unpolish(self)
        self.style().polish(self)
        self.title.set_tone("rail-here" if is_here else "rail")
        self.setAccessibleDescription(_("You are here") if is_here else "")


class Rail(Scroller):
    """Where one can go. It shows titles only, never what is written."""

    go = Signal(str, str)

    def __init__(self, *, kept: bool) -> None:
        """`kept`: the plan is in a file, so there are backups and earlier versions of it."""
        super().__init__("rail")
        look = current_look()
        self._kept = kept
        self.setAccessibleName(_("My plan"))
        inside = QWidget()
        inside.setObjectName("column")
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(look.px(14), look.px(16), look.px(12), look.px(24))
        self._list.setSpacing(look.px(2))
        self.setWidget(inside)
        self._buttons: dict[tuple[str, str], RailButton] = {}
        self._here: RailButton | None = None
        self._shown: tuple[object, ...] = ()
        self._marked = ("", "")

    def show_plan(self, plan: Plan, here: tuple[str, str]) -> None:
        """List the visible pages and mark the one that is open."""
        shown = tuple((s.id, s.title, s.stage, s.hidden) for s in plan.sections)
        if (shown, here) == (self._shown, self._marked):  # as after most keys: only words have changed
            return
        self._marked = here
        if shown != self._shown or not self._buttons:
            self._shown = shown
            self._fill(plan)
        if here not in self._buttons:
            here = (PARTS_OF.get(here[0], here[0]), "")  # one thing of a page: a copy of the list
        self._here = self._buttons.get(here)
        for place, made in self._buttons.items():
            made.mark(is_here=place == here)
        self._show_here()

    def take_keyboard(self) -> None:
        """The page that is open comes into sight and has the keyboard."""
        if self._here is not None and self.isVisible():
            self._here.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_here()

    def _show_here(self) -> None:
        if self._here is not None:
            self.ensureWidgetVisible(self._here, 0, 60)

    def _fill(self, plan: Plan) -> None:
        clear(self._list)
        self._buttons.clear()
        self._here = None
        titles = stage_titles()
        for stage in STAGES:
            sections = [s for s in plan.sections if s.stage == stage and not s.hidden]
            if sections:
                self._title(titles[stage])
            for section in sections:
                self._add(section.title or _("A page with no name yet"), "section", section.id)
        self._title(_("Also in my plan"))
        self._add(_("My people"), "people", "", "people")
        self._add(_("About this plan"), "about", "", "me")
        self._add(_("Change my pages"), "arrange", "", "pages")
        if self._kept:
            self._title(_("Keeping it safe"))
            for name, title, icon_name in safe_pages():
                self._add(title, name, "", icon_name)
        self._title(_("What I can do"))
        if self._kept:
            self._add(_("Give someone a copy"), "share", "", "give")
            self._add(_("Copies I have given"), "copies", "", "given")
        self._add(_("Print or save a copy"), "paper", "", "paper")
        self._add(_("Settings"), "settings", "", "settings")
        self._list.addStretch(1)

    def _title(self, text: str) -> None:
        words = Words(text, "small")
        look = current_look()
        words.setContentsMargins(look.px(10), look.px(10), 0, look.px(1))
        self._list.addWidget(words)

    def _add(self, text: str, page: str, what: str, icon_name: str = "") -> None:
        made = RailButton(text, kind="rail", icon_name=icon_name)
        made.clicked.connect(lambda _checked=False: self.go.emit(page, what))
        self._buttons[(page, what)] = made
        self._list.addWidget(made)
