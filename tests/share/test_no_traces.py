# SPDX-License-Identifier: Apache-2.0
"""Making, telling and locking pages writes no file, and a locked PDF opens with its passphrase only."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import page
import pytest
from paper_plans import STAMP, example

from wellplan.share.document import make_pdf
from wellplan.share.protect import protect


def test_making_a_pdf_opens_no_file_for_writing_and_no_socket():
    """The audit hook cannot be taken away again, so it lives in a process of its own."""
    script = """
import sys, json
sys.path.insert(0, {here!r})
from paper_plans import STAMP, example, LAYOUTS
from wellplan.share.document import make_pdf, recovery_pdf
from wellplan.share.protect import protect
from wellplan.share.text import to_text
import typst, pikepdf
seen = []
def watch(event, args):
    if event == "open" and any(c in str(args[1]) for c in "wax+"): seen.append(str(args[0]))
    if event in ("socket.connect", "socket.bind", "os.mkdir", "os.rename"): seen.append(event)
sys.addaudithook(watch)
for layout in LAYOUTS:
    data = make_pdf(example("jo"), layout=layout, stamp=STAMP).data
    to_text(example("jo"), layout=layout, stamp=STAMP)
    protect(data, "six words for a copy here")
print(json.dumps(seen))
"""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-B", "-c", script.format(here=here)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace is of Linux")
def test_the_system_is_asked_for_no_file_to_write():
    """The hook above sees only Python's own calls. typst is Rust, so its calls are watched from outside."""
    if shutil.which("strace") is None:
        pytest.fail("strace is missing")
    here = str(Path(__file__).parent)
    script = (
        f"import sys; sys.path.insert(0, {here!r})\n"
        "from paper_plans import STAMP, example\n"
        "from wellplan.share.document import make_pdf\n"
        "make_pdf(example('derek'), layout='whole', stamp=STAMP)\n"
    )
    command = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=open,openat,creat,socket",
        sys.executable,
        "-B",
        "-c",
        script,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    calls = done.stderr.splitlines()
    assert any("AtkinsonHyperlegibleNext-Regular.ttf" in call for call in calls)
    writing = ("O_WRONLY", "O_RDWR", "creat(", "socket(AF_INET")
    assert [c for c in calls if any(w in c for w in writing) and "/dev/null" not in c] == []


def test_a_protected_pdf_opens_with_its_passphrase_only(tmp_path):
    import pikepdf

    data = make_pdf(example("derek"), layout="crisis", stamp=STAMP).data
    locked = protect(data, "sunny-otter £ 6")
    path = tmp_path / "locked.pdf"
    path.write_bytes(locked)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password="sunny-otter £ 6") as pdf:
        assert pdf.encryption.R == 6
        assert pdf.allow.accessibility
        assert pdf.allow.extract
        assert not pdf.allow.modify_other
    checked = subprocess.run(
        ["qpdf", "--check", "--password=sunny-otter £ 6", str(path)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "AESv3" in checked.stdout
    wrong = subprocess.run(["qpdf", "--check", "--password=wrong", str(path)], capture_output=True, text=True)
    assert wrong.returncode != 0
    opened = tmp_path / "opened.pdf"
    subprocess.run(["qpdf", "--password=sunny-otter £ 6", "--decrypt", str(path), str(opened)], check=True)
    assert page.validate_pdf_bytes(opened.read_bytes(), profile="ua1").is_compliant


def test_an_empty_passphrase_is_refused():
    with pytest.raises(ValueError, match="protects nothing"):
        protect(b"", "")
