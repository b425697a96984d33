"""What a question means beside the words it uses: by its vector, against labels of fact lines and known questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from hubbot.answering.exemplars import (
    CERTAIN_COSINE,
    LEAST_COSINE,
    SPOKEN_TO_COSINE,
    is_spoken_to,
    known_vectors,
    likest_topic,
    may_be_about,
)
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.meaning import own_words
from hubbot.answering.query import Query
from hubbot.settings import MULTILINGUAL
from hubbot.types import Encoder, Vectors

# Of fact lines whose labels are compared by meaning: more would make the first question wait.
MOST_GROUPS = 64


class Likeness:
    """Compares questions by their vectors; what they are compared with is encoded once an index."""

    def __init__(self, encoders: Sequence[Encoder], knowledge: Knowledge) -> None:
        self._encoders = tuple(encoders)
        self._groups = knowledge.groups

    def to_labels(self, query: Query) -> list[float] | None:
        """Return how alike the question's own words and those of each group of fact lines are, as cosines."""
        words = own_words(query)
        if query.foreign or not words or not self._encoders or len(self._groups) > MOST_GROUPS:
            return None
        return list(self._labels @ self._encoders[0].encode_queries([words])[0])

    def to_counts(self, query: Query) -> list[float] | None:
        """Return the cosines of the question's own words and "How many ...?" of each group, in any language."""
        words = own_words(query)
        if not words or self._multilingual is None or len(self._groups) > MOST_GROUPS:
            return None
        return list(self._counts @ self._multilingual.encode_queries([words])[0])

    def topic(self, query: Query, *, sure: bool) -> str | None:
        """Return the topic of a question about hubbot or the whole article, or None.

        None too where the question names something of the corpus, or leans on an earlier one. ``sure`` asks for more
        likeness: the article has an answer, if a doubtful one.
        """
        if self._multilingual is None or query.mentions or not may_be_about(query.text):
            return None
        topic, cosine = likest_topic(self._known, self._multilingual.encode_queries([query.text])[0])
        if topic == "abilities" and is_spoken_to(query.text):
            return topic if cosine >= SPOKEN_TO_COSINE else None
        return topic if cosine >= (CERTAIN_COSINE if sure else LEAST_COSINE) else None

    @cached_property
    def _multilingual(self) -> Encoder | None:
        return next((encoder for encoder in self._encoders if encoder.name in MULTILINGUAL), None)

    @cached_property
    def _known(self) -> Vectors:
        assert self._multilingual is not None
        return known_vectors(self._multilingual)

    @cached_property
    def _labels(self) -> Vectors:
        return self._encoders[0].encode_passages([group.subject for group in self._groups])

    @cached_property
    def _counts(self) -> Vectors:
        assert self._multilingual is not None
        return self._multilingual.encode_queries([f"How many {group.subject}?" for group in self._groups])
