# SPDX-License-Identifier: Apache-2.0
"""Copies are written whole or not at all, for their owner only, and never over a plan."""

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from wellplan.errors import WellPlanError
from wellplan.share.writing import check_place, write_copy


def left_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_copy_is_whole_and_its_owner_s_alone(tmp_path: Path) -> None:
    write_copy(tmp_path / "copy.pdf", b"new")
    assert (tmp_path / "copy.pdf").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "copy.pdf").stat().st_mode) == 0o600
    assert left_in(tmp_path) == ["copy.pdf"]


def test_a_link_is_followed_rather_than_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to("real.pdf")
    write_copy(tmp_path / "link.pdf", b"new")
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real.pdf").read_bytes() == b"new"


@pytest.mark.parametrize(
    "out",
    [
        "mine.wellplan",
        "folder/../mine.wellplan",
        "link",
        "hard",
        "other.WellPlan",
        "mine.wellplan-journal",
        "plain",
    ],
)
def test_a_copy_never_goes_over_a_plan(tmp_path: Path, out: str) -> None:
    plan = tmp_path / "mine.wellplan"
    plan.write_bytes(b"sealed")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(plan)
    (tmp_path / "hard").hardlink_to(plan)
    (tmp_path / "plain").write_bytes(b"SQLite format 3\0" + bytes(52) + b"WPln")
    before = left_in(tmp_path)
    with pytest.raises(WellPlanError, match="over a plan"):
        write_copy(tmp_path / out, b"new", plan)
    assert plan.read_bytes() == b"sealed"
    assert left_in(tmp_path) == before


@pytest.mark.parametrize(
    ("out", "why"), [("none/copy.pdf", "does not exist"), ("folder", "ordinary"), ("pipe", "ordinary")]
)
def test_a_place_that_cannot_be_written_is_told_beforehand(tmp_path: Path, out: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WellPlanError, match=why):
        check_place(tmp_path / out)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "no room"),
        (errno.EDQUOT, "no room"),
        (errno.EROFS, "does not let"),
        (errno.EIO, "could not be saved"),
    ],
)
@pytest.mark.parametrize(
    "call", ["os.fsync", "os.fdopen", "wellplan.share.writing.mkstemp", "pathlib.Path.replace"]
)
def test_a_failing_disk_leaves_the_older_copy_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, told: str
) -> None:
    (tmp_path / "copy.pdf").write_bytes(b"old")

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(number, "private words", "private path")

    monkeypatch.setattr(call, fail)
    with pytest.raises(WellPlanError, match=told) as caught:
        write_copy(tmp_path / "copy.pdf", b"new")
    assert "private" not in str(caught.value)
    assert (tmp_path / "copy.pdf").read_bytes() == b"old"
    assert left_in(tmp_path) == ["copy.pdf"]


def test_ctrl_c_while_writing_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_copy(tmp_path / "copy.pdf", b"new")
    assert left_in(tmp_path) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from wellplan.share import writing
real = os.fsync
def fsync(handle):
    real(handle)
    os.kill(os.getpid(), signal.SIGKILL)
os.fsync = fsync
writing.write_copy(Path(sys.argv[1]), b"private words")
"""


def killed_while_writing(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without a name")
def test_killed_while_writing_leaves_no_half_copy(tmp_path: Path) -> None:
    killed_while_writing(tmp_path / "copy.pdf")
    assert left_in(tmp_path) == []


def test_a_half_copy_left_long_ago_is_taken_away(tmp_path: Path) -> None:
    """Where a copy replaces another it has a name while it is written: killed then, it stays for a while."""
    (tmp_path / "copy.pdf").write_bytes(b"old")
    killed_while_writing(tmp_path / "copy.pdf")
    [part] = [each for each in tmp_path.iterdir() if each.suffix == ".part"]
    write_copy(tmp_path / "other.pdf", b"new")
    assert part.exists()  # it could be that of another window
    os.utime(part, (0, 0))
    write_copy(tmp_path / "other.pdf", b"newer")
    assert left_in(tmp_path) == ["copy.pdf", "other.pdf"]
    assert (tmp_path / "copy.pdf").read_bytes() == b"old"


@pytest.mark.parametrize("missing", ["tmpfile", "flag", "proc"])
def test_a_system_without_nameless_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    real = os.open

    def no_tmpfile(path: object, flags: int, *mode: int) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "")
        return real(path, flags, *mode)  # type: ignore[arg-type]

    def no_link(*_args: object, **_options: object) -> None:
        raise OSError(errno.EXDEV, "")

    if missing == "flag":
        monkeypatch.delattr(os, "O_TMPFILE")
    elif missing == "proc":
        monkeypatch.setattr(os, "link", no_link)
    else:
        monkeypatch.setattr(os, "open", no_tmpfile)
    write_copy(tmp_path / "copy.pdf", b"new")
    assert (tmp_path / "copy.pdf").read_bytes() == b"new"
    assert left_in(tmp_path) == ["copy.pdf"]
