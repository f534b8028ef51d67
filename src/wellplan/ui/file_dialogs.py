# SPDX-License-Identifier: Apache-2.0
"""Asking where a file is or should be. Suggested names are neutral: they never hold the person's words.

The dialog is Qt's own: those of the desktops put what was chosen into their lists of recent files. What Qt
itself would keep of it, the folders and files used last, goes nowhere. Its many parts are loaded when
it is asked for: the first screen does not wait for them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from platformdirs import user_documents_path
from PySide6.QtCore import QSettings, QSize

from wellplan.i18n import _
from wellplan.resources import portable_dir
from wellplan.ui.look import current_look, icon
from wellplan.vault.places import PLAN_SUFFIX, is_there

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog, QWidget

PLAN_NAME = "My plan"
STICK_FOLDERS = ("/media", "/run/media", "/Volumes")
WIDE = 820  # px at 100 % text
_QT_KEEPS = ("FileDialog/history", "FileDialog/lastVisited")


def documents() -> Path:
    """The person's Documents folder, or their home where there is none; a portable program's own folder."""
    if (beside := portable_dir()) is not None:
        return beside
    folder = user_documents_path()
    return folder if is_there(folder) else Path.home()


def free_plan_path(folder: Path) -> Path:
    """`My plan.wellplan` in a folder, or the first such name with a number that is not taken."""
    path = folder / f"{PLAN_NAME}{PLAN_SUFFIX}"
    number = 2
    while is_there(path):
        path = folder / f"{PLAN_NAME} {number}{PLAN_SUFFIX}"
        number += 1
    return path


def ask_plan_to_open(parent: "QWidget", folder: Path) -> Path | None:
    """An existing plan the person chose; None when they went back."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, _("Open a plan"), str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(_("Plans (*{suffix})").format(suffix=PLAN_SUFFIX))
    return _asked(dialog)


def ask_place_for_plan(parent: "QWidget", suggested: Path) -> Path | None:
    """Where a new plan should be kept; None when they went back. A taken name is for the caller to refuse."""
    from PySide6.QtWidgets import QFileDialog

    dialog = _save_dialog(parent, _("Keep my plan here"), suggested)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(_("Plans (*{suffix})").format(suffix=PLAN_SUFFIX))
    return _asked(dialog)


def ask_place_for_copy(parent: "QWidget", suggested: Path) -> Path | None:
    """Where a sealed copy of the plan should go; None when they went back. A taken name is not replaced."""
    from PySide6.QtWidgets import QFileDialog

    dialog = _save_dialog(parent, _("Save a copy here"), suggested)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(_("Plans (*{suffix})").format(suffix=PLAN_SUFFIX))
    return _asked(dialog)


def ask_place_for_pdf(parent: "QWidget", suggested: Path) -> Path | None:
    """Where to save a PDF; None when they went back. The dialog itself asks before replacing a file."""
    dialog = _save_dialog(parent, _("Save as a PDF"), suggested)
    dialog.setNameFilter(_("PDF files (*.pdf)"))
    return _asked(dialog)


def ask_place_to_give(parent: "QWidget", suggested: Path) -> Path | None:
    """Where to save a copy for someone; None when they went back. The dialog asks before replacing a file."""
    kinds = {
        ".pdf": _("PDF files (*.pdf)"),
        ".html": _("Sealed copies (*.html)"),
        ".txt": _("Text files (*.txt)"),
    }
    dialog = _save_dialog(parent, _("Save the copy here"), suggested)
    dialog.setNameFilter(kinds[suggested.suffix])
    return _asked(dialog)


def ask_copy_to_open(parent: "QWidget", folder: Path) -> Path | None:
    """A sealed copy someone gave; None when they went back."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, _("Open a copy someone gave me"), str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([_("Sealed copies (*.html *.htm)"), _("All files (*)")])
    return _asked(dialog)


def ask_place_for_answer(parent: "QWidget", suggested: Path) -> Path | None:
    """Where to save an answer to a copy; None when they went back. The dialog asks before it replaces one."""
    dialog = _save_dialog(parent, _("Save my answer here"), suggested)
    dialog.setNameFilter(_("Answers (*.txt)"))
    return _asked(dialog)


def ask_answer_to_open(parent: "QWidget", folder: Path) -> Path | None:
    """The file of an answer to a copy; None when they went back."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, _("Open an answer to a copy"), str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([_("Answers (*.txt)"), _("All files (*)")])
    return _asked(dialog)


def ask_folder(parent: "QWidget", folder: Path) -> Path | None:
    """A folder or a stick the person chose; None when they went back."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, _("Move my plan to this folder"), str(folder))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, _("This folder:"))
    return _asked(dialog)


def _save_dialog(parent: "QWidget", title: str, suggested: Path) -> "QFileDialog":
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, title, str(suggested.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix)
    dialog.selectFile(suggested.name)
    return dialog


def _asked(dialog: "QFileDialog") -> Path | None:
    from PySide6.QtCore import QUrl
    from PySide6.QtWidgets import QFileDialog

    with _nothing_kept():
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setSidebarUrls([QUrl.fromLocalFile(str(place)) for place in _side_places()])
        _make_room(dialog)
        _make_plain(dialog)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        shiboken6.delete(dialog)  # now: Qt writes what it keeps when the dialog is destroyed
    return Path(chosen[0]) if chosen else None


def _make_room(dialog: "QFileDialog") -> None:
    """Qt's own size cuts off names. Never larger than the screen."""
    from PySide6.QtWidgets import QSplitter

    px, around = current_look().px, dialog.screen().availableSize()
    dialog.resize(QSize(px(WIDE), px(520)).boundedTo(around * 0.92))
    sides = dialog.findChild(QSplitter)
    if sides is not None:
        sides.setSizes([px(200), px(620)])


def _make_plain(dialog: "QFileDialog") -> None:
    """Our own pictures, that can be seen in every palette; and fewer of them: three ways about are enough."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QPushButton, QToolButton, QTreeView

    look = current_look()
    for name, picture in (("back", "back"), ("toParent", "up"), ("newFolder", "folder-new")):
        made = dialog.findChild(QToolButton, f"{name}Button")
        if made is not None:
            made.setIcon(icon(picture))
            made.setIconSize(QSize(look.px(20), look.px(20)))
    for name in ("forward", "listMode", "detailMode"):
        made = dialog.findChild(QToolButton, f"{name}Button")
        if made is not None:
            made.hide()
    for pressed in dialog.findChildren(QPushButton):
        pressed.setIcon(QIcon())
    if len(dialog.nameFilters()) < 2:  # nothing to choose
        for kind, end in ((QLabel, "Label"), (QComboBox, "Combo")):
            part = dialog.findChild(kind, f"fileType{end}")
            if part is not None:
                part.hide()
    listed = dialog.findChild(QTreeView, "treeView")
    if listed is not None:  # the name, and when it was changed where there is room: four columns never fit
        head = listed.header()
        for column in (1, 2, 3) if dialog.width() < look.px(WIDE) else (1, 2):
            head.hideSection(column)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)


def _side_places() -> list[Path]:
    """Home, Documents and every stick. Sticks are listed, not looked at: one that has gone may not answer."""
    places = [Path.home(), documents()]
    for folder in STICK_FOLDERS:
        places += _inside(Path(folder), deep=folder != "/Volumes")
    return list(dict.fromkeys(places))


def _inside(folder: Path, *, deep: bool) -> list[Path]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - iterdir would be the same
    except OSError:
        return []
    found = [folder / name for name in names]
    # /media/PERSON/STICK on Debian and Ubuntu, /media/STICK elsewhere.
    return [each for one in found for each in (_inside(one, deep=False) or [one])] if deep else found


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Put back what Qt's own settings held of file dialogs before: they are shared with other programs."""
    kept = QSettings(QSettings.Scope.UserScope, "QtProject")
    before = {key: kept.value(key) for key in _QT_KEEPS}
    try:
        yield
    finally:
        kept.sync()
        for key, value in before.items():
            if value is None:
                kept.remove(key)
            else:
                kept.setValue(key, value)
        kept.sync()


def keep_no_history() -> None:
    """Let Qt's settings for file dialogs go nowhere, so that they are not on a disk for a moment either.

    Only where Qt keeps them in a file; elsewhere `_nothing_kept` takes them away again.
    """
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
