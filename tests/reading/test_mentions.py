"""Names that were read for one window are those that a fresh look at another window finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hubbot.reading.lexicon import lexicon
from hubbot.reading.mentions import Mentions
from hubbot.reading.names import names_in
from hubbot.types import Span

PIECES = [
    "Ana", "Ana Prado", "Dr. Lee", "U.S.", "J. K. Rowling", "@ana.lee", "van der Berg", "O’Neil", "O’Neil’s", "But", "Yes",
    "the", "of Acme University", "é\u0301", "É\u0301va", "-", "–", "’", "'", ".", " ", " ", " ", "  ", "\n", "\n\n", "\u00a0", ",", "“", "”",
    "@", "x", "(", ")", "!", "Jean-Luc", "7", "_", "…", "—", "*",
]  # fmt: skip


@given(st.data())
def test_windows_have_the_names_that_a_fresh_look_finds(data):
    text = "".join(data.draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60)))
    lex = lexicon("en")
    mentions = Mentions(text, lex)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        window = Span(start, data.draw(st.integers(start, len(text))))
        assert list(mentions.inside(window)) == list(names_in(text, window, lex))


def test_ten_thousand_pronouns_read_each_name_once(monkeypatch):
    read = []

    def counted(text, span, lex):
        read.append(len(span))
        return names_in(text, span, lex)

    monkeypatch.setattr("hubbot.reading.mentions.names_in", counted)
    text = "“Yes,” he said.\n\n" * 10_000
    mentions = Mentions(text, lexicon("en"))
    for at in range(1500, len(text), 17):
        mentions.inside(Span(at - 1500, at))
    assert sum(read) < 3 * len(text)
