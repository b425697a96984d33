"""What a question means beside the words it uses: by its vector, against labels of fact lines and known questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from hubbot.answering.exemplars import (
    CERTAIN_COSINE,
    LEAST_COSINE,
    SPOKEN_TO_COSINE,
    is_spoken_to,
    known_vectors,
    likest_topic,
    may_be_about,
)
from hubbot.answering.glossary import Glossary, read_glossary
from hubbot.answering.knowledge import Knowledge
from hubbot.answering.meaning import may_mean, own_words
from hubbot.answering.query import Query, with_gloss
from hubbot.settings import MULTILINGUAL
from hubbot.types import Encoder, Vectors

# Of fact lines whose labels are compared by meaning: more would make the first question wait.
MOST_GROUPS = 64


class AllAtOnce:
    """An encoder that encodes everything a question has to be compared by in one call."""

    def __init__(
        self, encoder: Encoder, texts: Sequence[str], instead: Mapping[str, str] | None = None
    ) -> None:
        """Encode ``texts``, and for those that ``instead`` names what it gives for them."""
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self._encoder = encoder
        read = [(instead or {}).get(text, text) for text in texts]
        self._vectors = dict(zip(texts, encoder.encode_queries(read), strict=True))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (texts, dimensions); those of other texts are encoded now."""
        if all(text in self._vectors for text in texts):
            return np.stack([self._vectors[text] for text in texts])
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of passages, as the encoder itself does."""
        return self._encoder.encode_passages(texts)


class Likeness:
    """Compares questions by their vectors; what they are compared with is encoded once an index."""

    def __init__(self, encoders: Sequence[Encoder], knowledge: Knowledge) -> None:
        self._encoders = tuple(encoders)
        self._groups = knowledge.groups
        self._kept = knowledge.index.glossary

    def at_once(self, query: Query, knowledge: Knowledge) -> tuple[Query, tuple[AllAtOnce, ...]]:
        """Return the encoders with all that a question is compared by encoded, in one call each.

        The query comes back with its gloss where it has one, which then stands for it in encoders of one language.
        """
        words = own_words(query) if self._has_groups and may_mean(query, knowledge) else ""
        texts = list(dict.fromkeys([query.search_text, *([words] if words else [])]))
        glossary = self._glossary if query.foreign else None
        if glossary is None or self._multilingual is None or not glossary.reads(query.language):
            return query, tuple(AllAtOnce(encoder, texts) for encoder in self._encoders)
        wanted = glossary.wanted(query.text, query.language, query.mentions)
        multilingual = AllAtOnce(self._multilingual, list(dict.fromkeys([*texts, *wanted])))
        vectors = list(multilingual.encode_queries(wanted)) if wanted else []
        gloss = glossary.gloss(query.text, query.language, query.mentions, vectors)
        query = with_gloss(query, gloss)
        return query, tuple(
            multilingual
            if encoder is self._multilingual
            else AllAtOnce(encoder, texts, {query.search_text: query.corpus_text})
            for encoder in self._encoders
        )

    @property
    def _has_groups(self) -> bool:
        return 0 < len(self._groups) <= MOST_GROUPS

    def to_labels(self, query: Query, encoders: Sequence[Encoder]) -> list[float] | None:
        """Return how alike the question's own words and those of each group of fact lines are, as cosines."""
        words = own_words(query)
        if query.foreign or not words or not encoders or not self._has_groups:
            return None
        return list(self._labels @ encoders[0].encode_queries([words])[0])

    def to_counts(self, query: Query, encoders: Sequence[Encoder]) -> list[float] | None:
        """Return the cosines of the question's own words and "How many ...?" of each group, in any language."""
        words = own_words(query)
        multilingual = _multilingual_of(encoders)
        if not words or multilingual is None or not self._has_groups:
            return None
        return list(self._counts @ multilingual.encode_queries([words])[0])

    def topic(self, query: Query, encoders: Sequence[Encoder], *, sure: bool) -> str | None:
        """Return the topic of a question about hubbot or the whole article, or None.

        None too where the question names something, or leans on an earlier one. ``sure`` asks for more likeness: the
        article has an answer, if a doubtful one.
        """
        multilingual = _multilingual_of(encoders)
        # "Does the article mention ChatGPT?" is about the article, "are you ChatGPT?" about us.
        lacking = (query.missing or query.unknown) and not is_spoken_to(query.text)
        if multilingual is None or query.mentions or lacking or not may_be_about(query.text):
            return None
        topic, cosine = likest_topic(self._known, multilingual.encode_queries([query.search_text])[0])
        if topic == "abilities" and is_spoken_to(query.text):
            return topic if cosine >= SPOKEN_TO_COSINE else None
        return topic if cosine >= (CERTAIN_COSINE if sure else LEAST_COSINE) else None

    @cached_property
    def _glossary(self) -> Glossary | None:
        """The glossary of the index, None where it has none or another encoder made it."""
        if self._kept is None or self._multilingual is None:
            return None
        glossary = read_glossary(self._kept)
        return glossary if glossary.digest == self._multilingual.digest else None

    @cached_property
    def _multilingual(self) -> Encoder | None:
        return _multilingual_of(self._encoders)

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


def _multilingual_of(encoders: Sequence[Encoder]) -> Encoder | None:
    return next((encoder for encoder in encoders if encoder.name in MULTILINGUAL), None)
