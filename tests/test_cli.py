# SPDX-License-Identifier: Apache-2.0
"""The installed `wellplan` command as scripts and people use it: names, exit codes, formats, secrets.

Each unlock costs about half a second on purpose, so tests share plans where they only read them.
"""

import json
import os
import pty
import re
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from commands import CANARY, PASSPHRASE, run_command
from wellplan import cli
from wellplan.errors import WellPlanError
from wellplan.grammar import SUB_COMMANDS
from wellplan.plan import exchange, templates

KEYS = re.compile(r"([0-9A-HJKMNP-TV-Z]{4,6}-){7}[0-9A-HJKMNP-TV-Z]{4,6}")
Command = Callable[..., SimpleNamespace]


@pytest.fixture
def command(wellplan: Path, home: Path) -> Command:
    """Runs the installed command on a computer of its own. `secrets` are the lines of standard input."""

    def run(*given: object, secrets: tuple[str, ...] = (), **options: object) -> SimpleNamespace:
        return run_command(wellplan, home, given, secrets, **options)

    return run


def is_told_kindly(done: SimpleNamespace, code: int) -> bool:
    """One line on standard error, in whole sentences, and nothing on standard output."""
    return (
        done.code == code
        and done.out == ""
        and re.fullmatch(r"[A-Z][^\n]+[.]\n", done.err) is not None
        and all(len(sentence.split()) <= 20 for sentence in re.split(r"[.?] ", done.err))
    )


@pytest.fixture(scope="session")
def kept(wellplan: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed plan made of an example. Tests that change a plan work on a copy of it."""
    folder = tmp_path_factory.mktemp("kept")
    source = folder / "plan.json"
    source.write_text(exchange.dumps(templates.load_example(example_ids()[0])))
    given = ("create", folder / "kept.wellplan", "--from", source)
    done = run_command(wellplan, folder, given, (PASSPHRASE,))
    assert done.code == 0, done.err
    assert re.fullmatch(rf"recovery code: {KEYS.pattern}\n", done.out)
    return folder / "kept.wellplan"


@pytest.fixture
def mine(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(kept, tmp_path / "mine.wellplan"))


def example_ids() -> list[str]:
    return [each.id for each in templates.example_plans()]


# ---- From making a plan to its copies.


@pytest.mark.parametrize("example", example_ids())
def test_a_plan_comes_back_as_it_went_in(command: Command, tmp_path: Path, example: str) -> None:
    before = exchange.dumps(templates.load_example(example))
    (tmp_path / "in.json").write_text(before)
    plan = tmp_path / "new.wellplan"
    assert command("create", plan, secrets=(PASSPHRASE,)).code == 0
    assert command("import", plan, tmp_path / "in.json", secrets=(PASSPHRASE,)).code == 0
    done = command("export", plan, "--to", "json", "--out", tmp_path / "out.json", secrets=(PASSPHRASE,))
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (tmp_path / "out.json").read_text() == before
    lines = command("history", plan, secrets=(PASSPHRASE,)).out.splitlines()
    assert len(lines) == 2
    assert all(re.fullmatch(r"\d+\t\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)\t\d+", line) for line in lines)


@pytest.mark.parametrize("layout", ["whole", "crisis", "card", "admission"])
def test_each_layout_is_a_pdf_that_another_program_reads(
    command: Command, kept: Path, tmp_path: Path, layout: str
) -> None:
    out = tmp_path / "copy.pdf"
    out.write_text("an older copy")
    done = command(
        *("export", kept, "--to", "pdf", "--out", out, "--layout", layout, "--for", "Sam Poole"),
        *("--size", 16, "--paper", "letter"),
        secrets=(PASSPHRASE,),
    )
    assert done.code == 0, done.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert subprocess.run(["qpdf", "--check", out], capture_output=True, check=False).returncode == 0
    words = subprocess.run(["pdftotext", out, "-"], capture_output=True, text=True, check=True).stdout
    assert "Sam Poole" in words
    if layout != "card":
        info = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
        assert re.search(r"Page size:\s+612 x 792", info)


def test_text_has_the_chosen_parts_and_nothing_else(command: Command, kept: Path, tmp_path: Path) -> None:
    plan = templates.load_example(example_ids()[0])
    chosen, *others = [s for s in plan.sections if s.items and not s.hidden]
    out = tmp_path / "part.txt"
    done = command("export", kept, "--to", "text", "--out", out, "--parts", chosen.key, secrets=(PASSPHRASE,))
    assert done.code == 0, done.err
    text = out.read_text()
    assert chosen.title in text
    assert [s.title for s in others if s.title in text] == []
    assert [p.name for p in plan.people if p.name in text and p.name not in str(chosen)] == []


def test_a_protected_pdf_opens_with_its_passphrase_alone(
    command: Command, kept: Path, tmp_path: Path
) -> None:
    given = ("export", kept, "--to", "pdf", "--protect", "--out")
    made = command(*given, tmp_path / "made.pdf", secrets=(PASSPHRASE, ""))
    assert made.code == 0, made.err
    words = re.fullmatch(r"passphrase: ((?:[a-z-]+ ){5}[a-z-]+)\n", made.out)
    assert words
    own = command(*given, tmp_path / "own.pdf", secrets=(PASSPHRASE, "my own words"))
    assert (own.code, own.out) == (0, "passphrase: my own words\n")
    for name, passphrase in (("made.pdf", words[1]), ("own.pdf", "my own words")):
        opened = ["qpdf", f"--password={passphrase}", "--check", tmp_path / name]
        assert subprocess.run(opened, capture_output=True, check=False).returncode == 0
        shut = subprocess.run(["qpdf", "--check", tmp_path / name], capture_output=True, check=False)
        assert shut.returncode == 2


def test_a_copy_s_version_stays_until_the_plan_changes(command: Command, mine: Path, tmp_path: Path) -> None:
    def version() -> str:
        done = command("export", mine, "--to", "text", "--out", tmp_path / "c.txt", secrets=(PASSPHRASE,))
        assert done.code == 0, done.err
        return re.search(r"[Vv]ersion (\d+)", (tmp_path / "c.txt").read_text())[1]

    assert [version(), version()] == ["1", "1"]
    other = exchange.dumps(templates.load_example(example_ids()[1]))
    (tmp_path / "other.json").write_text(other)
    assert command("import", mine, tmp_path / "other.json", secrets=(PASSPHRASE,)).code == 0
    assert version() == "2"


def test_check_says_that_all_is_whole(command: Command, kept: Path) -> None:
    done = command("check", kept, secrets=(PASSPHRASE,))
    assert (done.code, done.err) == (0, "")
    assert "whole" in done.out


def test_templates_are_listed_and_each_can_be_started(command: Command) -> None:
    done = command("templates")
    assert done.code == 0
    assert [line.split("\t")[0] for line in done.out.splitlines()] == [
        each.id for each in templates.list_templates()
    ]


def hidden_page(folder: Path, **changes: object) -> tuple[Path, object]:
    """A plan.json with a page that is hidden, and the plan."""
    plan = templates.load_example(example_ids()[0])
    section = next(s for s in plan.sections if s.items)
    plan = replace(plan.put_section(replace(section, hidden=True, title=CANARY)), **changes)
    (folder / "in.json").write_text(exchange.dumps(plan))
    return folder / "in.json", plan


def test_parts_of_a_plan_json_leave_without_hidden_pages_and_without_the_plan_s_own_id(
    command: Command, mine: Path, tmp_path: Path
) -> None:
    """All of it is the person's own, whole; what leaves in parts is as little as in a PDF."""
    source, plan = hidden_page(tmp_path)
    assert command("import", mine, source, secrets=(PASSPHRASE,)).code == 0
    given = ("export", mine, "--to", "json", "--out")
    assert command(*given, tmp_path / "own.json", secrets=(PASSPHRASE,)).code == 0
    assert exchange.loads((tmp_path / "own.json").read_bytes()) == plan
    assert command(*given, tmp_path / "all.json", "--parts", "all", secrets=(PASSPHRASE,)).code == 0
    everything = exchange.loads((tmp_path / "all.json").read_bytes())
    assert [s.id for s in everything.sections] == [s.id for s in plan.sections if not s.hidden]
    assert (everything.id, everything.template) == (plan.id, plan.template)
    assert CANARY not in (tmp_path / "all.json").read_text()
    assert command(*given, tmp_path / "part.json", "--parts", "people", secrets=(PASSPHRASE,)).code == 0
    part = exchange.loads((tmp_path / "part.json").read_bytes())
    assert (part.sections, part.people, part.template, part.title) == ((), plan.people, "", "")
    assert plan.id not in (tmp_path / "part.json").read_text()


@pytest.mark.parametrize(("language", "size"), [("en-US", "612 x 792"), ("en-GB", "595")])
def test_paper_follows_the_country(
    command: Command, mine: Path, tmp_path: Path, language: str, size: str
) -> None:
    source, _plan = hidden_page(tmp_path, language=language)
    assert command("import", mine, source, secrets=(PASSPHRASE,)).code == 0
    out = tmp_path / "copy.pdf"
    done = command("export", mine, "--to", "pdf", "--out", out, secrets=(PASSPHRASE,))
    assert done.code == 0, done.err
    info = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
    assert re.search(rf"Page size:\s+{size}", info)


# ---- Backups.


def backup_of(command: Command, plan: Path, out: Path) -> SimpleNamespace:
    return command("backup", plan, "--out", out, secrets=(PASSPHRASE,))


def words_in(command: Command, plan: Path, folder: Path) -> str:
    assert (
        command("export", plan, "--to", "json", "--out", folder / "w.json", secrets=(PASSPHRASE,)).code == 0
    )
    return (folder / "w.json").read_text()


def test_a_backup_is_one_sealed_file_that_opens_alone(command: Command, mine: Path, tmp_path: Path) -> None:
    done = backup_of(command, mine, tmp_path / "stick.wellplan")
    assert (done.code, done.out, done.err) == (0, "The backup is saved, and every page of it is whole.\n", "")
    assert stat.S_IMODE((tmp_path / "stick.wellplan").stat().st_mode) == 0o600
    assert command("check", tmp_path / "stick.wellplan", secrets=(PASSPHRASE,)).code == 0
    assert backup_of(command, mine, tmp_path / "stick.wellplan").code == 0


def test_a_backup_is_put_back_and_what_was_there_is_kept(
    command: Command, mine: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick.wellplan"
    assert backup_of(command, mine, stick).code == 0
    before = words_in(command, mine, tmp_path)
    source, plan = hidden_page(tmp_path)
    assert command("import", mine, source, secrets=(PASSPHRASE,)).code == 0
    done = command("restore", stick, mine, secrets=(PASSPHRASE,))
    assert (done.code, done.err) == (0, "")
    first, *headings, last = done.out.splitlines()
    assert first == "The backup is in its place. This is now different:"
    assert "Page shown again: " in "\n".join(headings)
    assert words_in(command, mine, tmp_path) == before
    kept = Path(last.removeprefix("What was there is kept: "))
    assert kept.parent != tmp_path
    assert exchange.loads(words_in(command, kept, tmp_path).encode()) == plan
    done = command("restore", stick, mine, secrets=(PASSPHRASE,))
    assert done.out.startswith("The backup is in its place. Nothing differs.\n")


def test_a_damaged_plan_is_put_aside_beside_its_backup(command: Command, mine: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick.wellplan"
    assert backup_of(command, mine, stick).code == 0
    mine.write_bytes(b"nothing is left of it")
    done = command("restore", stick, mine, secrets=(PASSPHRASE,))
    assert done.code == 0, done.err
    assert "no plan to compare" in done.out
    [aside] = [each for each in tmp_path.iterdir() if " damaged " in each.name]
    assert done.out.endswith(f"What was there is kept: {aside}\n")
    assert aside.read_bytes() == b"nothing is left of it"
    assert command("check", mine, secrets=(PASSPHRASE,)).code == 0


def test_a_backup_is_put_where_nothing_is(command: Command, kept: Path, tmp_path: Path) -> None:
    done = command("restore", kept, tmp_path / "back.wellplan", secrets=(PASSPHRASE,))
    assert (done.code, done.err) == (0, "")
    assert "kept" not in done.out
    assert command("check", tmp_path / "back.wellplan", secrets=(PASSPHRASE,)).code == 0


def test_what_the_world_does_wrong_with_a_backup_has_its_code(
    command: Command, kept: Path, mine: Path, tmp_path: Path
) -> None:
    """And nothing is changed by it."""
    before = mine.read_bytes()
    bad, newer = tmp_path / "bad.wellplan", tmp_path / "newer.wellplan"
    data = bytearray(kept.read_bytes())
    data[-2048:] = bytes(2048)
    data[-9000:-8192] = bytes(808)
    bad.write_bytes(data)
    shutil.copy(kept, newer)
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    cases = (
        (("restore", kept, mine), f"{CANARY} no", 3),
        (("restore", bad, mine), PASSPHRASE, 4),
        (("restore", newer, mine), PASSPHRASE, 5),
        (("restore", tmp_path / "missing", mine), PASSPHRASE, 1),
        (("restore", kept, tmp_path / "none" / "x.wellplan"), PASSPHRASE, 1),
        (("restore", mine, mine), PASSPHRASE, 1),
        (("backup", mine, "--out", mine), PASSPHRASE, 1),
        (("backup", mine, "--out", tmp_path / "none" / "x"), PASSPHRASE, 1),
        (("backup", mine, "--out", newer), PASSPHRASE, 1),
        (("backup", mine, "--out", tmp_path / "x"), f"{CANARY} no", 3),
    )
    for given, secret, code in cases:
        assert is_told_kindly(command(*given, secrets=(secret,)), code), given
    assert mine.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "bad.wellplan",
        "mine.wellplan",
        "newer.wellplan",
    ]


# ---- What the world does wrong: a sentence, the exit code, and nothing changed.


@pytest.mark.parametrize(
    "given", [("check",), ("history",), ("export", "--to", "json", "--out", "x.json")], ids=lambda g: g[0]
)
def test_a_wrong_passphrase_is_3(
    command: Command, kept: Path, tmp_path: Path, given: tuple[str, ...]
) -> None:
    before = kept.read_bytes()
    done = command(given[0], kept, *given[1:], secrets=(f"{CANARY} no",), cwd=tmp_path)
    assert is_told_kindly(done, 3), done
    assert kept.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_4_and_never_called_a_wrong_passphrase(command: Command, mine: Path) -> None:
    data = bytearray(mine.read_bytes())
    for place in range(4096, len(data), 64):
        data[place] ^= 0x40
    mine.write_bytes(data)
    done = command("check", mine, secrets=(PASSPHRASE,))
    assert is_told_kindly(done, 4), done
    assert mine.read_bytes() == data


def test_a_newer_file_is_5_and_left_alone(command: Command, mine: Path) -> None:
    with sqlite3.connect(mine) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    before = mine.read_bytes()
    done = command("check", mine, secrets=(PASSPHRASE,))
    assert is_told_kindly(done, 5), done
    assert mine.read_bytes() == before


def test_a_plan_open_elsewhere_is_6(command: Command, mine: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from wellplan.vault import store\n"
            "opened = store.unlock(Path(sys.argv[1]), sys.argv[2])\n"
            "print('open', flush=True); sys.stdin.read(); opened.close()",
            mine,
            PASSPHRASE,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout.readline() == b"open\n"
        done = command("check", mine, secrets=(PASSPHRASE,))
    finally:
        holder.communicate()
    assert is_told_kindly(done, 6), done
    assert command("check", mine, secrets=(PASSPHRASE,)).code == 0


def not_a_plan(folder: Path) -> Iterator[tuple[str, Path]]:
    for name, data in {"empty": b"", "text": b"hello " * 999, "zeros": bytes(8192)}.items():
        (folder / name).write_bytes(data)
        yield name, folder / name
    yield "missing", folder / "missing"
    yield "folder", folder


def test_a_file_that_is_no_plan_is_refused_in_a_sentence(command: Command, tmp_path: Path) -> None:
    for name, path in not_a_plan(tmp_path):
        done = command("check", path, secrets=(PASSPHRASE,))
        assert done.code in (1, 4), (name, done)
        assert is_told_kindly(done, done.code), (name, done)
    assert (tmp_path / "missing").exists() is False


def broken_plans() -> dict[str, tuple[bytes, str]]:
    """Bytes of a plan.json that cannot be used, and the place that the refusal must name."""
    plan = templates.load_example(example_ids()[0])
    at = next(n for n, section in enumerate(plan.sections) if section.items)

    def changed(change: Callable[[dict], object]) -> bytes:
        data = exchange.plan_to_json(plan)
        change(data)
        return json.dumps(data).encode()

    def item(data: dict) -> dict:
        return data["sections"][at]["items"][0]

    return {
        "an unknown key": (changed(lambda d: item(d).update(mood=CANARY)), f"sections[{at}].items[0].mood"),
        "a wrong type": (changed(lambda d: d.update(title=[CANARY])), "title"),
        "a missing key": (changed(lambda d: d["about"].pop("name")), "about.name"),
        "a newer version": (changed(lambda d: d.update(version=2)), "newer"),
        "no plan at all": (json.dumps([CANARY]).encode(), "the whole file"),
        "not JSON": (f'{{"title": "{CANARY}'.encode(), ""),
        "not UTF-8": (b'{"title": "\xff\xfe"}', ""),
        "too deep": (b"[" * 100_000, ""),
    }


@pytest.mark.parametrize("what", broken_plans())
def test_a_plan_json_that_cannot_be_used_changes_nothing(
    command: Command, mine: Path, tmp_path: Path, what: str
) -> None:
    untrusted, place = broken_plans()[what]
    (tmp_path / "bad.json").write_bytes(untrusted)
    before = mine.read_bytes()
    done = command("import", mine, tmp_path / "bad.json", secrets=(PASSPHRASE,))
    assert done.code == (5 if what == "a newer version" else 1), done
    assert place in done.err
    assert done.err.count("\n") == 1
    assert mine.read_bytes() == before
    assert command("create", tmp_path / "new.wellplan", "--from", tmp_path / "bad.json").code == done.code
    assert not (tmp_path / "new.wellplan").exists()


def test_a_huge_plan_json_is_refused_without_reading_it_all(
    command: Command, mine: Path, tmp_path: Path
) -> None:
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(40 * 1024**3)
    begun = time.monotonic()
    done = command("import", mine, tmp_path / "huge.json", secrets=(PASSPHRASE,))
    assert is_told_kindly(done, 1) or done.code == 1, done
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("missing", ["nowhere.json", "."])
def test_a_plan_json_that_cannot_be_read_is_told(
    command: Command, kept: Path, tmp_path: Path, missing: str
) -> None:
    done = command("import", kept, tmp_path / missing, secrets=(PASSPHRASE,))
    assert is_told_kindly(done, 1), done


def test_create_never_touches_a_file_that_is_there(command: Command, tmp_path: Path) -> None:
    (tmp_path / "there.wellplan").write_bytes(b"something dear")
    done = command("create", tmp_path / "there.wellplan", secrets=(PASSPHRASE,))
    assert is_told_kindly(done, 1), done
    assert (tmp_path / "there.wellplan").read_bytes() == b"something dear"


def test_create_in_a_folder_that_does_not_exist_is_told(command: Command, tmp_path: Path) -> None:
    done = command("create", tmp_path / "none" / "new.wellplan", secrets=(PASSPHRASE,))
    assert is_told_kindly(done, 1), done


@pytest.mark.parametrize("out", ["mine.wellplan", "none/copy.json", "."])
def test_a_copy_that_cannot_be_written_there_changes_nothing(
    command: Command, mine: Path, tmp_path: Path, out: str
) -> None:
    before = mine.read_bytes()
    done = command("export", mine, "--to", "json", "--out", tmp_path / out, secrets=(PASSPHRASE,))
    assert is_told_kindly(done, 1), done
    assert mine.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["mine.wellplan"]


def test_a_full_disk_leaves_the_older_copy(command: Command, mine: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for a disk that fills while the copy is written."""
    (tmp_path / "copy.json").write_text("older")
    limit = mine.stat().st_size // 64

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = command(
        *("export", mine, "--to", "json", "--out", tmp_path / "copy.json"),
        secrets=(PASSPHRASE,),
        preexec_fn=small_files,
    )
    assert done.code == 1, done
    assert (tmp_path / "copy.json").read_text() == "older"
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


# ---- Usage.


@pytest.mark.parametrize(
    "given",
    [
        ("check",),
        ("check", "a", CANARY),
        ("create",),
        ("create", "new", "--template", CANARY),
        ("create", "new", "--template", "keeping-well", "--from", "plan.json"),
        ("create", "new", "--passphrase", CANARY),
        ("import", "a"),
        ("export", "a"),
        ("export", "a", "--to", "pdf"),
        ("export", "a", "--out", "x"),
        ("export", "a", "--to", CANARY, "--out", "x"),
        ("export", "a", "--to", "copy", "--out", "x", "--protect"),
        ("export", "a", "--to", "copy", "--out", "x", "--layout", "card"),
        ("read",),
        ("read", "a", "--to", "pdf"),
        ("export", "a", "--to", "pdf", "--out", "x", "--size", "13"),
        ("export", "a", "--to", "pdf", "--out", "x", "--size", CANARY),
        ("export", "a", "--to", "pdf", "--out", "x", "--paper", "a3"),
        ("export", "a", "--to", "pdf", "--out", "x", "--layout", CANARY),
        ("export", "a", "--to", "pdf", "--out", "x", "--lay", "card"),
        ("export", "a", "--to", "text", "--out", "x", "--size", "12"),
        ("export", "a", "--to", "text", "--out", "x", "--protect"),
        ("export", "a", "--to", "json", "--out", "x", "--protect"),
        ("export", "a", "--to", "json", "--out", "x", "--layout", "card"),
        ("export", "a", "--to", "json", "--out", "x", "--for", CANARY),
        ("backup", "a"),
        ("backup", "a", "b", "--out", "x"),
        ("restore", "a"),
        ("restore", "a", "b", CANARY),
        ("restore", "a", "b", "--passphrase", CANARY),
        ("templates", CANARY),
        ("check", "--help-me"),
    ],
    ids=" ".join,
)
def test_a_command_that_is_not_understood_is_2(
    command: Command, tmp_path: Path, given: tuple[str, ...]
) -> None:
    done = command(*given, secrets=(PASSPHRASE, PASSPHRASE), cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(".\n") or done.err.rstrip().endswith("wellplan templates")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("secrets", "given"),
    [
        ((), ("create", "new")),
        (("",), ("create", "new")),
        (("x" * 5000,), ("create", "new")),
        ((PASSPHRASE,), ("export", "a", "--to", "pdf", "--out", "x", "--protect")),
    ],
    ids=["none", "empty", "too long", "no second"],
)
def test_a_missing_passphrase_is_2(
    command: Command, tmp_path: Path, secrets: tuple[str, ...], given: tuple[str, ...]
) -> None:
    done = command(*given, secrets=secrets, cwd=tmp_path)
    assert is_told_kindly(done, 2), done
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("parts", [CANARY, f"people,{CANARY}", "", "people,,about"])
def test_a_part_that_the_plan_does_not_have_is_2(
    command: Command, kept: Path, tmp_path: Path, parts: str
) -> None:
    done = command(
        *("export", kept, "--to", "json", "--out", tmp_path / "x", "--parts", parts), secrets=(PASSPHRASE,)
    )
    assert is_told_kindly(done, 2), done
    assert list(tmp_path.iterdir()) == []


def test_help_offers_only_what_works(command: Command) -> None:
    done = command("--help")
    assert done.code == 0
    assert set(re.findall(r"(?m)^    ([a-z]+)", done.out)) == SUB_COMMANDS == set(cli.COMMANDS)
    assert "--to {pdf,text,json,copy}" in command("export", "--help").out
    assert re.fullmatch(r"wellplan \d+\.\d+\.\d+\n", command("--version").out)


# ---- At a terminal.


def at_terminal(wellplan: Path, given: list[str], answers: list[tuple[str, bytes]]) -> tuple[int, str]:
    """Run the command at a terminal: wait for each prompt, then type. Gives the code and what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(wellplan, ["wellplan", *given])
    shown = b""
    try:
        for prompt, answer in answers:
            while prompt.encode() not in shown.rpartition(b"\0")[2]:
                shown += os.read(terminal, 1024)
            shown += b"\0"
            os.write(terminal, answer)
        while True:
            try:
                piece = os.read(terminal, 1024)
            except OSError:
                break
            if not piece:
                break
            shown += piece
    finally:
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.replace(b"\0", b"").decode()


def test_at_a_terminal_a_new_passphrase_is_asked_twice_and_never_shown(
    wellplan: Path, tmp_path: Path
) -> None:
    typed = [("passphrase: ", f"{PASSPHRASE}\n".encode()), ("again: ", f"{PASSPHRASE}\n".encode())]
    code, shown = at_terminal(wellplan, ["create", str(tmp_path / "new.wellplan")], typed)
    assert code == 0
    assert KEYS.search(shown)
    assert PASSPHRASE not in shown
    other = [typed[0], ("again: ", b"another one\n")]
    code, shown = at_terminal(wellplan, ["create", str(tmp_path / "second.wellplan")], other)
    assert code == 1
    assert "not the same" in shown
    assert not (tmp_path / "second.wellplan").exists()


def test_ctrl_c_at_a_prompt_ends_quietly(wellplan: Path, tmp_path: Path) -> None:
    code, shown = at_terminal(
        wellplan, ["create", str(tmp_path / "new.wellplan")], [("passphrase: ", b"\x03")]
    )
    assert code == 130
    assert "Traceback" not in shown
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_input_at_a_prompt_is_a_missing_passphrase(wellplan: Path, tmp_path: Path) -> None:
    given = ["create", str(tmp_path / "plan.wellplan")]
    code, shown = at_terminal(wellplan, given, [("passphrase: ", b"\x04")])
    assert code == 2
    assert "A passphrase is missing" in shown


@pytest.mark.parametrize("name", ["loop", "n" * 300])
def test_a_place_that_cannot_be_looked_at_is_the_world_s_fault(
    command: Command, kept: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    place, out = tmp_path / name, tmp_path / "out.json"
    for given in (
        ("check", place),
        ("create", place),
        ("export", place, "--to", "json", "--out", out),
        ("export", kept, "--to", "json", "--out", place),
    ):
        assert is_told_kindly(command(*given, secrets=(PASSPHRASE,)), 1)
    assert not out.exists()


def test_a_reader_that_goes_away_is_no_fault(wellplan: Path) -> None:
    gone = f"{wellplan} templates | true"
    done = subprocess.run(["bash", "-c", gone], capture_output=True, text=True, check=False)
    assert done.stderr == ""


# ---- The window's side of the door.


def test_without_a_screen_the_window_says_so_in_one_line(wellplan: Path) -> None:
    done = subprocess.run(
        [wellplan, "mine.wellplan"], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"WellPlan needs a screen[^\n]*xvfb-run[^\n]*\n", done.stderr)


# ---- Our own bugs, in this process.


def test_our_own_bug_is_told_by_its_kind_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(options: object) -> None:
        raise ZeroDivisionError(CANARY)

    monkeypatch.setitem(cli.COMMANDS, "templates", broken)
    assert cli.run(["templates"]) == 1
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert CANARY not in told


def test_every_exit_code_of_an_error_reaches_the_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(options: object) -> None:
        raise WellPlanError("It broke.", "It is safe.", "Try again.")

    monkeypatch.setitem(cli.COMMANDS, "templates", broken)
    assert cli.run(["templates"]) == 1
    assert capsys.readouterr().err == "It broke. It is safe. Try again.\n"
