# SPDX-License-Identifier: Apache-2.0
"""Asking where a file is or should be. Suggested names are neutral: they never hold the person's words."""

from pathlib import Path

from platformdirs import user_documents_path
from PySide6.QtWidgets import QFileDialog, QWidget

from wellplan.i18n import _

PLAN_SUFFIX = ".wellplan"
PLAN_NAME = "my-plan"


def documents() -> Path:
    """The person's Documents folder, or their home where there is none."""
    folder = user_documents_path()
    return folder if folder.is_dir() else Path.home()


def free_plan_path(folder: Path) -> Path:
    """`my-plan.wellplan` in a folder, or the first such name with a number that is not taken."""
    path = folder / f"{PLAN_NAME}{PLAN_SUFFIX}"
    number = 2
    while path.exists():
        path = folder / f"{PLAN_NAME}-{number}{PLAN_SUFFIX}"
        number += 1
    return path


def ask_plan_to_open(parent: QWidget, folder: Path) -> Path | None:
    """An existing plan the person chose; None when they went back."""
    kinds = _("Plans (*{suffix})").format(suffix=PLAN_SUFFIX)
    title = _("Open a plan")
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
    return Path(chosen) if chosen else None


def ask_place_for_plan(parent: QWidget, suggested: Path) -> Path | None:
    """Where a new plan should be kept; None when they went back. A taken name is for the caller to refuse."""
    dialog = _save_dialog(parent, _("Keep my plan here"), suggested)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(_("Plans (*{suffix})").format(suffix=PLAN_SUFFIX))
    return _asked(dialog)


def ask_place_for_copy(parent: QWidget, suggested: Path) -> Path | None:
    """Where a sealed copy of the plan should go; None when they went back. A taken name is not replaced."""
    dialog = _save_dialog(parent, _("Save a copy here"), suggested)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(_("Plans (*{suffix})").format(suffix=PLAN_SUFFIX))
    return _asked(dialog)


def ask_place_for_pdf(parent: QWidget, suggested: Path) -> Path | None:
    """Where to save a PDF; None when they went back. The dialog itself asks before replacing a file."""
    dialog = _save_dialog(parent, _("Save as a PDF"), suggested)
    dialog.setNameFilter(_("PDF files (*.pdf)"))
    return _asked(dialog)


def _save_dialog(parent: QWidget, title: str, suggested: Path) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(suggested.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix)
    dialog.selectFile(suggested.name)
    return dialog


def _asked(dialog: QFileDialog) -> Path | None:
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
