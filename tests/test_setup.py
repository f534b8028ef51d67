# SPDX-License-Identifier: Apache-2.0
"""The set-up scripts, with a pretended computer around them: what they install, and what they say."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "packaging" / "system-packages.sh"


@pytest.fixture
def computer(tmp_path: Path) -> Path:
    """A folder of programs: nothing is installed, nobody is root, and apt-get writes down what it is told."""
    for name in ("bash", "dirname", "cat", "grep", "env", "python3"):
        found = subprocess.run(
            ["bash", "-c", f"command -v {name}"], capture_output=True, text=True, check=True
        )
        (tmp_path / name).symlink_to(Path(found.stdout.strip()).resolve())
    put(tmp_path, "id", "echo 1000")
    put(tmp_path, "dpkg-query", "exit 1")
    put(tmp_path, "apt-get", f'echo "$@" >> {tmp_path}/told')
    return tmp_path


def put(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/bash\n{script}\n")
    (folder / name).chmod(0o755)


def run(computer: Path, which: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", SCRIPT, which],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(computer), **env},
    )


def test_without_the_right_to_install_it_prints_the_one_line_that_does(computer: Path) -> None:
    done = run(computer, "run")
    assert done.returncode == 1
    line = done.stderr.splitlines()[-1]
    assert line.startswith("sudo apt-get update && sudo apt-get install --no-install-recommends libgl1 ")
    assert "xvfb" not in line
    assert not (computer / "told").exists()


def test_as_root_it_installs_what_is_missing_and_only_that(computer: Path) -> None:
    put(computer, "id", "echo 0")
    put(computer, "dpkg-query", '[ "${@: -1}" != strace ] && echo "install ok installed"')
    assert run(computer, "test").returncode == 0
    update, install = (computer / "told").read_text().splitlines()
    assert update.split()[0] == "update"
    assert install.split()[0] == "install"
    assert [word for word in install.split()[1:] if not word.startswith("-")] == ["strace"]


def test_with_nothing_missing_it_does_nothing(computer: Path) -> None:
    put(computer, "dpkg-query", 'echo "install ok installed"')
    done = run(computer, "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (computer / "told").exists()


@pytest.mark.parametrize(("env", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_another_system_is_told_what_is_needed_and_fails_where_ci_runs(
    computer: Path, env: dict[str, str], code: int
) -> None:
    (computer / "dpkg-query").unlink()
    done = run(computer, "run", **env)
    assert done.returncode == code
    assert "libgl1" in done.stderr


def test_too_old_a_python_is_told(computer: Path) -> None:
    (computer / "python3").unlink()
    put(computer, "python3", "exit 1")
    done = subprocess.run(
        ["/bin/bash", ROOT / "packaging" / "find-python.sh"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(computer)},
    )
    if done.returncode:  # a computer whose own /usr/bin/python3 is new enough is well served by that
        assert "3.11" in done.stderr
    else:
        assert done.stdout == "/usr/bin/python3\n"
