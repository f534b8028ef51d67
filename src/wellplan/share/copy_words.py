# SPDX-License-Identifier: Apache-2.0
"""Every sentence of a sealed copy's page. The person's own words are sealed, and are not here.

What stands on the locked page must say nothing of what is inside, nor of whom.
"""

from typing import Any

from wellplan.i18n import _
from wellplan.plan.dates import months
from wellplan.plan.templates import stage_titles


def page_words() -> dict[str, str]:
    """What the page says before its script runs, by its name in `resources/copy/page.html`."""
    return {
        "title": _("A sealed copy"),
        "lead": _("Someone chose these pages for you, and sealed them."),
        "need": _("To read them, you need the passphrase. The person will tell you what it is."),
        "passphrase": _("Passphrase"),
        "hint": _("It is often six words, with a space between each."),
        "show": _("Show"),
        "open": _("Open"),
        "private": _("Nothing you type here leaves this computer. No internet is needed."),
        "lost": _("Lost the passphrase? Ask the person who gave you this file."),
        "old": _("This browser is too old to open the copy, or its scripts are turned off."),
        "old_next": _("Please try a newer browser, or another computer."),
        "shared": _("Lock the page before you walk away."),
        "print": _("Print"),
        "lock": _("Lock"),
        "stay": _("Keep it open"),
        "soon": _("Are you still there? This page locks itself in one minute."),
    }


def script_words() -> dict[str, object]:
    """What the script says, by the names it uses. `{…}` is filled in by the page."""
    return {
        "stages": dict(stage_titles()),
        "months": list(months()),
        "day": _("{day} {month} {year}"),
        "locked_title": _("A sealed copy"),
        **_opening_words(),
        **_reading_words(),
        **answer_words(),
    }


def _opening_words() -> dict[str, str]:
    return {
        "show": _("Show"),
        "hide": _("Hide"),
        "caps": _("The Caps Lock key is on."),
        "working": _("Opening it. This can take a few seconds."),
        "empty": _("Please type the passphrase first."),
        "wrong": _("That passphrase does not open this copy. Check each word, and try again."),
        "damaged": _("This file is damaged. A part of it was lost or changed. Please ask for a new one."),
        "http": _("This page has to be opened from your own computer. Save it there, then open it."),
        "old": _("This browser is too old to open the copy. Please try a newer one."),
        "locked": _("This copy is locked again."),
        "kept": _("Your answer is kept here, sealed, until you close this page."),
    }


def _reading_words() -> dict[str, str]:
    return {
        "untitled": _("Some pages of my plan"),
        "from_for": _("From {name}, for {whom}"),
        "from": _("From {name}"),
        "for": _("For {whom}"),
        "version": _("Version {number} · {day}"),
        "review": _("Look again by {day}"),
        "past": _("This copy was to be looked at again by {day}. Please ask for a newer one."),
        "lead_named": _(
            "{name} chose these pages for you. Please treat them as you would a letter. "
            "To check that this is the newest copy, ask {name}."
        ),
        "lead": _("These pages were chosen for you. Please treat them as you would a letter."),
        "contents": _("On this page"),
        "own_words": _("In my own words"),
        "people": _("People"),
        "barred": _("Please do not involve"),
        "someone": _("Someone I trust"),
        "unnamed": _("Someone I have not named"),
        "please_do": _("Please do:"),
        "please_dont": _("Please don’t:"),
        "written": _("How this was written"),
        "helper": _("{helper} helped me write this."),
        "written_on": _("I wrote it on {day}."),
        "well": _("I was well at the time."),
        "wishes": _("This records my wishes. It does not replace legal advice."),
        "nothing": _("There is nothing written on these pages yet."),
        "page_of": _("Page {page} of {pages}"),
    }


def answer_words() -> dict[str, Any]:
    """What is said where someone answers: on the page of a copy, and in WellPlan itself."""
    return {
        "kinds": {
            "agreed": _("Agreed"),
            "differ": _("Where we differ"),
            "suggestion": _("A suggestion"),
        },
        "answer_to": _("Your answer to {name}"),
        "answer": _("Your answer"),
        "your_words": {
            "agreed": _("Anything to add? You can leave this empty."),
            "differ": _("How do you see it?"),
            "suggestion": _("What do you suggest?"),
        },
        "take_away": _("Take this answer away"),
        "reply_title": _("Send an answer back"),
        "reply_lead": _(
            "If you like, answer under any part above. Then save your answer here, and send the file back."
        ),
        "reply_private": _("Your answer is sealed. Only the person who gave you this copy can read it."),
        "your_name": _("Your name"),
        "your_role": _("Your role, such as key worker or sister"),
        "save_for": _("Save my answer for {name}"),
        "save": _("Save my answer"),
        "no_answer": _("Choose an answer under one of the parts first."),
        "no_name": _("Please type your name, so it is clear who answers."),
        "no_words": _("Please write a few words for “{part}”."),
        "too_long": _("This answer is too long to save. Please make it shorter."),
        "saved": _("Saved as {file}. It is with your downloads. Please send it back."),
        "not_saved": _("This browser could not save the answer. Please try another one."),
        "file_says": _("This is a sealed answer. Open it in WellPlan. It cannot be read in any other way."),
    }
