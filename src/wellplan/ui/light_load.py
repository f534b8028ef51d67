# SPDX-License-Identifier: Apache-2.0
"""Loads PySide6 without two things that are not used here, and that cost half of the time to start.

It compiles the tables behind its help texts and its messages about wrong arguments: here they wait until one
is asked for. And it takes over `import`, to read the source of every module for a switch that renames Qt's
functions, which nothing here uses. Measured with 6.11.3; a PySide6 that works in another way loads as it is.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from wellplan.loading import load_without

FIRST_STEPS = "signature_bootstrap"  # both as libshiboken/signature/*.cpp names them
NAMES = "shibokensupport.signature.mapping"


def load_lightly() -> None:
    """Call it before the first import of PySide6; later it changes nothing."""
    if "shiboken6" not in sys.modules:
        sys.modules[FIRST_STEPS] = _FirstSteps(FIRST_STEPS)
        load_without("shiboken6", "base64", "tempfile", "textwrap", "traceback", "zipfile")


class _FirstSteps(ModuleType):
    """The module PySide6 fills with its own first steps. The last of them, which loads the tables, waits."""

    @property
    def bootstrap(self) -> Callable[[], object]:
        return lambda: _Tables(self.__dict__["bootstrap"])


class _Tables:
    """Stands for the tables until one of their functions is called."""

    def __init__(self, load: Callable[[], object]) -> None:
        self._load = load
        self._loaded: object | None = None
        # The names in them are looked up in a module, which PySide6 takes from here once and never lets go.
        self._names = sys.modules[NAMES] = ModuleType(NAMES)
        self._names.__dict__["update_mapping"] = self._update_names

    def post_init(self) -> None:
        """Here PySide6 would take over `import`."""

    def finish_import(self, _module: ModuleType) -> None:
        """Here PySide6 would look for deprecated functions to mend; it has none."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        return lambda *given, **named: getattr(self._all(), name)(*given, **named)

    def _all(self) -> object:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _update_names(self) -> None:
        tables: Any = self._all()
        tables.mapping.update_mapping()
        known = {**vars(tables.mapping), "update_mapping": self._update_names}
        self._names.__dict__.update(known)
