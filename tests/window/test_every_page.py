# SPDX-License-Identifier: Apache-2.0
"""What a screen reader finds on every page: names, one heading, and a way round by Tab."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from window.conftest import PASSPHRASE, open_plan
from window.driver import Node, Window

pytestmark = pytest.mark.window

PAGES = (
    "My people",
    "About this plan",
    "Change my pages",
    "Backups",
    "Earlier versions",
    "Passphrase and recovery sheet",
    "Where my plan is",
    "Give someone a copy",
    "Copies I have given",
    "Print or save a copy",
    "Settings",
)
HEADINGS = {"Give someone a copy": "Who is the copy for?"}
"""Of pages that begin with a question."""
NOT_STOPS = {"list item", "window", "frame", "application", "filler", "panel", "scroll pane"}


def faults(nodes: list[Node]) -> list[str]:
    """What a screen reader would stumble over among these nodes."""
    found = []
    stops = [n for n in nodes if n["focusable"] and n["role"] not in NOT_STOPS]
    found += [f"no name: {n['role']} at {n['path']}" for n in stops if not n["name"]]
    found += [f"no role: {n['name']}" for n in stops if n["role"] in ("unknown", "invalid")]
    # A combo box is named by its label; what Linux calls its name is its value.
    names = Counter(n["name"] for n in stops if n["role"] not in ("combo box", "label", "text"))
    found += [f"{count} controls called {name!r}" for name, count in names.items() if count > 1]
    headings = [n for n in nodes if n["role"] == "heading"]
    if not headings:
        found.append("no heading")
    found += ["a heading with no name" for h in headings if not h["name"]]
    if not stops:
        found.append("nothing to go to")
    return found


@pytest.fixture
def opened(make_plan: Callable[[str], Path], request: pytest.FixtureRequest) -> Window:
    window = Window(str(make_plan("jo")))
    request.addfinalizer(window.stop)
    window.wait_for("Hello. Open your plan", "heading")
    assert faults(window.nodes()) == []
    open_plan(window)
    return window


def test_every_page_speaks(opened: Window) -> None:
    w = opened
    rail = [n["name"] for n in w.nodes() if n["role"] == "push button"]
    sections = [name for name in rail if w.find(name) and name in section_titles()]
    assert len(sections) >= 15
    problems = {}
    for title in (*sections, *PAGES):
        w.press(title, "push button")
        w.wait_for(HEADINGS.get(title, title), "heading")
        if found := faults(w.nodes()):
            problems[title] = found
    assert problems == {}


def test_a_reader_that_asks_for_what_has_gone_does_no_harm(opened: Window) -> None:
    """Qt's own scroll area reads past the end of its list for this, and the program is gone."""
    w = opened
    for title in (*PAGES, "First signs, and what I do"):
        w.press(title, "push button")
        w.wait_for(HEADINGS.get(title, title), "heading")
        asked = w.ask(do="beyond")
        assert w.process.poll() is None, f"the program ended: {title}"
        assert asked["asked"] > 50
    w.key("F1")
    w.wait_for("I want to talk to someone")
    w.ask(do="beyond")
    w.wait_for("I want to talk to someone")


def test_an_open_line_speaks(opened: Window) -> None:
    w = opened
    w.press("My people", "push button")
    w.wait_for("My people", "heading")
    w.press("Change number 1")
    w.wait_focus("Name")
    assert faults(w.nodes()) == []
    assert w.focused()["text"] == "Sal Whitlock"


def test_tab_goes_round_and_comes_back(opened: Window) -> None:
    w = opened
    w.press("About this plan", "push button")
    w.wait_for("About this plan", "heading")
    w.wait_focus("My full name")
    stops = {tuple(n["path"]) for n in w.nodes() if n["focusable"] and n["enabled"] and is_stop(n)}
    seen = round_trip(w, "Tab")
    assert stops <= set(seen), [n["name"] for n in w.nodes() if tuple(n["path"]) in stops - set(seen)]
    back = round_trip(w, "shift+Tab")
    assert back == [seen[0], *reversed(seen[1:])]


def is_stop(node: Node) -> bool:
    # Of a group of radio buttons Tab visits the chosen one; the arrow keys go on from there.
    chosen = node["role"] != "radio button" or node["checked"]
    return node["role"] not in NOT_STOPS and chosen


def round_trip(w: Window, key: str) -> list[tuple[int, ...]]:
    first = tuple(w.focused()["path"])
    seen = [first]
    for _step in range(150):
        before = w.focused()
        w.key(key)
        after = w.wait_until(
            lambda before=before: (n := w.focused()) and n["path"] != before["path"] and n, f"{key} to move"
        )
        if tuple(after["path"]) == first:
            return seen
        seen.append(tuple(after["path"]))
    raise AssertionError(f"{key} never came back")


def test_the_passphrase_is_never_spoken(make_plan: Callable[[str], Path]) -> None:
    with Window(str(make_plan("derek"))) as w:
        w.wait_for("Hello. Open your plan", "heading")
        w.type(PASSPHRASE[:9])
        w.wait_until(lambda: "●" in w.focused()["text"] or "•" in w.focused()["text"], "dots")
        assert PASSPHRASE[:9] not in repr(w.nodes())


def test_a_bad_hour_is_one_key_away_everywhere(opened: Window) -> None:
    w = opened
    for title in PAGES:
        w.press(title, "push button")
        w.wait_for(HEADINGS.get(title, title), "heading")
        w.key("F1")
        w.wait_for("I want to talk to someone")
        assert faults(w.nodes()) == []
        assert "116 123" in " ".join(w.names())
        w.key("Escape")
        w.wait_for(HEADINGS.get(title, title), "heading")


def section_titles() -> set[str]:
    from wellplan.plan.templates import load_example

    return {s.title for s in load_example("jo").sections}
