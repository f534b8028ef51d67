# SPDX-License-Identifier: Apache-2.0
"""The one seam between the screens and the core: the open plan, its undo stack and its saving.

Screens call the session; the session signals the screens. It never shows anything itself.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan.model import Plan

if TYPE_CHECKING:
    from wellplan.vault.store import Made, Version

SAVE_AFTER_MS = 500  # after the last key
SAVE_AT_MOST_MS = 800  # while someone types without a pause: a kill costs less than a second
RETRY_MS = 5000
TYPING_PAUSE_S = 1.0  # a longer pause starts a new step of undo


class Keeper(Protocol):
    """Where the open plan is kept: the vault's store, or an example that keeps nothing."""

    @property
    def plan(self) -> Plan: ...
    @property
    def path(self) -> Path: ...
    @property
    def read_only(self) -> bool: ...
    @property
    def in_doubt(self) -> bool: ...
    def save(self, plan: Plan) -> None: ...
    def take_late(self) -> Plan | None: ...
    def preference(self, name: str, default: str = "") -> str: ...
    def set_preference(self, name: str, value: str) -> None: ...
    def version(self) -> "Version": ...
    def mark_version(self, reason: str, made: "Made | None" = None) -> "Version": ...
    def close(self) -> None: ...


def now() -> str:
    """The time of an edit, as RFC 3339 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Edit(QUndoCommand):
    def __init__(self, session: "Session", before: Plan, after: Plan, what: str, typing: str) -> None:
        super().__init__(what)
        self.session, self.before, self.after, self.typing = session, before, after, typing
        self.at = time.monotonic()
        self.done_once = False

    def redo(self) -> None:
        # QUndoStack calls redo on push; the first time the screen already shows the edit.
        source, self.session.source = (self.session.source, None) if not self.done_once else (None, None)
        self.done_once = True
        self.session.show(self.after, source)

    def undo(self) -> None:
        self.session.show(self.before, None)

    def id(self) -> int:
        return 1 if self.typing else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.typing != self.typing:
            return False
        if other.at - self.at > TYPING_PAUSE_S:
            return False
        self.after, self.at = other.after, other.at
        return True


class Session(QObject):
    """An open plan.

    Signals: `plan_changed(source)` after any change, with the screen that made it or None;
    `save_state_changed(state, error)` with state `saved`, `saving` or `not-saved`;
    `said(sentence, can_undo)` for the short message at the foot of the window;
    `keeper_changed()` when another open file took the place of the one before;
    `backed_up()` when WellPlan made a backup by itself.
    """

    plan_changed = Signal(object)
    save_state_changed = Signal(str, object)
    said = Signal(str, bool)
    keeper_changed = Signal()
    backed_up = Signal()
    closing = Signal()  # the last moment to write to the file

    def __init__(self, keeper: Keeper, *, example: bool = False) -> None:
        super().__init__()
        self.keeper = keeper
        self.example = example
        self.plan = keeper.plan
        self.source: object = None
        self.undo_stack = QUndoStack(self)
        self._saved: Plan | None = keeper.plan  # None while nobody can know
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.timeout.connect(self.flush)
        self._dirty_since = 0.0
        self._failing: WellPlanError | None = None  # why the last save could not be done
        self._elsewhere: Plan | None = None
        self._heard: tuple[str, ...] = getattr(keeper, "notices", ())

    def edit(self, plan: Plan, what: str, *, source: object = None, typing: str = "") -> None:
        """Take a new plan. `what` names the step for Undo; `typing` joins the keys of one field."""
        if plan == self.plan or self.keeper.read_only:
            return
        self.source = source
        self.undo_stack.push(_Edit(self, self.plan, plan, what, typing))

    def edit_and_say(self, plan: Plan, what: str, sentence: str, *, source: object = None) -> None:
        """An edit that takes something away: it is done at once, with a message that can undo it."""
        self.edit(plan, what, source=source)
        self.said.emit(sentence, True)

    def show(self, plan: Plan, source: object) -> None:
        """Make `plan` the current one, tell the screens, and save it soon."""
        was_elsewhere = self.plan == self._elsewhere
        self.plan = plan
        self.plan_changed.emit(source)
        if self.plan == self._saved:
            return
        if not self._dirty_since:
            self._dirty_since = time.monotonic()
            self.save_state_changed.emit("saving", None)
        if self._failing is not None and self._save_timer.isActive():
            if was_elsewhere:
                self._say_not_saved()  # the copy lacks this
            return  # the next try will come: one at each key would let a slow disk hold up the typing
        waited = (time.monotonic() - self._dirty_since) * 1000
        self._save_timer.start(max(0, min(SAVE_AFTER_MS, round(SAVE_AT_MOST_MS - waited))))

    def take_stored(self, what: str, sentence: str) -> None:
        """The vault itself put another plan in the file: show it, as a step that Undo takes back."""
        before, self._saved = self.plan, self.keeper.plan
        self.source = None
        if before != self._saved:
            self.undo_stack.push(_Edit(self, before, self._saved, what, ""))
        self.said.emit(sentence, before != self._saved)

    def take_forgotten(self) -> None:
        """Something was removed for good: no step of Undo may hold it any more."""
        self.undo_stack.clear()
        self._saved = self.plan = self.keeper.plan
        self.plan_changed.emit(None)

    def take_keeper(self, keeper: Keeper, plan: Plan) -> None:
        """Go on with another open file, and `plan` as the words to save in it next."""
        self.keeper, self._saved, self.plan = keeper, keeper.plan, plan
        self._failing = None
        self.undo_stack.clear()  # its steps would take back what the other computer wrote
        self.keeper_changed.emit()
        self.show(plan, None)
        self.flush()

    @property
    def kept(self) -> bool:
        """True when no words would be lost by leaving: they are in the file, or in a copy elsewhere."""
        return self.plan in (self._saved, self._elsewhere)

    def kept_elsewhere(self, plan: Plan) -> None:
        """These words are in a checked copy somewhere else now."""
        self._elsewhere = plan
        self._say_not_saved()

    def _say_not_saved(self) -> None:
        """Why, and where the last words are: on the screen alone, or also in a copy."""
        error = self._failing
        if error is None:
            return
        if self.plan == self._elsewhere:
            safe = _("Your saved plan is safe. The last change is also in the copy you saved.")
            step = _("WellPlan goes on trying. You can also lock it, and open the copy.")
            error = type(error)(error.what, safe, step)
        self.save_state_changed.emit("not-saved", error)

    def undo(self) -> None:
        """Take the last step back, and say which one it was."""
        if self.undo_stack.canUndo():
            what = self.undo_stack.undoText()
            self.undo_stack.undo()
            self.said.emit(_("Undone: {what}").format(what=what), False)

    def redo(self) -> None:
        """Do the last undone step again."""
        if self.undo_stack.canRedo():
            what = self.undo_stack.redoText()
            self.undo_stack.redo()
            self.said.emit(_("Done again: {what}").format(what=what), False)

    def flush(self) -> bool:
        """Save now. False when it could not be: the words stay here, and saving goes on trying."""
        self._save_timer.stop()
        try:
            self._take_late()
            if self.plan != self.keeper.plan:
                self.keeper.save(self.plan)
        except Exception as error:
            told = _told(error)
            if not self.plan == self._saved == self.keeper.plan:
                # Whatever it was: closing or locking after this would lose the words that are only here.
                self._failing = told
                if self.keeper.in_doubt:
                    self._saved = None  # the file may hold this change, also once it is undone
                self._say_not_saved()
                self._save_timer.start(RETRY_MS)
                return False
        is_news = self.plan != self._saved or self._dirty_since
        self._saved, self._failing, self._elsewhere = self.plan, None, None
        self._dirty_since = 0.0
        if is_news:
            self.save_state_changed.emit("saved", None)
        self._say_news()
        return True

    def _take_late(self) -> None:
        """A change of the vault’s own that was told as failed may be in the file after all: go on from it."""
        since = self.keeper.take_late()
        if since is None or self.keeper.plan == self._saved:
            return
        from wellplan.plan.joining import join

        self.undo_stack.clear()  # its steps would take it out again
        self._saved = self.keeper.plan
        self.plan = join(since, self._saved, self.plan)
        self.plan_changed.emit(None)
        self.said.emit(_("The change that the disk seemed not to take is in your plan after all."), False)

    def _say_news(self) -> None:
        """What the open file has to tell since it was opened, such as what became of a new passphrase."""
        notices: tuple[str, ...] = getattr(self.keeper, "notices", ())
        for told in [each for each in notices if each not in self._heard]:
            self.said.emit(told, False)
        self._heard = notices

    @property
    def read_only(self) -> bool:
        """True when the plan can be read but not changed here."""
        return self.keeper.read_only

    def remember(self, name: str, value: str) -> None:
        """Keep a small choice inside the plan's file; not worth a message when it cannot be."""
        try:
            self.keeper.set_preference(name, value)
        except Exception as error:
            _told(error)

    @property
    def saved(self) -> bool:
        """True when everything on the screen is in the file."""
        return self.plan == self._saved

    def close(self) -> bool:
        """Save and let go of the file. False when the last words could not be saved."""
        saved = self.flush()
        self._save_timer.stop()
        self.closing.emit()
        try:
            self.keeper.close()
        except Exception as error:
            _told(error)
            return False  # the records are already safe; only the snapshot was not renewed
        return saved


def _told(error: Exception) -> WellPlanError:
    """The world's fault as it is; our own bug in plain words, and passed on to the crash reporter."""
    if isinstance(error, WellPlanError):
        return error
    sys.excepthook(type(error), error, error.__traceback__)
    return WellPlanError(
        _("Something went wrong inside WellPlan."),
        _("Your saved plan is safe. The last change is only on your screen."),
        _("WellPlan will try again. If this stays, undo the last change."),
    )
