# SPDX-License-Identifier: Apache-2.0
"""What no file of the project may hold, and what some must: read over every file git keeps."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Each is put together from pieces, so that this file does not hold what it looks for.
NOWHERE = {
    "the address of a package index": r"pypi\." + r"org|python" + r"hosted|npm" + r"js\.|deb\.de" + r"bian",
    "an option naming an index": r"(?<!no-emit-)index" + r"-url|find" + r"-links|trusted" + r"-host",
    "a path of one computer": r"(?<![\w.])/wo" + r"rk/|(?<!\w)\.lib" + r"rary\b|/ro" + r"ot/",
}  # fmt: skip
OWNED_NAMES = r"\bWR" + r"AP\b|(?i:wellness recovery action" + r" plan)|(?i:stanley[- ]br" + r"own)"


@cache
def texts() -> dict[str, str]:
    """Every text file git keeps, by its path from the root. Pictures and fonts are left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in data:
            found[name] = data.decode()
    assert len(found) > 40
    return found


def holding(pattern: str) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}"
        for name, text in texts().items()
        for hit in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize("what", NOWHERE)
def test_no_file_holds(what: str) -> None:
    assert holding(NOWHERE[what]) == []


def test_the_search_finds_what_is_there() -> None:
    assert any(hit.startswith("README.md:1: WellPlan") for hit in holding("WellPlan"))


def test_names_that_others_own_are_used_nowhere_but_in_the_list_of_words_not_to_use() -> None:
    assert [hit for hit in holding(OWNED_NAMES) if not hit.startswith("tests/")] == []


def test_every_source_file_names_its_licence() -> None:
    sources = [n for n in texts() if n.endswith((".py", ".sh", "Makefile")) or n == ".ci/run"]
    assert [n for n in sources if "SPDX-License-Identifier: Apache-2.0" not in texts()[n][:120]] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_one_version_with_its_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", re.sub(r"(?m)^\s*#.*\n", "", texts()[name]))
    assert len(entries) > 10
    assert [
        e for e in entries if not re.match(r"[\w.\[\]-]+==[\w.]+( ;[^\n]*)? \\\n\s+--hash=sha256:", e)
    ] == []


def test_the_run_requirements_hold_all_that_installing_the_app_takes() -> None:
    project = tomllib.loads(texts()["pyproject.toml"])
    needed = [*project["build-system"]["requires"], *project["project"]["dependencies"], "editables"]
    names = {re.split(r"[^\w-]", each)[0].lower().replace("_", "-") for each in needed}
    assert names - set(re.findall(r"(?m)^([\w.-]+)==", texts()["requirements.txt"].lower())) == set()
    asked = set(re.findall(r"(?m)^[\w-]+", texts()["requirements.in"].lower().replace("_", "-")))
    assert asked == names


def test_the_two_commands_come_first_in_the_readme() -> None:
    first_block = texts()["README.md"].split("```")[1]
    assert re.findall(r"make \w+", first_block) == ["make run", "make test"]


def test_every_link_between_the_project_s_own_pages_leads_somewhere() -> None:
    lost = []
    for name in (n for n in texts() if n.endswith(".md")):
        for target in re.findall(r"\]\(([^)#\s]+)", texts()[name]):
            if "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
                lost.append(f"{name} -> {target}")
    assert lost == []
