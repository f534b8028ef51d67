# SPDX-License-Identifier: Apache-2.0
"""One program at a time, and no stale lock after a kill."""

import fcntl
import os
import pathlib
import signal
import subprocess
import sys
import types

import pytest

from wellplan.errors import OpenElsewhere
from wellplan.vault import instance_lock
from wellplan.vault.instance_lock import InstanceLock


def test_the_second_is_refused_until_the_first_lets_go(tmp_path):
    path = tmp_path / "plan.wellplan"
    first, second = InstanceLock(path), InstanceLock(path)
    first.take()
    with pytest.raises(OpenElsewhere):
        second.take()
    first.release()
    first.release()
    second.take()
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_holder_leaves_no_lock(tmp_path):
    path = tmp_path / "plan.wellplan"
    code = (
        "import sys, time, pathlib\n"
        "from wellplan.vault.instance_lock import InstanceLock\n"
        "lock = InstanceLock(pathlib.Path(sys.argv[1]))\n"
        "lock.take()\n"
        "print('held', flush=True)\n"
        "time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"held\n"
    with pytest.raises(OpenElsewhere):
        InstanceLock(path).take()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    lock = InstanceLock(path)
    lock.take()
    lock.release()


def test_a_lock_on_a_removed_file_is_taken_again(tmp_path, monkeypatch):
    real, seen = fcntl.flock, []

    def removed_meanwhile(handle, how):
        real(handle, how)
        if not seen:
            (tmp_path / ".plan.wellplan.lock").unlink()
        elif len(seen) == 1:
            (tmp_path / ".plan.wellplan.lock").unlink()
            (tmp_path / ".plan.wellplan.lock").touch()
        seen.append(handle)

    monkeypatch.setattr(fcntl, "flock", removed_meanwhile)
    lock = InstanceLock(tmp_path / "plan.wellplan")
    lock.take()
    assert len(seen) == 3
    lock.release()


def test_a_disk_that_is_gone_does_not_keep_the_lock(tmp_path, monkeypatch):
    path = tmp_path / "plan.wellplan"
    lock = InstanceLock(path)
    lock.take()

    def gone(*_args, **_options):
        raise OSError(5, "input/output error")

    monkeypatch.setattr(pathlib.Path, "unlink", gone)
    lock.release()
    monkeypatch.undo()
    again = InstanceLock(path)
    again.take()
    again.release()


def test_a_lock_nobody_knows_any_more_is_free(tmp_path):
    path = tmp_path / "plan.wellplan"
    lock = InstanceLock(path)
    lock.take()
    del lock
    again = InstanceLock(path)
    again.take()
    again.release()


def test_a_disk_that_fails_at_the_lock_is_an_os_error(tmp_path, monkeypatch):
    def no_locks(_handle, _how):
        raise OSError(5, "input/output error")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(OSError, match="input/output"):
        InstanceLock(tmp_path / "plan.wellplan").take()


@pytest.mark.parametrize("taken", [False, True])
def test_windows_locks_one_byte(tmp_path, monkeypatch, taken):
    asked = []

    def locking(handle, how, count):
        asked.append((how, count))
        if taken:
            raise PermissionError

    fake = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
    monkeypatch.setattr(instance_lock.sys, "platform", "win32")
    monkeypatch.setattr(instance_lock.importlib, "import_module", lambda _name: fake)
    handle = os.open(tmp_path / "x", os.O_CREAT | os.O_RDWR)
    assert instance_lock._lock(handle) is not taken
    os.close(handle)
    assert asked == [(2, 1)]


def test_windows_cannot_remove_an_open_file(tmp_path, monkeypatch):
    lock = InstanceLock(tmp_path / "plan.wellplan")
    lock.take()
    monkeypatch.setattr(instance_lock.sys, "platform", "win32")
    lock.release()
    assert (tmp_path / ".plan.wellplan.lock").exists()
