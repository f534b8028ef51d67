# SPDX-License-Identifier: Apache-2.0
"""Loading a library without the libraries that it names and that nothing here ever uses of it.

What is loaded takes time at the start, and memory for as long as the window is open.
"""

import sys
from importlib import import_module
from types import ModuleType


def load_without(name: str, *others: str) -> None:
    """Load a module that names others, but not them. Each is loaded as soon as something in it is used."""
    if name in sys.modules:
        return
    stand_ins = {other: _Later(other) for other in others if other not in sys.modules}
    for other, stand_in in stand_ins.items():
        package, _dot, inner = other.rpartition(".")
        if package in stand_ins:
            setattr(stand_ins[package], inner, stand_in)
    sys.modules.update(stand_ins)
    try:
        import_module(name)
    finally:
        for other, stand_in in stand_ins.items():
            stand_in.is_loading = False
            if sys.modules.get(other) is stand_in:
                del sys.modules[other]


class _Later(ModuleType):
    """Stands for a module that nothing has been asked of yet."""

    is_loading = True

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        # While others are loading, its names stand in their annotations only.
        return object if self.is_loading else getattr(import_module(self.__name__), name)
