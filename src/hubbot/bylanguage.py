"""Which packaged network reads: the English one, or the multilingual one where anything is in another language.

The second is loaded when it is first needed: who asks in English never waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from pathlib import Path

from hubbot.scorer import PACKAGED, PairScorer, ReadBy, Reading, Scorer

MULTILINGUAL = PACKAGED.with_name("scorer-multilingual")
ENGLISH = "en"


class ByLanguage:
    """The packaged scorers. By itself it reads as the English one does.

    Raises EncoderUnavailableError where files of the one that is needed are missing or changed.
    """

    reads = ReadBy.ENGLISH

    def __init__(self, english: Path = PACKAGED, multilingual: Path = MULTILINGUAL) -> None:
        self._english = Scorer.load(english)
        self._folder = multilingual
        self._multilingual: Scorer | None = None
        self._loading = threading.Lock()
        self.name = self._english.name
        self.digest = self._english.digest

    def reader_of(self, languages: Collection[str]) -> PairScorer:
        """Return the network that reads all these languages."""
        return self._english if set(languages) <= {ENGLISH} else self.second()

    def second(self) -> Scorer:
        """Return the multilingual network, which is also the larger one, to read English a second time."""
        with self._loading:
            if self._multilingual is None:
                self._multilingual = Scorer.load(self._folder)
        return self._multilingual

    def read(self, question: str, sentences: Sequence[str], contexts: Sequence[str] = ()) -> Reading:
        """Read as the English network."""
        return self._english.read(question, sentences, contexts)
