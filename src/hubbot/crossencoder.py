"""Which scorer is meant: the packaged one, none, a folder made by training, or any CrossEncoder."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hubbot.bylanguage import ByLanguage
from hubbot.errors import EncoderUnavailableError
from hubbot.hub import is_local
from hubbot.scorer import MANIFEST, PairScorer, ReadBy, Reading, Scorer, join_context

logger = logging.getLogger(__name__)

BATCH = 32
HOME = "cross-encoder"  # whose models sentence-transformers knows by their bare name


class CrossEncoderScorer:
    """A CrossEncoder with one output, read as the probability that a passage answers. It names no words that answer."""

    reads = ReadBy.ENGLISH

    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        self.name = name
        self.digest = f"CrossEncoder {name}"

    def reader_of(self, languages: Collection[str]) -> PairScorer:
        """Return this one: what it was asked for by name reads everything that English is enough for."""
        return self

    def second(self) -> None:
        """Return None: there is no other."""

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Reading:
        """Score sentences, each with its context before it; ``contexts`` as in `Scorer.read`."""
        if contexts and len(contexts) != len(sentences):
            raise ValueError(f"{len(contexts)} contexts for {len(sentences)} sentences")
        if not sentences:
            return Reading(np.zeros(0, dtype=np.float32), ())
        pairs = [
            (question, join_context(context, sentence)[0])
            for context, sentence in zip(contexts or [""] * len(sentences), sentences, strict=True)
        ]
        logits = self._model.predict(
            pairs, batch_size=BATCH, show_progress_bar=False, activation_fn=_same, convert_to_numpy=True
        )
        probabilities = 1 / (1 + np.exp(-np.asarray(logits, dtype=np.float32)))
        return Reading(probabilities.astype(np.float32), (None,) * len(sentences))


def load_scorer(name: str = "default") -> PairScorer | None:
    """Return the scorer called ``name``.

    "default" is the packaged one and "none" none; a folder with a ``model.json`` was made by ``training/export.py``;
    anything else is a sentence-transformers CrossEncoder, by its folder or, where a model hub is reachable, its name.
    Raises EncoderUnavailableError where none of these can be loaded.
    """
    if name == "none":
        return None
    if name == "default":
        return ByLanguage()
    if (Path(name) / MANIFEST).is_file():
        return Scorer.load(Path(name))
    return _load_cross_encoder(name)


def _load_cross_encoder(name: str) -> PairScorer:
    try:
        local = is_local(name, HOME)
        from sentence_transformers import CrossEncoder  # takes seconds, so only where it is asked for

        model = CrossEncoder(name, device="cpu", local_files_only=local)
    except Exception as error:  # the library raises whatever its parts raise
        raise EncoderUnavailableError(
            f"the scorer {name!r} cannot be loaded ({_first_line(error)}): give default, none, a folder made by "
            "`python -m training.export`, or the folder or name of a sentence-transformers CrossEncoder"
        ) from error
    outputs = int(getattr(model.model.config, "num_labels", 1))
    if outputs != 1:
        raise EncoderUnavailableError(
            f"the scorer {name!r} has {outputs} outputs; give a CrossEncoder with one (a ranker)"
        )
    logger.warning("silence is calibrated for the packaged scorer, not for %s", name)
    return CrossEncoderScorer(model, name)


def _same(logits: Any) -> Any:
    """Return the logits as they are: the probability is made of them here."""
    return logits


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
