"""What every peer can do, and the texts that it is given. Runs in each peer's interpreter: standard library alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Corpus:
    """One text and its sentences: ``text[start:end]`` for each of ``spans``; row i is sentence i."""

    title: str
    text: str
    spans: Sequence[tuple[int, int]]

    @property
    def sentences(self) -> list[str]:
        """What a peer indexes, in row order."""
        return [self.text[start:end] for start, end in self.spans]

    @classmethod
    def read(cls, fields: dict[str, Any]) -> Corpus:
        """Return the corpus in a JSON object."""
        return cls(fields["title"], fields["text"], [(start, end) for start, end in fields["spans"]])


class Peer(Protocol):
    """One way to find the sentence that answers a question; ``model`` is the folder of the one embedding model."""

    def __init__(self, model: str) -> None: ...

    def build(self, corpus: Corpus, folder: Path) -> None:
        """Index the sentences and keep the index in an empty folder."""
        ...

    def load(self, folder: Path) -> None:
        """Open what ``build`` kept, in another process."""
        ...

    def search(self, question: str) -> int | None:
        """Return the row of the sentence that is shown first; None where nothing is found."""
        ...


def keep(folder: Path, value: Any) -> None:
    """Write what a peer has to know of its rows beside its index."""
    (folder / "rows.json").write_text(json.dumps(value), "utf-8")


def kept(folder: Path) -> Any:
    """Return what ``keep`` wrote."""
    return json.loads((folder / "rows.json").read_text("utf-8"))
