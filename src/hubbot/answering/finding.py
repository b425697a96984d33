"""What a strategy found: an answer with its proof, or the reason for silence."""

from __future__ import annotations

from dataclasses import dataclass

from hubbot.contract import Citation, Table


@dataclass(frozen=True, slots=True)
class Finding:
    """What a strategy found: the short answer and its proof, or the reason why there is none.

    ``certainty`` is the probability that this answers the question, in 0..1.
    """

    answer: str | None
    citations: tuple[Citation, ...] = ()
    certainty: float = 0.0
    reason: str | None = None
    notes: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def silent(self) -> bool:
        """Whether nothing may be shown as an answer."""
        return self.reason is not None


# A computed comparison is as sure as the reading of the question; measured on the development questions.
COMPUTED_CERTAINTY = 0.95


SILENT_CERTAINTY = 0.05
