# SPDX-License-Identifier: Apache-2.0
"""Puts the window together and starts it; on lock, ends this process and starts a fresh one."""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication

from wellplan.i18n import _
from wellplan.ui.bugs import tell_bugs_without_words
from wellplan.ui.clipboard import ClipboardGuard, take_back
from wellplan.ui.file_dialogs import keep_no_history
from wellplan.ui.look import apply_look, load_fonts
from wellplan.ui.settings import Settings
from wellplan.ui.settling import AfterFirstPaint, settle, tell_time
from wellplan.ui.window import TITLE, Window
from wellplan.ui.words import install_accessible_roles
from wellplan.vault.places import ERRAND_NOTE, data_dir, is_there

if TYPE_CHECKING:
    from datetime import date

    from wellplan.ui.session import Keeper
    from wellplan.ui.welcome import Welcome
    from wellplan.vault.errands import Errand

COMMAND = [TITLE, "-style", "Fusion"]  # setStyle gives the style back, with all its names: 10 ms
WORK_ENDS_S = 5.0  # how long locking waits for a copy that is just being written


def run(arguments: list[str]) -> int:
    """Open the window; `arguments` may name a plan. Returns the exit code."""
    options = _options(arguments)
    application = QApplication.instance() or QApplication(COMMAND)
    assert isinstance(application, QApplication)
    QGuiApplication.setApplicationDisplayName("")
    QGuiApplication.setDesktopFileName("wellplan")
    tell_bugs_without_words()
    keep_no_history()
    ClipboardGuard(application)
    application.saveStateRequest.connect(_not_restored)
    settings = Settings()
    load_fonts()
    install_accessible_roles()
    apply_look(application, settings.look)
    window = start(application, settings, options.plan, choosing=options.plans)
    AfterFirstPaint(window, tell_time if options.measure_start else lambda: settle(window))
    if options.minimised:
        window.showMinimized()
    else:
        window.show()
    return application.exec()


def start(
    application: QApplication, settings: Settings, plan: Path | None, *, choosing: bool = False
) -> Window:
    """A window at its first screen; `choosing`: among the plans known here, also when there is only one."""
    window = Window(settings, relaunch)
    application.focusWindowChanged.connect(window.presence.follow)
    if not window.restoreGeometry(settings.geometry):
        window.take_first_size()
    errand = _errand()
    if errand is not None:
        show_errand(window, settings, errand)
    else:
        show_first(window, settings, plan.absolute() if plan else None, choosing=choosing)
    return window


def show_first(window: Window, settings: Settings, plan: Path | None, *, choosing: bool = False) -> None:
    """The plan that is named, locked; or the only one known; or the list of them; or the first steps."""
    known = settings.known_plans()
    if plan is not None:
        show_file(window, settings, plan)
    elif not known:
        show_welcome(window, settings)
    elif len(known) == 1 and is_there(known[0]) and not choosing:
        show_lock(window, settings, known[0])
    else:
        show_plans(window, settings)


def show_file(window: Window, settings: Settings, path: Path) -> None:
    """The lock screen of a plan, or of a copy that someone gave."""
    from wellplan.ui.shown_copy import is_copy

    if is_copy(path):
        show_copy(window, settings, path)
    else:
        show_lock(window, settings, path)


def show_copy(
    window: Window,
    settings: Settings,
    path: Path,
    *,
    changing_look: bool = False,
    waiting: tuple[bytes, bool] = (b"", False),
) -> None:
    """A sealed copy, to read. It locks itself as a plan does; nobody has to have a plan for it."""
    from wellplan.ui.shown_copy import ShownCopy

    screen = ShownCopy(path, settings, changing_look=changing_look, waiting=waiting)

    def again() -> None:
        show_copy(window, settings, screen.path, changing_look=True, waiting=screen.waiting)

    def leave() -> None:
        window.presence.watch(0)
        show_first(window, settings, None)

    screen.closed.connect(leave)
    screen.look_changed.connect(lambda: window.change_look(again))
    window.presence.away.connect(screen.lock_all)
    window.presence.watch(settings.idle_minutes)
    window.show_front(screen)


def show_plans(window: Window, settings: Settings, *, changing_look: bool = False) -> None:
    """The list of the plans known here."""
    from wellplan.ui.plans_list import PlansList

    screen = PlansList(settings, changing_look=changing_look)
    screen.chosen.connect(lambda path: show_lock(window, settings, path))
    screen.start_new.connect(lambda: show_welcome(window, settings))
    screen.copy_chosen.connect(lambda path: show_copy(window, settings, path))
    screen.look_changed.connect(
        lambda: window.change_look(lambda: show_plans(window, settings, changing_look=True))
    )
    window.show_front(screen)


def _errand() -> "Errand | None":
    """What was left to be done with a closed plan. What does it is loaded only when there is something."""
    if not is_there(data_dir() / ERRAND_NOTE):
        return None
    from wellplan.vault import errands

    return errands.find(data_dir())


def show_errand(window: Window, settings: Settings, errand: "Errand") -> None:
    """Do what was left to be done with a closed plan, then go on."""
    from wellplan.ui.errand_screen import ErrandScreen

    screen = ErrandScreen(errand, settings)
    screen.finished.connect(lambda path: show_first(window, settings, path))
    window.show_front(screen)


def show_lock(window: Window, settings: Settings, path: Path, *, changing_look: bool = False) -> None:
    """The lock screen of one plan."""
    from wellplan.ui.lock_screen import LockScreen

    screen = LockScreen(path, settings, changing_look=changing_look)

    def again() -> None:
        show_lock(window, settings, screen.path, changing_look=True)

    screen.opened.connect(lambda keeper: open_plan(window, settings, keeper))
    screen.other_plan.connect(lambda: show_welcome(window, settings))
    screen.known_plans.connect(lambda: show_plans(window, settings))
    screen.copy_chosen.connect(lambda path: show_copy(window, settings, path))
    screen.look_changed.connect(lambda: window.change_look(again))
    window.show_front(screen)


def show_welcome(window: Window, settings: Settings, *, before: "Welcome | None" = None) -> None:
    """The first screens: start a plan, look around, or open one."""
    from wellplan.ui.welcome import Welcome

    screen = Welcome(settings, before=before)

    def again() -> None:
        show_welcome(window, settings, before=screen)

    screen.opened.connect(lambda keeper: open_plan(window, settings, keeper))
    screen.example.connect(lambda keeper: open_plan(window, settings, keeper, example=True))
    screen.locked_plan.connect(lambda path: show_lock(window, settings, path))
    screen.copy_chosen.connect(lambda path: show_copy(window, settings, path))
    screen.known_plans.connect(lambda: show_plans(window, settings))
    screen.look_changed.connect(lambda: window.change_look(again))
    window.show_front(screen)


def open_plan(window: Window, settings: Settings, keeper: "Keeper", *, example: bool = False) -> None:
    """Show an unlocked plan and remember where it is kept; or an example, which is kept nowhere."""
    from wellplan.ui.session import Session

    session = Session(keeper, example=example)
    window.open_session(session)
    if example:
        return
    settings.remember_plan(keeper.path)
    notices = list(getattr(keeper, "notices", ()))
    if keeper.preference("recovery_sheet") == "skipped" and _a_week_since(keeper.preference("recovery_told")):
        told = _("You have no recovery sheet yet. You can make one under “Passphrase and recovery sheet”.")
        notices.append(told)
        session.remember("recovery_told", _today().isoformat())
    if notices:
        session.said.emit("\n".join(notices), False)


def _a_week_since(day: str) -> bool:
    """True when `day` (`YYYY-MM-DD`, or empty for never) is a week ago, or cannot be right."""
    from wellplan.plan.dates import from_words

    told = from_words(day)
    return told is None or not 0 <= (_today() - told).days < 7


def _today() -> "date":
    from datetime import date

    return date.today()


def relaunch(path: Path | None, hidden: bool) -> None:
    """Replace this process by a fresh one at the lock screen: the only way that leaves nothing in memory.

    Without a path it starts at the list of plans.
    """
    take_back()
    _wait_for_work()
    # -P: with -m alone, a file of the folder we were started in could stand in for a library.
    own = [] if getattr(sys, "frozen", False) else ["-P", "-m", "wellplan"]
    command = [sys.executable, *own]
    if hidden:
        command.append("--minimised")
    command.append(os.fspath(path) if path is not None else "--plans")
    if os.name == "nt":
        import subprocess

        subprocess.Popen(command)
        os._exit(0)
    os.execv(command[0], command)  # noqa: S606 - our own program, no shell


def _wait_for_work() -> None:
    """Let a copy that is being written end first: half of one would be left beside it, and readable."""
    pool, ends = QThreadPool.globalInstance(), time.monotonic() + WORK_ENDS_S
    pool.clear()
    while pool.activeThreadCount() and time.monotonic() < ends:
        time.sleep(0.01)  # Qt's own wait would hold Python's lock, and the work needs it


class _Options(NamedTuple):
    """What the window is started with."""

    plan: Path | None
    minimised: bool
    plans: bool
    measure_start: bool


def _options(arguments: list[str]) -> _Options:
    """Read by hand: the library for it would be loaded at every start for four words."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    before, after = arguments[:end], arguments[end + 1 :]
    flags = [each for each in before if each.startswith("-")]
    places = [each for each in before if not each.startswith("-")] + after
    if len(places) > 1 or not set(flags) <= {"--minimised", "--plans", "--measure-start"}:
        # What was typed is not repeated: it may be private.
        sys.stderr.write(_("WellPlan does not know a part of this command.") + "\n")
        sys.exit(2)
    return _Options(
        Path(places[0]) if places else None,
        "--minimised" in flags,
        "--plans" in flags,
        "--measure-start" in flags,
    )


def _not_restored(manager: QSessionManager) -> None:
    """A session manager would keep our command, with the plan's place, for the next log in."""
    manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
