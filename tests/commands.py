# SPDX-License-Identifier: Apache-2.0
"""Runs the installed command on a computer of its own, and sees that no error tells what it must not."""

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

PASSPHRASE = "slow river under the tall moon"
CANARY = "Xylophone-Quagga"  # stands for the person's words: it may be in no error
DEFECTS_OF_OURS = ("Traceback", "fault of its own")


def run_command(wellplan: Path, home: Path, given: tuple[object, ...], secrets: tuple[str, ...], **options):
    done = subprocess.run(
        [wellplan, *map(str, given)],
        input="".join(f"{each}\n" for each in secrets).encode(),
        capture_output=True,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        check=False,
        timeout=120,
        **options,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert not any(sign in err for sign in DEFECTS_OF_OURS), err
    assert CANARY not in err
    assert PASSPHRASE not in out + err
    return SimpleNamespace(code=done.returncode, out=out, err=err)
