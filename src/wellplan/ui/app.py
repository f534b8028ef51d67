# SPDX-License-Identifier: Apache-2.0
"""Puts the window together and starts it; on lock, ends this process and starts a fresh one."""

import argparse
import os
import sys
import traceback
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from wellplan.i18n import _
from wellplan.ui.look import apply_look, load_fonts
from wellplan.ui.settings import Settings
from wellplan.ui.window import TITLE, Window
from wellplan.ui.words import install_accessible_roles
from wellplan.vault.hardening import harden_process

if TYPE_CHECKING:
    from wellplan.ui.session import Keeper
    from wellplan.ui.welcome import Welcome


def run(arguments: list[str]) -> int:
    """Open the window; `arguments` may name a plan. Returns the exit code."""
    options = _options(arguments)
    harden_process()
    application = QApplication.instance() or QApplication([TITLE])
    assert isinstance(application, QApplication)
    QGuiApplication.setApplicationDisplayName("")
    QGuiApplication.setDesktopFileName("wellplan")
    application.setStyle("Fusion")
    sys.excepthook = _tell_bug
    settings = Settings()
    load_fonts()
    install_accessible_roles()
    apply_look(application, settings.look)
    window = start(application, settings, options.plan)
    if options.measure_start:
        _AfterFirstPaint(window, application)
    if options.minimised:
        window.showMinimized()
    else:
        window.show()
    return application.exec()


class _AfterFirstPaint(QObject):
    """Ends the program once the window has been painted: what `make bench` times."""

    def __init__(self, window: Window, application: QApplication) -> None:
        super().__init__(window)
        self._application = application
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._application.quit)
        return False


def start(application: QApplication, settings: Settings, plan: Path | None) -> Window:
    """A window at its first screen: locked when there is a plan, welcome when there is none."""
    window = Window(settings, relaunch)
    application.focusWindowChanged.connect(window.presence.follow)
    if not window.restoreGeometry(settings.geometry):
        window.resize(1180, 780)
    path = plan.absolute() if plan else settings.last_plan
    if path is not None and (plan is not None or _is_there(path)):
        show_lock(window, settings, path)
    else:
        show_welcome(window, settings)
    return window


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a share that has gone, a folder that is closed to us: WellPlan starts all the same
        return False


def show_lock(window: Window, settings: Settings, path: Path, *, changing_look: bool = False) -> None:
    """The lock screen of one plan."""
    from wellplan.ui.lock_screen import LockScreen

    screen = LockScreen(path, settings, changing_look=changing_look)

    def again() -> None:
        show_lock(window, settings, screen.path, changing_look=True)

    screen.opened.connect(lambda keeper: open_plan(window, settings, keeper))
    screen.other_plan.connect(lambda: show_welcome(window, settings))
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
    screen.look_changed.connect(lambda: window.change_look(again))
    window.show_front(screen)


def open_plan(window: Window, settings: Settings, keeper: "Keeper", *, example: bool = False) -> None:
    """Show an unlocked plan and remember where it is kept; or an example, which is kept nowhere."""
    from wellplan.ui.session import Session

    session = Session(keeper, example=example)
    window.open_session(session)
    if example:
        return
    settings.last_plan = keeper.path
    notices = list(getattr(keeper, "notices", ()))
    if keeper.preference("recovery_sheet") == "skipped" and _a_week_since(keeper.preference("recovery_told")):
        notices.append(_("You have no recovery sheet yet. You can make one in Settings, when you like."))
        session.remember("recovery_told", date.today().isoformat())
    if notices:
        session.said.emit("\n".join(notices), False)


def _a_week_since(day: str) -> bool:
    """True when `day` (`YYYY-MM-DD`, or empty for never) is a week ago, or cannot be right."""
    from wellplan.plan.dates import from_words

    told = from_words(day)
    return told is None or not timedelta(0) <= date.today() - told < timedelta(days=7)


def relaunch(path: Path | None, hidden: bool) -> None:
    """Replace this process by a fresh one at the lock screen: the only way that leaves nothing in memory."""
    # -P: with -m alone, a file of the folder we were started in could stand in for a library.
    own = [] if getattr(sys, "frozen", False) else ["-P", "-m", "wellplan"]
    command = [sys.executable, *own]
    if hidden:
        command.append("--minimised")
    if path is not None:
        command.append(os.fspath(path))
    if os.name == "nt":
        import subprocess

        subprocess.Popen(command)
        os._exit(0)
    os.execv(command[0], command)  # noqa: S606 - our own program, no shell


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="wellplan", add_help=False)
    parser.add_argument("plan", nargs="?", type=Path)
    parser.add_argument("--minimised", action="store_true")
    parser.add_argument("--measure-start", action="store_true")
    return parser.parse_args(arguments)


def _tell_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Our own bug: the kind and the place only. The message might hold the person's words."""
    del error
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    places = "".join(f"  {f.filename}:{f.lineno} {f.name}\n" for f in traceback.extract_tb(trace))
    sys.stderr.write(f"WellPlan has a fault of its own: {kind.__name__}\n{places}")
