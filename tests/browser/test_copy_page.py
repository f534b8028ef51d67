# SPDX-License-Identifier: Apache-2.0
"""The page of a sealed copy in a real browser: it opens, it tells troubles apart, and it locks itself."""

import itertools
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from copies import PASSPHRASE, SMALL, copy_of, of_example, sealed, spoilt
from paper_plans import STAMP
from playwright.sync_api import Page, expect

from wellplan.share.reply import new_reply_keys

# Playwright's threads stay in the process: they and Qt do not belong in one.
pytestmark = pytest.mark.window

PUBLIC = new_reply_keys()[1]
SMALL_FILE = sealed(copy_of(SMALL, reply_key=PUBLIC))
JO = sealed(of_example("jo", reply_key=PUBLIC))
ARABIC = sealed(of_example("arabic", reply_key=PUBLIC))
AXE = Axe()
GOLDEN = Path(__file__).parents[1] / "golden" / "copies"


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong, best practices included, and what it could not decide of contrast."""
    found = AXE.run(page).response
    unsure = [each for each in found["incomplete"] if each["id"] == "color-contrast"]
    return [
        f"{each['id']}: {node['html']}" for each in found["violations"] + unsure for node in each["nodes"]
    ]


def is_open(page: Page) -> None:
    expect(page.get_by_role("button", name="Lock")).to_be_visible()


def is_locked(page: Page) -> None:
    expect(page.get_by_label("Passphrase")).to_be_visible()
    assert "01632" not in page.locator("body").inner_text()
    assert page.locator("#pages").inner_html() == ""


# ---- For everyone.


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_locked_and_the_open_page_pass_axe(show, scheme, width):
    opened = show(SMALL_FILE, color_scheme=scheme, viewport={"width": width, "height": 700})
    assert faults(opened.page) == []
    page = opened.unlock("no such words")
    expect(page.get_by_role("alert").first).to_contain_text("does not open")
    assert faults(page) == []
    opened.unlock(PASSPHRASE)
    is_open(page)
    page.get_by_role("radio", name="A suggestion").first.check()
    assert faults(page) == []


@pytest.mark.parametrize("html", [ARABIC, JO], ids=["arabic", "jo"])
def test_other_copies_pass_axe(show, html):
    page = show(html).unlock(PASSPHRASE)
    is_open(page)
    assert faults(page) == []


@pytest.mark.parametrize("html", [JO, ARABIC], ids=["jo", "arabic"])
def test_nothing_is_lost_at_320_pixels_which_is_1280_at_four_times_the_size(show, html):
    opened = show(html, viewport={"width": 320, "height": 480})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320
    page = opened.unlock(PASSPHRASE)
    is_open(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = "[...document.querySelectorAll('button, input, .choice label, .contents a')]"
    sizes = page.evaluate(f"{small}.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)")
    assert len(sizes) > 5
    assert min(sizes) >= 24


def test_it_can_be_read_and_answered_with_the_keyboard_alone(show):
    page = show(SMALL_FILE).page
    page.keyboard.type(PASSPHRASE)  # the field has the focus already
    page.keyboard.press("Enter")
    is_open(page)
    assert page.evaluate("document.activeElement.id") == "title"
    seen = []
    for _press in range(30):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText || document.activeElement.id"))
    assert {"01632 960 150", "reply-name", "reply-role", "Save my answer for Jo"} <= set(seen)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement !== document.body")


def test_headings_and_languages(show):
    page = show(ARABIC).unlock(PASSPHRASE)
    is_open(page)
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["خطتي"]
    assert page.locator("main").last.get_attribute("lang") == "ar"
    assert page.locator("main").last.get_attribute("dir") == "rtl"
    assert page.get_by_role("heading", name="People", exact=True).get_attribute("lang") == "en"
    levels = page.evaluate(
        "[...document.querySelectorAll('#pages :is(h1,h2,h3,h4)')].map(h => +h.tagName[1])"
    )
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


# ---- Opening it, and what can go wrong.


def test_the_window_and_the_locked_page_name_nobody(show):
    opened = show(JO)
    assert opened.page.title() == "A sealed copy"
    is_locked(opened.page)
    page = opened.unlock(PASSPHRASE)
    is_open(page)
    assert page.title() == "A sealed copy"
    assert page.get_by_label("Passphrase").input_value() == ""


@pytest.mark.parametrize("typed", ["Slow River Tall Moon", "  slow   river tall moon "])
def test_capitals_and_spaces_are_forgiven(show, typed):
    is_open(show(SMALL_FILE).unlock(typed))


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.html")), ids=lambda path: path.stem)
def test_golden_copies_open_themselves_with_all_their_rounds(show, golden):
    """Each carries the page of its own day, which nobody can mend any more."""
    page = show(golden.read_bytes()).unlock(golden.with_suffix(".txt").read_text().strip())
    expect(page.get_by_role("button", name="Lock")).to_be_visible(timeout=60_000)
    assert (
        page.get_by_role("heading", level=1).inner_text()
        == {
            "jo": "Jo’s keeping-well and crisis plan",
            "derek": "Derek’s plan",
        }[golden.stem]
    )


def test_a_wrong_passphrase_and_a_damaged_file_each_have_a_sentence_of_their_own(show):
    page = show(SMALL_FILE).unlock("slow river tall")
    alert = page.get_by_role("alert").first
    expect(alert).to_have_text("That passphrase does not open this copy. Check each word, and try again.")
    is_locked(page)
    assert page.evaluate("document.activeElement.id") == "passphrase"
    for at in (40, -1):
        page = show(spoilt(SMALL_FILE, at)).unlock("slow river tall" if at % 2 else PASSPHRASE)
        expect(page.get_by_role("alert").first).to_contain_text("This file is damaged.")
        is_locked(page)


def test_a_file_cut_short_is_damaged_or_says_what_it_is(show):
    for part in (0.999, 0.5):
        start = SMALL_FILE.index(b'id="sealed"')
        end = SMALL_FILE.index(b"</script>", start)
        page = show(SMALL_FILE[: start + int((end - start) * part)]).page
        expect(page.locator("#old")).to_contain_text(
            "too old to open the copy, or its scripts are turned off"
        )


def test_no_passphrase_at_all_is_asked_for(show):
    page = show(SMALL_FILE).unlock(" ")
    expect(page.get_by_role("alert").first).to_have_text("Please type the passphrase first.")


def test_a_page_that_came_over_the_network_says_what_to_do(show):
    page = show(SMALL_FILE, at="http://copy.example/").page
    expect(page.locator("#old")).to_have_text(
        "This page has to be opened from your own computer. Save it there, then open it."
    )
    expect(page.get_by_label("Passphrase")).to_be_hidden()


def test_without_scripts_there_is_a_sentence(show):
    page = show(SMALL_FILE, java_script_enabled=False).page
    expect(page.locator("#old")).to_contain_text("too old")
    expect(page.get_by_label("Passphrase")).to_be_hidden()


def test_an_old_browser_is_told(show):
    page = show(SMALL_FILE, before="delete Element.prototype.replaceChildren").page
    expect(page.locator("body")).to_contain_text("too old to open the copy")
    expect(page.get_by_label("Passphrase")).to_be_hidden()


def test_the_passphrase_can_be_shown_and_caps_lock_is_told(show):
    page = show(SMALL_FILE).page
    field = page.locator("#passphrase")
    page.get_by_role("button", name="Show").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Hide").click()
    assert field.get_attribute("type") == "password"
    page.evaluate(
        "document.getElementById('passphrase')"
        ".dispatchEvent(new KeyboardEvent('keyup', {key: 'A', modifierCapsLock: true}))"
    )
    expect(page.locator("#caps")).to_have_text("The Caps Lock key is on.")


# ---- What it says.


def test_the_band_says_for_whom_which_version_and_until_when(show):
    page = show(SMALL_FILE).unlock(PASSPHRASE)
    band = page.locator(".band")
    for words in ("From Jo, for Amina Rahman, key worker", "Version 7 · 21 November 2026"):
        expect(band).to_contain_text(words)
    expect(band).to_contain_text("Look again by 21 May 2027")


@pytest.mark.parametrize(("today", "past"), [("2027-05-21", False), ("2027-05-22", True)])
def test_past_its_day_it_says_so(show, today, past):
    opened = show(SMALL_FILE)
    opened.page.clock.set_fixed_time(f"{today}T12:00:00")
    page = opened.unlock(PASSPHRASE)
    is_open(page)
    assert page.get_by_text("Please ask for a newer one").count() == past


def test_what_matters_in_a_crisis_comes_first(show):
    page = show(JO).unlock(PASSPHRASE)
    is_open(page)
    titles = page.locator(".part > h3").all_inner_texts()
    assert titles[:2] == ["How you will know", "People"]
    assert titles.index("What I want to happen") < titles.index("When it’s getting worse")
    assert titles.index("First signs, and what I do") < titles.index("Me at my best")
    assert titles.count("Please do not involve") == 1


def test_a_reader_who_was_asked_for_no_answer_sees_no_place_for_one(show):
    page = show(sealed(copy_of(SMALL))).unlock(PASSPHRASE)
    is_open(page)
    assert page.locator("fieldset, textarea").count() == 0
    assert page.get_by_text("Send an answer back").count() == 0


def test_on_paper_every_page_says_which_version_it_is(show, tmp_path):
    page = show(JO, color_scheme="dark").unlock(PASSPHRASE)
    is_open(page)
    page.pdf(path=tmp_path / "copy.pdf", prefer_css_page_size=True)
    command = ["pdftotext", "-layout", tmp_path / "copy.pdf", "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")[:-1]
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        foot = " ".join(text.split()[-17:])
        assert "Version 7 · 21 November 2026 · Look again by 21 May 2027" in foot
        assert f"Page {number} of {len(pages)}" in foot
    whole = "\n".join(pages)
    assert "01632 960 150" in whole
    assert "Lock the page" not in whole
    assert "Your answer" not in whole
    sizes = subprocess.run(["pdfinfo", tmp_path / "copy.pdf"], capture_output=True, text=True, check=True)
    assert "A4" in sizes.stdout


# ---- Locking.


def test_it_locks_when_asked_and_forgets_what_it_showed(show):
    opened = show(SMALL_FILE)
    page = opened.unlock(PASSPHRASE)
    is_open(page)
    page.get_by_role("button", name="Lock").click()
    is_locked(page)
    expect(page.get_by_role("status").first).to_have_text("This copy is locked again.")
    assert page.evaluate("document.activeElement.id") == "passphrase"
    is_open(opened.unlock(PASSPHRASE))


def test_after_ten_minutes_without_use_it_locks_itself_and_says_so_a_minute_before(show):
    opened = show(SMALL_FILE)
    opened.page.clock.install()
    page = opened.unlock(PASSPHRASE)
    is_open(page)
    page.clock.run_for("08:30")
    expect(page.locator("#soon")).to_be_hidden()
    page.clock.run_for("00:40")
    expect(page.get_by_role("alert").filter(has_text="locks itself in one minute")).to_be_visible()
    page.get_by_role("button", name="Keep it open").click()
    expect(page.locator("#soon")).to_be_hidden()
    page.clock.run_for("08:30")
    is_open(page)
    page.clock.run_for("01:40")
    is_locked(page)


def test_a_half_written_answer_outlives_the_lock_but_only_sealed(show):
    opened = show(SMALL_FILE)
    page = opened.unlock(PASSPHRASE)
    page.get_by_role("radio", name="Where we differ").first.check()
    page.get_by_label("How do you see it?").fill("Half a canary")
    page.get_by_label("Your name").fill("Amina Canary")
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("status").first).to_contain_text("Your answer is kept here, sealed")
    assert "anary" not in page.content()
    opened.unlock("another one")
    expect(page.get_by_role("alert").first).to_contain_text("does not open")
    opened.unlock(PASSPHRASE)
    expect(page.get_by_label("How do you see it?")).to_have_value("Half a canary")
    expect(page.get_by_label("Your name")).to_have_value("Amina Canary")
    expect(page.get_by_role("radio", name="Where we differ").first).to_be_checked()


def test_leaving_the_page_locks_it(show):
    page = show(SMALL_FILE).unlock(PASSPHRASE)
    is_open(page)
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    is_locked(page)


def test_the_stamp_of_these_tests_is_the_one_they_name():
    assert (STAMP.version, str(STAMP.on), str(STAMP.review_by)) == (7, "2026-11-21", "2027-05-21")
