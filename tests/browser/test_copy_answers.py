# SPDX-License-Identifier: Apache-2.0
"""An answer written in the page of a copy, saved from there, and opened by WellPlan."""

import importlib.util
from pathlib import Path

import pytest
from copies import PASSPHRASE, SMALL, copy_of, of_example, sealed
from playwright.sync_api import Page, expect

from strategies import WRITTEN
from wellplan.share.reply import Answer, new_reply_keys, open_reply

# Playwright's threads stay in the process: they and Qt do not belong in one.
pytestmark = pytest.mark.window

PRIVATE, PUBLIC = new_reply_keys()
COPY = copy_of(SMALL, reply_key=PUBLIC)
SECTION = SMALL.sections[0].id
SMALL_FILE = sealed(COPY)
WORDS = "\n".join(WRITTEN[:9]) + " </script> \U0001f642 " + "x" * 500

spec = importlib.util.spec_from_file_location(
    "copy_reader", Path(__file__).parents[2] / "docs" / "copy_reader.py"
)
reader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reader)


def opened(show, html: bytes = SMALL_FILE) -> Page:
    page = show(html, accept_downloads=True).unlock(PASSPHRASE)
    expect(page.get_by_role("button", name="Lock")).to_be_visible()
    return page


def part(page: Page, title: str):
    return page.locator(".part").filter(has=page.get_by_role("heading", name=title, exact=True))


def saved(page: Page) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save my answer").click()
    assert waiting.value.suggested_filename.startswith("answer-")
    assert waiting.value.suggested_filename.endswith(".txt")
    expect(page.locator(".saved")).to_contain_text("Please send it back.")
    return Path(waiting.value.path()).read_bytes()


def test_an_answer_reaches_the_person_and_nobody_else(show):
    page = opened(show)
    part(page, "First signs").get_by_role("radio", name="Where we differ").check()
    page.get_by_label("How do you see it?").fill(WORDS)
    part(page, "People").get_by_role("radio", name="Agreed").check()
    page.get_by_label("Your name").fill("Amina Rahman")
    page.get_by_label("Your role").fill("key worker")
    file = saved(page)
    assert file.startswith(b"This is a sealed answer.")
    assert b"Amina" not in file
    reply = open_reply(file, {COPY.id: PRIVATE})
    assert (reply.copy, reply.name, reply.role) == (COPY.id, "Amina Rahman", "key worker")
    assert reply.answers == (
        Answer(SECTION, "differ", WORDS.strip().replace("\r\n", "\n")),
        Answer("people", "agreed", ""),
    )
    assert reader.read_reply(file, PRIVATE)["id"] == reply.id


def test_the_same_answer_saved_twice_is_one_answer_and_a_changed_one_is_another(show):
    page = opened(show)
    part(page, "First signs").get_by_role("radio", name="Agreed").check()
    page.get_by_label("Your name").fill("Amina")
    first, again = (open_reply(saved(page), {COPY.id: PRIVATE}).id for _time in range(2))
    assert first == again
    page.get_by_label("Your role").fill("key worker")
    assert open_reply(saved(page), {COPY.id: PRIVATE}).id != first


def test_what_is_still_missing_is_asked_for_one_thing_at_a_time(show):
    page = opened(show)
    told, save = page.locator("#reply-told"), page.get_by_role("button", name="Save my answer")
    save.click()
    expect(told).to_have_text("Choose an answer under one of the parts first.")
    part(page, "First signs").get_by_role("radio", name="A suggestion").check()
    save.click()
    expect(told).to_have_text("Please write a few words for “First signs”.")
    page.get_by_label("What do you suggest?").fill("Ring me first.")
    save.click()
    expect(told).to_have_text("Please type your name, so it is clear who answers.")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Sal")
    assert open_reply(saved(page), {COPY.id: PRIVATE}).answers == (
        Answer(SECTION, "suggestion", "Ring me first."),
    )
    expect(told).to_have_text("")


def test_an_answer_can_be_taken_away(show):
    page = opened(show)
    first = part(page, "First signs")
    first.get_by_role("radio", name="A suggestion").check()
    first.get_by_role("textbox").fill("Gone.")
    first.get_by_role("button", name="Take this answer away").click()
    expect(first.get_by_role("textbox")).to_be_hidden()
    assert first.locator("input:checked").count() == 0
    part(page, "People").get_by_role("radio", name="Agreed").check()
    page.get_by_label("Your name").fill("Sal")
    assert [a.section for a in open_reply(saved(page), {COPY.id: PRIVATE}).answers] == ["people"]


def type_long(page: Page, at: int) -> None:
    """As many letters as fit in one answer; typing each would take minutes."""
    page.locator("fieldset.answer").nth(at).get_by_role("radio", name="A suggestion").check()
    page.locator("fieldset.answer textarea").nth(at).evaluate(
        "box => { box.value = 'م'.repeat(box.maxLength); box.dispatchEvent(new Event('input')); }"
    )


def test_the_longest_answer_that_can_be_typed_is_either_saved_or_told(show):
    copy = of_example("jo", reply_key=PUBLIC)
    page = opened(show, sealed(copy))
    page.get_by_label("Your name").fill("Sal")
    for at in range(12):
        type_long(page, at)
    reply = open_reply(saved(page), {copy.id: PRIVATE})
    assert {len(answer.words) for answer in reply.answers} == {10_000}
    for at in range(12, 16):
        type_long(page, at)
    page.get_by_role("button", name="Save my answer").click()
    expect(page.locator("#reply-told")).to_contain_text("This answer is too long to save.")


def test_the_browser_asks_before_an_unsaved_answer_is_lost(show):
    page = opened(show)
    asks = "() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert page.evaluate(asks) is False
    part(page, "First signs").get_by_role("radio", name="Agreed").check()
    assert page.evaluate(asks) is True
    page.get_by_label("Your name").fill("Sal")
    saved(page)
    assert page.evaluate(asks) is False
