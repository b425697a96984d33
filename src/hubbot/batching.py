"""Questions of concurrent readers encoded together: those that arrive while a pass runs share the next one.

A lone reader waits for nobody: where no pass runs, a question is one. No thread stands by either: the caller whose
turn it is encodes for all who wait, and hands on to the first of those who came meanwhile (continuous batching, as in
Yu et al. 2022, "Orca: A Distributed Serving System for Transformer-Based Generative Models", here of passes of one
step). The scorer's passes are not shared: in eight bits its scores move with what is read together (docs/scorer.md).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from hubbot.settings import Settings
from hubbot.types import Encoder, Vectors


class _Call:
    """What one caller wants encoded; his turn comes when it was, or when he is to encode."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.turn = threading.Event()
        self.vectors: Vectors | None = None
        self.error: Exception | None = None

    @property
    def done(self) -> bool:
        return self.vectors is not None or self.error is not None


class BatchedEncoder:
    """An encoder one of whose passes runs at a time, for up to ``most`` texts of all who wait; safe between threads.

    ``window`` seconds are waited before each pass for others to come. A text that cannot be encoded fails for its
    caller alone.
    """

    def __init__(self, encoder: Encoder, most: int, window: float = 0.0) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self._encoder, self._most, self._window = encoder, most, window
        self._lock = threading.Lock()
        self._line: list[_Call] = []
        self._leader: _Call | None = None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32; raises what the encoder raises."""
        call = _Call(texts)
        try:
            with self._lock:
                self._line.append(call)
                if self._leader is None:
                    self._appoint()
            call.turn.wait()
            if not call.done:
                self._lead()
        finally:  # interrupted or not, the others go on
            with self._lock:
                if call in self._line:
                    self._line.remove(call)
                if self._leader is call:
                    self._appoint()
        if call.error is not None:
            raise call.error
        assert call.vectors is not None
        return call.vectors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension), float32; not shared."""
        return self._encoder.encode_passages(texts)

    @property
    def waiting(self) -> int:
        """Callers whose texts are not being encoded yet."""
        return len(self._line)

    def _appoint(self) -> None:
        """Let the first in line encode, under the lock."""
        self._leader = self._line[0] if self._line else None
        if self._leader is not None:
            self._leader.turn.set()

    def _lead(self) -> None:
        """Encode for the first in line, whose thread this is, and for those behind him that fit in."""
        if self._window:
            time.sleep(self._window)
        with self._lock:
            batch = [self._line.pop(0)]
            room = self._most - len(batch[0].texts)
            while self._line and len(self._line[0].texts) <= room:
                batch.append(self._line.pop(0))
                room -= len(batch[-1].texts)
        try:
            self._encode(batch)
        finally:
            with self._lock:
                self._line[:0] = [call for call in batch if not call.done]  # this thread is interrupted
            for call in batch:
                if call.done:
                    call.turn.set()

    def _encode(self, batch: Sequence[_Call]) -> None:
        if len(batch) > 1:
            try:
                vectors = self._encoder.encode_queries([text for call in batch for text in call.texts])
            except Exception:  # one of them: each is tried by itself
                pass
            else:
                start = 0
                for call in batch:
                    call.vectors = vectors[start : start + len(call.texts)]
                    start += len(call.texts)
                return
        for call in batch:
            try:
                call.vectors = self._encoder.encode_queries(call.texts)
            except Exception as error:  # whatever the model raises belongs to the caller
                call.error = error


def batched(encoders: Sequence[Encoder], settings: Settings) -> tuple[Encoder, ...]:
    """Return the encoders, questions to each of which are encoded together; as they are where settings say so."""
    most, window = settings.batch_questions, settings.batch_window_ms / 1000
    return tuple(
        encoder if most < 2 or isinstance(encoder, BatchedEncoder) else BatchedEncoder(encoder, most, window)
        for encoder in encoders
    )
