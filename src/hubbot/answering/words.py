"""Which words are ordinary English, so that "teach" is not taken for a misspelt "tech"."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


def is_ordinary(word: str) -> bool:
    """Say whether a normalised word is in the vocabulary that the packaged scorer was built on (BERT's, 23,000 words)."""
    return word in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    path = resources.files("hubbot").joinpath("models", "scorer", "tokenizer.json")
    pieces = json.loads(path.read_text("utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isalpha() and len(piece) > 1)
