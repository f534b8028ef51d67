# SPDX-License-Identifier: Apache-2.0
"""Reading a PDF back with someone else's software: poppler."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def pdf_text():
    """A function from PDF bytes to the text of each page, in reading order."""
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext (poppler-utils) is missing")

    def read(data: bytes) -> list[str]:
        command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
        done = subprocess.run(command, input=data, capture_output=True, check=True)
        return done.stdout.decode("utf-8").split("\f")[:-1]

    return read


@pytest.fixture(scope="session")
def plain():
    """A function that takes out direction marks and puts one space for any white space."""
    invisible = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b\u202c\u200b"))

    def read(text: str) -> str:
        return " ".join(text.translate(invisible).split())

    return read
