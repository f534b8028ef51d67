# SPDX-License-Identifier: Apache-2.0
"""WellPlan's window with a plan unlocked, on a page where the person writes: its memory and its key presses.

Prints as `bare_window.py stay` does.
"""

import gc
import sys
from pathlib import Path

from wellplan.ui import app  # isort: skip - the first to load PySide6, as in the program

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from bench.bare_window import settle, tell
from wellplan.ui.look import apply_look, load_fonts
from wellplan.ui.settings import Settings
from wellplan.ui.window import Window
from wellplan.ui.words import install_accessible_roles
from wellplan.vault import store


def open_writing(window: Window) -> QWidget:
    """Go to the fullest page, open an entry there, and give the field in which words are written."""
    section = max(window.session.plan.sections, key=lambda each: len(each.items))
    window.go("section", section.id)
    settle()
    window.page._open_entry(section.items[0].id)
    settle()
    for kind in (QPlainTextEdit, QTextEdit, QLineEdit):
        for field in window.page.findChildren(kind):
            if field.isVisible() and field.isEnabled() and not field.isReadOnly():
                return field
    raise RuntimeError("the page has no field to write in")


def main() -> int:
    # sqlite-utils loads numpy where it finds it: here, for the checks, but not where people run WellPlan.
    sys.modules["numpy"] = None
    path, passphrase = Path(sys.argv[1]), sys.argv[2]
    gc.disable()
    application = QApplication(app.COMMAND)
    settings = Settings()
    load_fonts()
    install_accessible_roles()
    apply_look(application, settings.look)
    window = app.start(application, settings, path)
    window.show()
    settle()
    app.settle(window)
    settle()
    app.open_plan(window, settings, store.unlock(path, passphrase))
    settle()
    field = open_writing(window)
    field.setFocus()
    tell(field)
    return 0


if __name__ == "__main__":
    sys.exit(main())
