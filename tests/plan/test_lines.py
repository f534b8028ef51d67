# SPDX-License-Identifier: Apache-2.0
"""Crisis lines against a second list, typed by hand from the research and not copied from the data.

A council's page once printed Samaritans with two digits the wrong way round. One reading is not enough.
"""

from datetime import date, timedelta

import pytest

from wellplan.plan import lines
from wellplan.plan.lines import Line

# country, name -> call, text to, word to text, relay
BY_HAND = {
    ("GB", "Emergency services"): ("999", "", "", ""),
    ("GB", "Samaritans"): ("116 123", "", "", ""),
    ("GB", "NHS 111, then press 2", "England"): ("111", "", "", "18001 111"),
    ("GB", "NHS 111, then press 2", "Wales"): ("111", "", "", ""),
    ("GB", "Shout"): ("", "85258", "SHOUT", ""),
    ("GB", "Papyrus HOPELINE247"): ("0800 068 4141", "", "", ""),
    ("GB", "CALM"): ("0800 58 58 58", "", "", ""),
    ("GB", "Lifeline", "Northern Ireland"): ("0808 808 8000", "", "", "18001 0808 808 8000"),
    ("GB", "Breathing Space", "Scotland"): ("0800 83 85 87", "", "", ""),
    ("GB", "Childline"): ("0800 1111", "", "", ""),
    ("IE", "Samaritans"): ("116 123", "", "", ""),
    ("IE", "Text line"): ("", "50808", "HELLO", ""),
    ("IE", "Pieta"): ("1800 247 247", "51444", "HELP", ""),
    ("IE", "HSE Your Mental Health"): ("1800 111 888", "", "", ""),
    ("US", "Emergency services"): ("911", "", "", ""),
    ("US", "988 Lifeline"): ("988", "988", "", ""),
    ("US", "Crisis Text Line"): ("", "741741", "HOME", ""),
    ("CA", "Emergency services"): ("911", "", "", ""),
    ("CA", "9-8-8"): ("9-8-8", "988", "", ""),
    ("AU", "Emergency services"): ("000", "", "", ""),
    ("AU", "Lifeline"): ("13 11 14", "0477 13 11 14", "", ""),
    ("NZ", "Emergency services"): ("111", "", "", ""),
    ("NZ", "1737"): ("1737", "1737", "", ""),
    ("NZ", "Suicide Crisis Helpline"): ("0508 828 865", "", "", ""),
    ("NZ", "Lifeline"): ("0800 543 354", "4357", "", ""),
    ("ZZ", "The emergency number where you are"): ("", "", "", ""),
}
# Numbers nobody has checked, and a slip seen on a real page: none of these may ship.
NOT_CHECKED = (
    "88247 81066 0800132737 1300659467 139276 1300224636 116213 112 0300123393".split()  # noqa: SIM905
)
ALL = [(country.code, line) for country in lines.countries() for line in lines.lines_for(country.code)]


def test_every_number_against_the_second_list() -> None:
    found = {
        (code, line.name, *line.nations): (line.call, line.text_to, line.text_word, line.relay)
        for code, line in ALL
    }
    assert found == BY_HAND


def test_nothing_unchecked_is_shipped() -> None:
    for _code, line in ALL:
        for number in (line.call, line.text_to, line.relay):
            assert number.replace(" ", "").replace("-", "") not in NOT_CHECKED


@pytest.mark.parametrize(("code", "line"), ALL, ids=lambda value: getattr(value, "name", value))
def test_every_line_is_whole_and_dated(code: str, line: Line) -> None:
    assert line.name and line.for_whom and line.source
    assert line.sure in ("A", "B")
    assert date(2017, 1, 1) <= date.fromisoformat(line.checked_on) <= date(2026, 11, 22)
    assert line.call or line.text_to or code == lines.ELSEWHERE
    assert line.call.isascii() and line.text_to.isascii()
    assert bool(line.text_word) <= bool(line.text_to)


def test_countries() -> None:
    assert [country.code for country in lines.countries()] == ["GB", "IE", "US", "CA", "AU", "NZ", "ZZ"]
    assert lines.countries()[0].name == "United Kingdom"
    assert lines.lines_for("gb") == lines.lines_for("GB")
    assert lines.lines_for("FR") == lines.lines_for("ZZ")


def test_an_emergency_number_comes_first() -> None:
    for country in lines.countries():
        flags = [line.emergency for line in lines.lines_for(country.code)]
        assert flags == sorted(flags, reverse=True)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en-GB", "GB"),
        ("cy", "GB"),
        ("en_IE", "IE"),
        ("ar", "GB"),
        ("", "GB"),
        ("pa-Guru-GB", "GB"),
        ("en-us", "US"),
        ("fr-FR", "ZZ"),
        ("en-AU.UTF-8", "GB"),
        ("zh-Hant-TW", "ZZ"),
    ],
)
def test_default_country(tag: str, code: str) -> None:
    assert lines.default_country(tag) == code


def test_a_check_lasts_a_year() -> None:
    line = Line("Samaritans", "Anyone", checked_on="2026-01-01")
    assert not lines.is_past_check(line, date(2026, 1, 1) + timedelta(days=365))
    assert lines.is_past_check(line, date(2026, 1, 1) + timedelta(days=366))


@pytest.mark.parametrize(
    ("code", "talk", "text", "emergency"),
    [
        ("GB", "116 123", "85258", "999"),
        ("US", "988", "741741", "911"),  # 988 takes texts too: two lines are more help than one
        ("CA", "9-8-8", "988", "911"),  # the one line takes both
        ("ZZ", "", "", ""),
    ],
)
def test_the_first_lines_are_one_of_each_kind(code: str, talk: str, text: str, emergency: str) -> None:
    first = lines.first_lines(lines.lines_for(code))
    assert (first.talk.call if first.talk else "") == talk
    assert (first.text.text_to if first.text else "") == text
    assert (first.emergency.call if first.emergency else "") == emergency
