"""Which files of a folder are documents."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from hubbot.errors import CorpusError
from hubbot.sources.formats import SUFFIXES

_SKIPPED_NAMES = frozenset({"readme.md", "readme.txt"})


def walk(folder: Path) -> Iterator[Path]:
    """Yield the corpus files below ``folder`` in order. A folder that links lead to again and again is read once."""
    yield from _walk(folder, set())


def _walk(folder: Path, seen: set[Path]) -> Iterator[Path]:
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise CorpusError(
            f"{folder}: cannot be read ({error.strerror}); see who may with `ls -ld {folder}`"
        ) from error
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path, seen)
        elif is_corpus_file(path):
            yield path


def is_corpus_file(path: Path) -> bool:
    """Say whether a file in a folder is taken for a document, by its name."""
    return (
        path.is_file() and path.suffix.casefold() in SUFFIXES and path.name.casefold() not in _SKIPPED_NAMES
    )
