# SPDX-License-Identifier: Apache-2.0
"""What is done with a plan's file while it is closed: moved, renamed or removed; then what came of it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from wellplan.i18n import _, ngettext
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.front_screen import FrontScreen
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error
from wellplan.ui.page import changes_nothing
from wellplan.ui.rows import clear
from wellplan.ui.settings import Settings
from wellplan.ui.tasks import run_in_background
from wellplan.ui.whereabouts import folder_name
from wellplan.ui.words import Words
from wellplan.vault import errands
from wellplan.vault.errands import Done, Errand
from wellplan.vault.places import data_dir, is_there


class ErrandScreen(FrontScreen):
    """Does the errand, after a question when nobody is known to have asked for it just now.

    `finished` carries the plan to open, or None when there is none.
    """

    finished = Signal(object)

    def __init__(self, errand: Errand, settings: Settings) -> None:
        super().__init__("", settings)
        self.errand = errand
        self.notice = Notice()
        self.way_on: QPushButton | None = None
        if errand.asked:
            self._start()
        else:
            self._ask()

    def _start(self) -> None:
        errand, folder = self.errand, data_dir()
        clear(self.body)
        self.notice = Notice()
        title = _("Moving your plan") if errand.kind == errands.MOVE else _("Removing your plan")
        self.page.heading.setText(title)
        self.body.addWidget(self.notice)
        self.notice.say(_("This takes a moment. Please leave the stick in, if there is one."))
        run_in_background(self, lambda: errands.run(errand, folder), self._done, self._not_done)

    # --- a note that this start did not bring along

    def _ask(self) -> None:
        """WellPlan was cut short before, or someone else wrote the note: only the person knows."""
        errand = self.errand
        self.page.heading.setText(_("Did you ask for this?"))
        for words in _asked_for(errand):
            self._say(words)
        if errand.begun:
            self._say(_("It was begun, and cut short."))
        keep = changes_nothing(button(_("Leave my plan as it is"), self._leave_it))
        keep.setObjectName("errand-keep")
        go = button(_yes(errand), self._start)
        go.setObjectName("errand-go")
        self.body.addSpacing(current_look().px(8))
        self.body.addWidget(flow(keep, go))
        # Below, so that in large letters the question and both answers are in sight together.
        keeps = _("If you did not ask for it, leave your plan as it is. Then nothing more is done.")
        self._say(keeps, "quiet")
        self.first = keep
        self.focus_soon()

    def _leave_it(self) -> None:
        errand = self.errand
        errands.drop(errand, data_dir())
        moved = errand.target if errand.begun else None  # only the note was still to go
        left = [path for path in (errand.path, moved) if path is not None and is_there(path)]
        self.finished.emit(left[0] if left else None)

    # --- what came of it

    def _done(self, done: Done) -> None:
        self.notice.put_away()
        known = self.settings.known_plans()
        if done.path is None:
            self.settings.forget_plan_entry(self.errand.path)
            self._show_removed(done)
        else:
            moved = [done.path if each == self.errand.path else each for each in known]
            self.settings.keep_known_plans(moved)
            self._show_moved(done.path)

    def _show_moved(self, path: Path) -> None:
        renamed = path.parent == self.errand.path.parent
        self.page.heading.setText(_("Your plan has its new name") if renamed else _("Your plan has moved"))
        if self.errand.begun:
            self._say(_("This was cut short before. It is finished now, and your plan is whole."))
        where = _("It is now called {name}, in {folder}.")
        self._say(where.format(name=path.stem, folder=folder_name(path.parent)))
        self._go_on(_("Open it"), path)
        if not renamed:
            self._say(_("The backups that WellPlan makes by itself stay on this computer, sealed."), "quiet")

    def _show_removed(self, done: Done) -> None:
        self.page.heading.setText(_("Your plan is removed"))
        gone = ngettext(
            "Its file is gone from this computer, and {count} backup of it.",
            "Its file is gone from this computer, and {count} backups of it.",
            done.backups,
        )
        self._say(gone.format(count=done.backups) if done.backups else _("Its file is gone from here."))
        self._go_on(_("Go on"), None)
        self.body.addSpacing(current_look().px(8))
        for words in what_stays():  # told before, too: in large letters they must not push the rest away
            self._say(words, "quiet")

    def _not_done(self, error: Exception) -> None:
        self.page.heading.setText(_("That did not work"))
        self.notice.show_error(as_error(error))
        left = self.errand.path if is_there(self.errand.path) else None
        self._go_on(_("Open my plan") if left else _("Go on"), left)

    def _say(self, words: str, tone: str = "body") -> None:
        self.body.addWidget(Words(words, tone))

    def _go_on(self, words: str, path: Path | None) -> None:
        self.way_on = button(words, lambda: self.finished.emit(path), kind="primary")
        self.way_on.setObjectName("errand-on")
        self.body.addSpacing(current_look().px(8))
        self.body.addWidget(flow(self.way_on))
        self.first = self.way_on
        self.focus_soon()


def _asked_for(errand: Errand) -> tuple[str, ...]:
    called = _("It is called {name}, and it is in {folder}.")
    it = called.format(name=errand.path.stem, folder=folder_name(errand.path.parent))
    if errand.target is None:
        return (_("WellPlan has a note to remove this whole plan for good:"), it)
    if errand.target.parent == errand.path.parent:
        new = _("Its new name would be {name}.").format(name=errand.target.stem)
        return (_("WellPlan has a note to give this plan another name:"), it, new)
    there = _("Its new place would be: {folder}.").format(folder=folder_name(errand.target.parent))
    return (_("WellPlan has a note to move this plan:"), it, there)


def _yes(errand: Errand) -> str:
    if errand.target is None:
        return _("Yes, remove it for good")
    is_renamed = errand.target.parent == errand.path.parent
    return _("Yes, use the new name") if is_renamed else _("Yes, move it")


def what_stays() -> tuple[str, ...]:
    """What removing a whole plan does not reach."""
    return (
        _("What you printed or gave to someone is still out there."),
        _("So are backups that you saved somewhere else yourself."),
        _("A service that copies your files may keep old versions for a while."),
        _("A stick or a disk may hold traces of it. They are sealed, as the plan was."),
    )
