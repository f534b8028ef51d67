# SPDX-License-Identifier: Apache-2.0
"""Keep the process's memory out of crash dumps and away from other programs of the same person.

And give back what is free of it.
"""

import ctypes
import importlib
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def harden_process() -> None:
    """No core dumps; on Linux also not readable by a debugger of the same user. Call it first of all.

    Nothing happens on Windows, where Windows Error Reporting decides (said in SECURITY.md).
    """
    if sys.platform == "win32":
        return
    resource = importlib.import_module("resource")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def give_back_memory() -> None:
    """What is free goes back to the system, with whatever is still in it. Where the C library can (glibc)."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
