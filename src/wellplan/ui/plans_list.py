# SPDX-License-Identifier: Apache-2.0
"""Which plan to open, when there are several: the name of each file, its folder and when it was last used.

Nothing of what is in a plan is read for it.
"""

from datetime import date
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wellplan.i18n import _, ngettext
from wellplan.plan.dates import in_words
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.file_dialogs import ask_copy_to_open, ask_plan_to_open, documents
from wellplan.ui.flow import flow
from wellplan.ui.front_screen import FrontScreen
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice
from wellplan.ui.rows import clear, row
from wellplan.ui.settings import Settings
from wellplan.ui.whereabouts import folder_name
from wellplan.ui.words import Words


class PlansList(FrontScreen):
    """`chosen` carries the path of a plan; `start_new` asks for the first steps."""

    chosen = Signal(object)
    start_new = Signal()
    copy_chosen = Signal(object)

    def __init__(self, settings: Settings, *, changing_look: bool = False) -> None:
        super().__init__("", settings)
        self.notice = Notice()
        self.cards: dict[Path, CardButton] = {}
        self._entries = QVBoxLayout()
        if changing_look:
            self.show_look()
        else:
            self.show_list()

    # --- the list

    def show_list(self) -> None:
        """The plans, and the other ways on."""
        clear(self.body)
        self.page.heading.setText(_("Hello. Which plan?"))
        self.lead = Words("", "quiet")
        self._entries = QVBoxLayout()
        self._entries.setSpacing(current_look().px(10))
        self.notice = Notice()
        self.body.addWidget(self.lead)
        self.body.addLayout(self._entries)
        self.body.addWidget(self.notice)
        self._ways = other = button(_("Open another file…"), self.ask_file, icon_name="folder")
        other.setObjectName("plans-file")
        new = button(_("Start a new plan"), self.start_new.emit, icon_name="start")
        new.setObjectName("plans-new")
        self.body.addSpacing(current_look().px(6))
        given = button(_("Open a copy someone gave me…"), self.ask_copy, icon_name="pages")
        given.setObjectName("plans-copy")
        self.body.addWidget(flow(other, new, given))
        self.body.addWidget(self.look_line(self.show_look, "plans-look"))
        self._fill()
        self.first = next(iter(self.cards.values()), other)
        self.focus_soon()

    def _fill(self) -> None:
        clear(self._entries)
        self.cards.clear()
        self._buttons: list[QPushButton] = []
        for path in self.settings.known_plans():
            self._entries.addLayout(self._entry(path))
        # What was made last would be last for Tab too.
        in_order = [*self._buttons, *self.notice.findChildren(QPushButton), self._ways]
        for one, following in pairwise(in_order):
            QWidget.setTabOrder(one, following)
        has = _("Each one has its own passphrase. Nothing in them can be seen from here.")
        self.lead.setText(has if self.cards else _("There is no plan on this list now."))

    def _entry(self, path: Path) -> QHBoxLayout:
        folder = folder_name(path.parent)
        card = CardButton(path.stem, _("In {folder}. {used}").format(folder=folder, used=last_used(path)))
        card.setAccessibleName(_("Open {name} in {folder}").format(name=path.stem, folder=folder))
        card.setObjectName(f"plan-{path}")
        card.clicked.connect(lambda _checked=False: self.chosen.emit(path))
        says = _("Take {name} in {folder} off this list").format(name=path.stem, folder=folder)
        off = button("", lambda: self._take_off(path), kind="icon", icon_name="off", says=says)
        self.cards[path] = card
        self._buttons += [card, off]
        across = row(card, off)
        across.setStretch(0, 1)
        return across

    def _take_off(self, path: Path) -> None:
        before = self.settings.known_plans()
        self.settings.forget_plan_entry(path)
        again = button(_("Put it back"), lambda: self._put_back(before, path))
        told = _("{name} is off this list. Its file is still where it was.").format(name=path.stem)
        self.notice.say(told, again, icon_name="check")
        self._fill()
        self.first = again
        self.focus_soon()

    def _put_back(self, before: tuple[Path, ...], path: Path) -> None:
        self.settings.keep_known_plans(before)
        self.notice.put_away()
        self._fill()
        self.first = self.cards[path]
        self.focus_soon()

    def ask_file(self) -> None:
        """A plan that is not on the list."""
        path = ask_plan_to_open(self, documents())
        if path is not None:
            self.chosen.emit(path)

    def ask_copy(self) -> None:
        """A sealed copy of someone else's plan, to read."""
        path = ask_copy_to_open(self, documents())
        if path is not None:
            self.copy_chosen.emit(path)

    # --- text and colours

    def show_look(self) -> None:
        """Text and colours, before anything is open."""
        clear(self.body)
        self.page.heading.setText(_("Text and colours"))
        part, self.first = self.look_part(self.show_list)
        self.body.addWidget(part)
        self.focus_soon()


def last_used(path: Path) -> str:
    """When a plan's file was last written, in words. Opening a plan writes to it."""
    try:
        days = (date.today() - date.fromtimestamp(path.stat().st_mtime)).days
    except (OSError, OverflowError, ValueError):
        return _("It is not there now. It may be on a stick.")
    if days <= 0:
        return _("Last used today.")
    if days < 14:
        return ngettext("Last used yesterday.", "Last used {days} days ago.", days).format(days=days)
    return _("Last used on {day}.").format(day=in_words(date.fromtimestamp(path.stat().st_mtime)))
