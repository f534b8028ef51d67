# SPDX-License-Identifier: Apache-2.0
"""What this computer remembers outside the plans: look, idle minutes, country, and where plans are kept.

Never keys, names, titles or any of the person's words. Beside a portable program it lives in that folder.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

from wellplan.plan.lines import default_country
from wellplan.resources import portable_dir
from wellplan.ui.look import SPACINGS, TEXT_SIZES, Look
from wellplan.ui.palettes import PALETTES

if TYPE_CHECKING:
    from wellplan.plan.model import Plan

IDLE_MINUTES = (0, 2, 5, 10, 20, 60)  # 0: never lock by itself
MOST_PLANS = 30


class Settings:
    """A typed face over one ini file in the user's settings folder."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or (portable_dir() or user_config_path("wellplan")) / "settings.ini"
        self._ini = QSettings(os.fspath(self.path), QSettings.Format.IniFormat)

    def _text(self, key: str, default: str = "") -> str:
        return str(self._ini.value(key, default))

    def _number(self, key: str, default: int) -> int:
        text = self._text(key, str(default))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default

    def _put(self, key: str, value: object) -> None:
        self._ini.setValue(key, value)
        self._ini.sync()

    @property
    def look(self) -> Look:
        """The chosen look; anything unknown in the file becomes the usual."""
        palette = self._text("look/palette", "soft")
        size = self._number("look/text_size", 100)
        spacing = self._text("look/spacing", "usual")
        return Look(
            palette if palette in PALETTES else "soft",
            size if size in TEXT_SIZES else 100,
            spacing if spacing in SPACINGS else "usual",
        )

    @look.setter
    def look(self, look: Look) -> None:
        self._put("look/palette", look.palette)
        self._put("look/text_size", look.text_size)
        self._put("look/spacing", look.spacing)

    @property
    def idle_minutes(self) -> int:
        """Minutes without a key or the mouse until the plan locks; 0 is never."""
        minutes = self._number("lock/idle_minutes", 5)
        return minutes if minutes in IDLE_MINUTES else 5

    @idle_minutes.setter
    def idle_minutes(self, minutes: int) -> None:
        self._put("lock/idle_minutes", minutes)

    @property
    def country(self) -> str:
        """The country whose crisis lines are shown; empty until chosen."""
        return self._text("country")

    @country.setter
    def country(self, code: str) -> None:
        self._put("country", code)

    def known_plans(self) -> tuple[Path, ...]:
        """Where the plans opened on this computer are kept, the one opened last first. Some may have gone."""
        kept = self._ini.value("plan/known", [])
        kept = kept if isinstance(kept, list) else [kept]
        last = self._text("plan/last")  # what there was before there could be several
        found = [_read_place(str(each)) for each in ([last] if last else []) + kept if each]
        return tuple(dict.fromkeys(found))[:MOST_PLANS]

    def keep_known_plans(self, paths: Sequence[Path]) -> None:
        """Keep exactly this list."""
        self._ini.remove("plan/last")
        self._put("plan/known", [_written_place(path) for path in dict.fromkeys(paths)][:MOST_PLANS])

    def remember_plan(self, path: Path) -> None:
        """Put a plan first in the list."""
        self.keep_known_plans((path, *self.known_plans()))

    def forget_plan_entry(self, path: Path) -> None:
        """Take a plan out of the list. Its file stays."""
        self.keep_known_plans([each for each in self.known_plans() if each != path])

    @property
    def geometry(self) -> QByteArray:
        """Where the window was."""
        value = self._ini.value("window/geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._put("window/geometry", value)


def chosen_country(plan: "Plan | None", settings: Settings) -> str:
    """The country whose lines and paper are used: the chosen one, or the one the plan's language names."""
    return settings.country or default_country(plan.language if plan else "en-GB")


def _written_place(path: Path) -> str:
    """A place as it is kept. A stick has another name on each computer: there, from the program on."""
    beside = portable_dir()
    if beside is not None and path.is_relative_to(beside.parent):
        return path.relative_to(beside.parent).as_posix()
    return os.fspath(path)


def _read_place(text: str) -> Path:
    beside, path = portable_dir(), Path(text)
    return path if path.is_absolute() or beside is None else beside.parent / path
