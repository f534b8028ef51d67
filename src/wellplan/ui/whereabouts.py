# SPDX-License-Identifier: Apache-2.0
"""Where something is, in words a person knows."""

from pathlib import Path

from wellplan.i18n import _


def folder_name(folder: Path) -> str:
    """A folder as a person knows it: from their home on, when it is inside."""
    home = Path.home()
    if folder == home:
        return _("your home folder")
    return str(folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)
