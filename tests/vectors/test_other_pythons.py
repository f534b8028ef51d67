# SPDX-License-Identifier: Apache-2.0
"""The reader of docs/ on every Python from 3.11 to 3.14 that can be found (promise 19).

`SOAK_PYTHONS` names further interpreters, separated as in PATH. Each gets an environment of its own with
nothing in it but `cryptography`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from importlib.metadata import version

import pytest

from soak import Run
from vectors.make_vectors import HERE, digest, unpack

READER = HERE.parents[1] / "docs" / "reader.py"
GOLDEN = HERE.parent / "golden"
RELEASES = ("3.11", "3.12", "3.13", "3.14")
DRIVER = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("reader", sys.argv[1])
reader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reader)
for path, secret in json.load(sys.stdin):
    try:
        print(json.dumps(["plan", reader.read(path, secret)]))
    except reader.Unreadable as error:
        print(json.dumps([str(error), None]))
"""


def pythons():
    """The interpreters there are, by release."""
    named = os.environ.get("SOAK_PYTHONS", "").split(os.pathsep)
    found = {}
    for each in (sys.executable, *(shutil.which(f"python{r}") for r in RELEASES), *named):
        if not each:
            continue
        ask = [each, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        told = subprocess.run(ask, capture_output=True, text=True, check=False)
        if told.returncode == 0 and told.stdout.strip() in RELEASES:
            found.setdefault(told.stdout.strip(), each)
    return found


def asked(folder):
    """Every vector and golden plan as a path and a secret, and what has to come of each."""
    questions, wanted = [], []
    for vector in sorted(HERE.glob("*.vector")):
        tried = unpack(vector, folder)
        questions.append([str(tried.path), tried.passphrase if tried.code is None else tried.code])
        wanted.append((tried.expect, tried.plan if tried.expect == "plan" else ""))
    for golden in sorted(GOLDEN.glob("*.wellplan")):
        plan = digest(json.loads(golden.with_suffix(".json").read_text("utf-8")))
        questions.append([str(golden), golden.with_suffix(".txt").read_text("utf-8").splitlines()[0]])
        wanted.append(("plan", plan))
    return questions, wanted


def differing(python, folder, questions, wanted):
    """How many answers of the reader on that Python are not the wanted ones."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    inside = folder / "bin" / "python"
    pip = [inside, "-m", "pip", "install", "--quiet", f"cryptography=={version('cryptography')}"]
    subprocess.run(pip, check=True)
    done = subprocess.run(
        [inside, "-I", "-c", DRIVER, READER], input=json.dumps(questions), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(wanted)
    got = [(what, digest(plan) if what == "plan" else "") for what, plan in answers]
    return sum(one != other for one, other in zip(got, wanted, strict=True))


@pytest.mark.soak
def test_promise_19_the_reader_on_every_python_soak(tmp_path):
    questions, wanted = asked(tmp_path)
    run, found = Run(19, "Pythons", len(RELEASES)), Counter()
    for release, python in sorted(pythons().items()):
        found["answers_differ"] += differing(python, tmp_path / release, questions, wanted)
        run.what += f"{',' if run.done else ':'} {release}"
        run.done += 1
    run.what += f"; {len(wanted)} files each"
    run.end(answers_differ=found["answers_differ"])
