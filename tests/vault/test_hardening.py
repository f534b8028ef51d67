# SPDX-License-Identifier: Apache-2.0
"""No core dumps, and no debugger of the same person."""

import subprocess
import sys

import pytest

from wellplan.vault import hardening

CHILD = """
import resource
from wellplan.vault.hardening import harden_process
harden_process()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
import ctypes
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_a_process_is_hardened():
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    if sys.platform == "linux":
        assert done.stdout == "0\n"


def test_macos_only_limits_the_core(monkeypatch):
    set_to = []
    fake = type("resource", (), {"RLIMIT_CORE": 4, "setrlimit": lambda *a: set_to.append(a)})
    monkeypatch.setattr(hardening.sys, "platform", "darwin")
    monkeypatch.setattr(hardening.importlib, "import_module", lambda _name: fake)
    hardening.harden_process()
    assert set_to == [(4, (0, 0))]


def test_windows_is_left_alone(monkeypatch):
    monkeypatch.setattr(hardening.sys, "platform", "win32")
    monkeypatch.setattr(hardening.importlib, "import_module", None)
    hardening.harden_process()


def test_linux_in_this_process(monkeypatch):
    called = []
    fake = type("resource", (), {"RLIMIT_CORE": 4, "setrlimit": lambda *a: called.append(a)})
    libc = type("libc", (), {"prctl": lambda *a: called.append(a)})
    monkeypatch.setattr(hardening.sys, "platform", "linux")
    monkeypatch.setattr(hardening.importlib, "import_module", lambda _name: fake)
    monkeypatch.setattr(hardening.ctypes, "CDLL", lambda _name: libc)
    hardening.harden_process()
    assert called == [(4, (0, 0)), (4, 0, 0, 0, 0)]


@pytest.mark.parametrize(("system", "library"), [("linux", "glibc"), ("linux", "another"), ("win32", "none")])
def test_memory_is_given_back_where_that_can_be_done(monkeypatch, system, library):
    trimmed = []
    libc = type("libc", (), {"malloc_trim": trimmed.append} if library == "glibc" else {})
    monkeypatch.setattr(hardening.sys, "platform", system)
    monkeypatch.setattr(hardening.ctypes, "CDLL", lambda _name: libc)
    hardening.give_back_memory()
    assert trimmed == ([0] if library == "glibc" else [])
