# SPDX-License-Identifier: Apache-2.0
"""Which room may import what, checked by reading the source: the table of docs/architecture.md."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "wellplan"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAX_LINES = 300
VAGUE_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "base", "misc"}

# Who may import each third-party package: a room, or one module of the core.
THIRD_PARTY = {
    "cryptography": {"crypto"},
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "sqlite3": {"vault"},
    "sqlite_utils": {"vault"},
    "zxcvbn": {"vault"},
    "typst": {"share"},
    "pikepdf": {"share"},
    "segno": {"share"},
    "platformdirs": {"ui", "vault", "cli"},
}
# What each room, and each module of the core, may import of WellPlan itself.
OWN = {
    "__init__": set(),
    "errors": set(),
    "resources": set(),
    "loading": set(),
    "i18n": {"resources"},
    "crypto": {"errors", "i18n"},
    "plan": {"errors", "resources", "i18n", "plan"},
    "vault": {"errors", "resources", "i18n", "loading", "crypto", "plan", "vault"},
    "share": {"errors", "resources", "i18n", "crypto", "plan", "share"},
    "grammar": {"i18n", "__init__"},
    "cli": {"errors", "resources", "i18n", "grammar", "plan", "vault", "share", "cli", "__init__"},
    "ui": {"errors", "resources", "i18n", "loading", "plan", "vault", "share", "ui", "__init__"},
    "__main__": {"i18n", "resources", "grammar", "cli", "ui", "vault", "__init__"},
}
NETWORK = {
    "socket", "socketserver", "ssl", "http", "urllib", "ftplib", "smtplib", "imaplib", "poplib",
    "telnetlib", "xmlrpc", "webbrowser", "asyncio", "requests", "httpx", "aiohttp",
    "QtNetwork", "QtWebSockets", "QtWebEngineCore", "QtWebEngineWidgets", "QtWebEngineQuick",
}  # fmt: skip


def room(path: Path) -> str:
    """The folder a module is in, or its own name in the core."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def only_for_types(tree: ast.AST) -> set[ast.AST]:
    """What stands under `if TYPE_CHECKING:`. It is never run."""
    guards = (n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")
    return {node for guard in guards for inner in guard.body for node in ast.walk(inner)}


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module a source names, also inside functions, as dotted text."""
    unrun = only_for_types(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "wellplan.crypto" and node in unrun:
            continue  # naming a type is not sealing anything
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide which room is meant"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "__import__",
            "importlib.import_module",
        ):
            assert isinstance(node.args[0], ast.Constant), f"line {node.lineno}: this cannot be checked"
            yield node.args[0].value


def faults(path: Path, source: str) -> list[str]:
    """What a module imports that its room may not."""
    here = room(path)
    found = []
    for name in imports(ast.parse(source)):
        top, *rest = name.split(".")
        if top == "wellplan":
            target = rest[0] if rest and (PACKAGE / rest[0]).is_dir() else _core_module(rest)
            if target not in OWN[here]:
                found.append(f"{here} imports {target}")
        elif (top not in sys.stdlib_module_names or top in THIRD_PARTY) and (
            here not in THIRD_PARTY.get(top, set())
        ):
            found.append(f"{here} imports {top}")
        if NETWORK & set(name.split(".")) and top != "wellplan":
            found.append(f"{here} reaches the network with {name}")
    return found


def _core_module(rest: list[str]) -> str:
    return rest[0] if rest and (PACKAGE / f"{rest[0]}.py").exists() else "__init__"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    assert faults(path, path.read_text()) == []


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("plan/model.py", "import cryptography"),
        ("plan/model.py", "from wellplan.vault import store"),
        ("plan/model.py", "from wellplan.share.text import to_text"),
        ("vault/store.py", "from wellplan.share.scope import reduce"),
        ("share/text.py", "def late():\n    from wellplan.vault.store import unlock"),
        ("cli.py", "from wellplan.ui.app import run"),
        ("cli.py", "import PySide6.QtCore"),
        ("ui/app.py", "from wellplan import cli"),
        ("ui/app.py", "import sqlite3"),
        ("ui/app.py", "from PySide6.QtNetwork import QNetworkAccessManager"),
        ("ui/app.py", "from wellplan.crypto import seal"),
        ("share/document.py", "import urllib.request"),
        ("errors.py", "from wellplan.i18n import _"),
        ("vault/keyslots.py", "import cryptography"),
        ("vault/vault.py", "import requests"),
    ],
)
def test_the_check_sees_a_wrong_import(where: str, source: str) -> None:
    assert faults(PACKAGE / where, source)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_is_short_and_named_by_a_noun_a_user_would_know(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) <= MAX_LINES
    assert path.stem not in VAGUE_NAMES
    assert source.startswith("# SPDX-License-Identifier: Apache-2.0\n") or not source
    assert not source or ast.get_docstring(ast.parse(source)), "a module says what it holds"


def sentences_filled_too_early(source: str) -> list[int]:
    """Lines where a translated sentence is not one plain text: the catalogue could never hold it."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "ngettext")
        and not all(isinstance(a, ast.Constant) for a in node.args[: 1 if node.func.id == "_" else 2])
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_translated_sentence_is_one_plain_text(path: Path) -> None:
    assert sentences_filled_too_early(path.read_text()) == []


def test_the_check_sees_a_sentence_filled_too_early() -> None:
    assert sentences_filled_too_early('_(f"Saved {name}")\n_("a" + b)\nngettext("one", f"{n}", n)') == [
        1,
        2,
        3,
    ]
    assert sentences_filled_too_early('_("Saved {name}").format(name=1)') == []


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_the_command_line_needs_no_window_library() -> None:
    blocked = "import sys\nsys.modules['PySide6'] = None\nimport wellplan.cli, wellplan.__main__\n"
    use = "raise SystemExit(wellplan.cli.run(['templates']))"
    done = run_python(blocked + use)
    assert done.returncode == 0, done.stderr
    assert "keeping-well" in done.stdout


def test_the_window_starts_without_what_it_does_not_show_yet() -> None:
    """Each costs 35 to 130 ms, and the lock screen needs none of them."""
    heavy = ("sqlite_utils", "sqlite3", "pikepdf", "typst", "zxcvbn", "cryptography")
    done = run_python(
        "import sys\nfrom wellplan.__main__ import main\nimport wellplan.ui.app, wellplan.ui.lock_screen\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
