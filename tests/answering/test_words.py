"""Ordinary English words, which are never corrected."""

from __future__ import annotations

import pytest

from hubbot.answering.words import is_ordinary


@pytest.mark.parametrize("word", ["teach", "teacher", "beach", "sailing", "quiet", "harbour", "who"])
def test_an_english_word_is_ordinary(word):
    assert is_ordinary(word)


@pytest.mark.parametrize(
    "word", ["workshps", "carpentr", "arequpia", "", "a", "3d", "##ing", "[cls]", "don't"]
)
def test_a_misspelling_a_letter_or_a_piece_is_not(word):
    assert not is_ordinary(word)
