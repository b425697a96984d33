"""Sentence boundaries with character offsets, shared by preparation and measuring."""

from __future__ import annotations

from sentencex import get_sentence_boundaries


def split_sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Return trimmed half-open character ranges of the sentences of ``text``."""
    spans: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries(language, text):
        start, end = int(boundary["start_index"]), int(boundary["end_index"])
        piece = text[start:end]
        if piece != boundary["text"]:
            raise ValueError(f"sentence offsets are not characters at {start}: {piece!r}")
        lead = len(piece) - len(piece.lstrip())
        trimmed = piece.strip()
        if trimmed:
            spans.append((start + lead, start + lead + len(trimmed)))
    return spans
