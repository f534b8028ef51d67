# SPDX-License-Identifier: Apache-2.0
"""The word list, made passphrases, and advice."""

import pytest

from wellplan.vault import passphrases


def test_the_list_has_7776_different_plain_words():
    words = passphrases.words()
    assert len(words) == len(set(words)) == 7776
    assert all(word.isascii() and word.replace("-", "").islower() for word in words)
    assert (words[0], words[-1]) == ("abacus", "zoom")


def test_six_words_by_default():
    made = passphrases.make_passphrase()
    assert len(made.split(" ")) == 6
    assert set(made.split(" ")) <= set(passphrases.words())
    assert made != passphrases.make_passphrase()
    assert len(passphrases.make_passphrase(4).split(" ")) == 4


@pytest.mark.parametrize(("passphrase", "score"), [("", 0), ("password", 0), ("x" * 10_000, 1)])
def test_weak_ones_get_a_gentle_hint(passphrase, score):
    told = passphrases.advice(passphrase)
    assert told.score <= score
    assert told.sentence


def test_made_ones_are_very_strong():
    told = passphrases.advice(passphrases.make_passphrase())
    assert told.score == 4
    assert told.sentence == "This is very strong."
