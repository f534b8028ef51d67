# SPDX-License-Identifier: Apache-2.0
"""Runs `failing.py` with `faults.c` loaded: each writing call fails, once or for good, or is the last."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from crash.replay import fast_place

HERE = Path(__file__).resolve().parent


def build(folder: Path) -> Path:
    """Compile the library; FileNotFoundError when there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise FileNotFoundError("the fault tool needs a C compiler: apt-get install gcc")
    library = folder / "faults.so"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, HERE / "faults.c"], check=True)
    return library


def campaign(how: str, paths: str, every: int = 1, first: int = 0, without: str = "") -> dict[str, int]:
    """What `failing.py` counted. `how` is `fail` or `kill`; `paths` its saving paths, with commas.

    Of all cases, only each one whose number is `first` modulo `every`.
    """
    with tempfile.TemporaryDirectory(dir=fast_place()) as place:
        folder = Path(place).resolve()
        env = {**os.environ, "LD_PRELOAD": str(build(folder)), "FAULT_DIR": str(folder / "disk")}
        env["PYTHONPATH"], env["WITHOUT"] = str(HERE.parent), without
        command = [sys.executable, HERE / "failing.py", folder, how, paths, str(every), str(first)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr[-4000:])
        sys.stderr.write(done.stderr)
        told = json.loads(done.stdout)
        for name, calls in told.pop("calls").items():
            told[f"calls of {name}"] = calls
        return told


def harm(told: dict[str, int]) -> dict[str, int]:
    """What of a campaign's counts is bad."""
    return {
        name: count for name, count in told.items() if name != "cases" and not name.startswith("calls of ")
    }
