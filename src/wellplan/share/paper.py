# SPDX-License-Identifier: Apache-2.0
"""Sheets of paper and sizes of text on them: what there is, and what a country's printers hold."""

from typing import Literal

Paper = Literal["a4", "letter"]

SIZES = (12, 14, 16, 18, 20, 24)
"""Points. 12 is the least that is easy to read; large print is 16 and up. Any whole number between works."""
LETTER_COUNTRIES = ("US", "CA")
"""ISO 3166-1. Everywhere else that there are crisis lines for uses A4."""


def usual_paper(country: str) -> Paper:
    """The paper that printers hold in a country; A4 where nothing is known of it."""
    return "letter" if country in LETTER_COUNTRIES else "a4"
