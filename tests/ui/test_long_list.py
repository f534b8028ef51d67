# SPDX-License-Identifier: Apache-2.0
"""A long list of wrapping words: nothing is cut, nothing overlaps, and other words find their room."""

from itertools import pairwise

from pytestqt.qtbot import QtBot

from ui.screens import clipped, dress
from wellplan.ui.long_list import LongList
from wellplan.ui.words import Words


def test_nothing_is_cut_and_nothing_overlaps_at_any_width(qtbot: QtBot) -> None:
    dress()
    listed = LongList()
    qtbot.addWidget(listed)
    for number in range(40):
        listed.add(Words("some words that wrap " * (number % 5 + 1)), above=number % 2 * 12)
    for width in (220, 700):
        listed.resize(width, listed.heightForWidth(width))
        listed.show()
        qtbot.waitUntil(lambda: clipped(listed) == [])
        places = [part.geometry() for part in listed.findChildren(Words)]
        assert all(above.bottom() < below.top() for above, below in pairwise(places))
        assert places[-1].bottom() < listed.height()
    assert listed.heightForWidth(220) > listed.heightForWidth(700)


def test_other_words_find_their_room(qtbot: QtBot) -> None:
    dress()
    listed = LongList()
    qtbot.addWidget(listed)
    assert listed.heightForWidth(300) == 0
    words = Words("short")
    listed.add(words)
    listed.add(Words("the one below"))
    listed.resize(300, 400)
    listed.show()
    before = words.height()
    words.setText("longer " * 40)
    words.updateGeometry()
    qtbot.waitUntil(lambda: words.height() > before and clipped(listed) == [])
