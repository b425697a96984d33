"""The lexical arm: BM25 scores of every stem in every passage, worked out when it is built.

Scores and files are bm25s's, see ``inversion``. A question only adds columns up, which numpy does as well: bm25s and
scipy behind it would take a third of a second to import.
"""

from __future__ import annotations

import io
import json
import mmap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hubbot.columns import evenly_spaced

LEXICAL_PREFIX = "lexical-"
STEMS_SAMPLED = 1024  # of which eight kilobytes each stay in memory
MOST_LOOKED_AT = 50_000  # scores read to find candidates in a large index: half a millisecond

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LexicalArm:
    """Scores as a sparse matrix by columns: those of stem i lie from ``starts[i]`` to ``starts[i + 1]``.

    ``rows`` says whose they are, both of shape (scores,); ``vocabulary`` numbers the stems.
    """

    vocabulary: Mapping[str, int]
    starts: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    weights: Scores
    count: int
    parameters: bytes

    def scores(self, stems: Sequence[str]) -> Scores:
        """Return the BM25 score of every passage for ``stems``, shape (count,); unknown stems add nothing."""
        scores = np.zeros(self.count, dtype=np.float32)
        for part in self._columns(stems):
            scores[self.rows[part]] += self.weights[part]  # a passage stands in a column once
        return scores

    @cached_property
    def sample_scores(self) -> Callable[[int, int], Scores]:
        """The scores in a column, given by its bounds, of the passages that stand for all, see ``evenly_spaced``.

        Questions share their commonest words, whose columns are the longest: they are looked through once.
        """
        return lru_cache(STEMS_SAMPLED)(self._sample_scores)

    def _sample_scores(self, start: int, stop: int) -> Scores:
        rows = evenly_spaced(self.count)
        scores = np.zeros(len(rows), dtype=np.float32)
        self.add(slice(start, stop), rows.astype(self.rows.dtype), scores)
        return scores

    def add(self, part: slice, rows: npt.NDArray[np.int32], scores: Scores) -> None:
        """Add the scores in a column of some rows, ascending, to ``scores``, shape (len(rows),)."""
        column = self.rows[part]
        places = np.minimum(np.searchsorted(column, rows), len(column) - 1)
        here = column[places] == rows
        scores[here] += self.weights[part][places[here]]

    @cached_property
    def spare(self) -> list[Scores]:
        """Arrays of shape (count,), all zero, that questions have given back; one for each that was asked at once."""
        return []

    def zeros(self) -> Scores:
        """Return an array of shape (count,), all zero."""
        try:
            return self.spare.pop()
        except IndexError:
            return np.zeros(self.count, dtype=np.float32)

    def looked_up(self, stems: Sequence[str]) -> Wanted:
        """Return what a question wants of this arm: its stems are looked up once, whatever is asked of them then."""
        return Wanted(self, self._columns(stems))

    def holding(self, stem: str) -> npt.NDArray[np.int32]:
        """Return the rows of the passages that hold a stem, ascending."""
        return next((self.rows[part] for part in self._columns([stem])), np.zeros(0, dtype=np.int32))

    def _columns(self, stems: Sequence[str]) -> list[slice]:
        """Return where the scores of each known stem lie."""
        numbers = [self.vocabulary.get(stem) for stem in stems]
        known = [number for number in numbers if number is not None]
        parts = [slice(int(self.starts[number]), int(self.starts[number + 1])) for number in known]
        return [part for part in parts if part.stop > part.start]

    def dump(self) -> dict[str, bytes]:
        """Return the files of this arm, byte for byte as bm25s writes them."""
        arrays = {"data": self.weights, "indices": self.rows, "indptr": self.starts}
        words = json.dumps(dict(self.vocabulary), ensure_ascii=False, separators=(",", ":"))
        return {f"{LEXICAL_PREFIX}{name}.csc.index.npy": _npy(array) for name, array in arrays.items()} | {
            f"{LEXICAL_PREFIX}params.index.json": self.parameters,
            f"{LEXICAL_PREFIX}vocab.index.json": words.encode("utf-8"),
        }


class Wanted:
    """The columns of a question's stems: which passages are near, and the scores of some. For one thread.

    Used in a ``with``, it gives back what it borrowed: an array as long as the corpus costs half a millisecond to make.
    """

    def __init__(self, arm: LexicalArm, columns: Sequence[slice]) -> None:
        self._arm = arm
        self._columns = sorted(columns, key=lambda part: part.stop - part.start)
        self._counted = 0  # columns, from the first, whose scores are added up
        self._added: Scores | None = None  # of all passages, shape (count,)
        self._touched: list[npt.NDArray[np.int64]] = []  # the rows of each column in it

    def __enter__(self) -> Wanted:
        return self

    def __exit__(self, *_: object) -> None:
        if self._added is not None:
            for rows in self._touched:
                self._added[rows] = 0.0
            self._arm.spare.append(self._added)
        self._added, self._counted, self._touched = None, 0, []

    def near(self, count: int) -> npt.NDArray[np.int64]:
        """Return about ``count`` of the rows with the highest scores, in no order.

        Candidates come from the rarest stems: one that stands in a great part of all passages chooses nothing.
        """
        self.__exit__()
        scores = self._added = self._arm.zeros()
        looked = 0
        touched = self._touched
        for part in self._columns:
            looked += part.stop - part.start
            if touched and looked > MOST_LOOKED_AT:
                break
            rows = self._arm.rows[part].astype(np.int64)  # once: numpy would do it at each of four uses
            weights = self._arm.weights[part]
            scores[rows] = scores.take(rows) + weights if touched else weights
            touched.append(rows)
        self._counted = len(touched)
        if not touched:
            return np.zeros(0, dtype=np.int64)
        found = np.concatenate(touched)
        # A row stands here once for each of its stems, so that many are kept.
        found = found[_best(scores.take(found), count * len(touched))]
        rows_found = once_each(found)
        return rows_found[_best(scores.take(rows_found), count)]

    def scores_of(self, rows: npt.NDArray[np.int64]) -> Scores:
        """Return the BM25 score of some passages, rows in ascending order, shape (len(rows),)."""
        scores = self._begun(rows)
        narrow = rows.astype(self._arm.rows.dtype)  # another width would copy every column
        for part in self._columns[self._counted :]:
            self._arm.add(part, narrow, scores)
        return scores

    def sample_scores(self) -> Scores:
        """Return the BM25 score of the passages that stand for all, see ``evenly_spaced``."""
        scores = self._begun(evenly_spaced(self._arm.count))
        for part in self._columns[self._counted :]:
            scores += self._arm.sample_scores(part.start, part.stop)
        return scores

    def _begun(self, rows: npt.NDArray[np.int64]) -> Scores:
        """Return what is added up already of some rows."""
        return np.zeros(len(rows), dtype=np.float32) if self._added is None else self._added[rows]


def _best(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Return the places of the ``count`` highest scores, in no order; of equal ones at the end the first.

    Of fifty thousand in a quarter of the time that ``np.argpartition`` takes.
    """
    if len(scores) <= count:
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    above = np.flatnonzero(scores > least)
    return np.concatenate([above, np.flatnonzero(scores == least)[: count - len(above)]])


def once_each(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return rows ascending, each once: of some thousands in a thirtieth of the time that ``np.unique`` takes."""
    ordered = np.sort(rows)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def load_lexical(contents: Mapping[str, bytes], folder: Path | None = None) -> LexicalArm:
    """Return the arm in ``contents``, file name to bytes; arrays that are not there are mapped from ``folder``.

    Raises KeyError or ValueError for what is none.
    """
    weights, rows, starts = (
        _array(contents, folder, f"{LEXICAL_PREFIX}{name}.csc.index.npy")
        for name in ("data", "indices", "indptr")
    )
    parameters = _bytes(contents, folder, f"{LEXICAL_PREFIX}params.index.json")
    vocabulary = _vocabulary(contents, folder, f"{LEXICAL_PREFIX}vocab.index.json")
    count = int(json.loads(parameters)["num_docs"])
    if len(starts) < len(vocabulary) + 1 or len(rows) != len(weights) or starts[-1] != len(rows):
        raise ValueError("the lexical arm does not fit together")
    return LexicalArm(vocabulary, starts, rows, weights.astype(np.float32, copy=False), count, parameters)


def _vocabulary(contents: Mapping[str, bytes], folder: Path | None, name: str) -> Mapping[str, int]:
    if name not in contents and folder is not None:
        words = SortedWords(folder / name)
        if words.is_plain:
            return words
    found: dict[str, int] = json.loads(_bytes(contents, folder, name))
    return found


class SortedWords(Mapping[str, int]):
    """A vocabulary in the JSON that it was written to, mapped: words stand in order, so one is found by halving.

    A million words read whole take a second and 130 MB. ``is_plain`` says whether it can be used: no word is escaped.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.is_plain = self._content.find(b"\\") < 0

    def __getitem__(self, word: str) -> int:
        wanted = word.encode("utf-8", "surrogatepass")  # keeps the order of characters
        low, high = 1, len(self._content)  # between them begins the word's entry, if there is one
        while low < high:
            comma = self._content.rfind(b',"', low, (low + high) // 2)
            start = low if comma < 0 else comma + 1
            colon = self._content.find(b'":', start)
            found = self._content[start + 1 : colon]
            if found == wanted:
                return self._number(colon)
            if found > wanted:
                high = start
            else:
                after = self._content.find(b',"', colon)
                low = high if after < 0 else after + 1
        raise KeyError(word)

    def _number(self, colon: int) -> int:
        return int(self._content[colon + 2 : colon + 22].split(b",")[0].split(b"}")[0])

    def __len__(self) -> int:
        return self._number(self._content.rfind(b'":')) + 1  # they are numbered in order

    def __iter__(self) -> Iterator[str]:
        return iter(json.loads(self._content[:]))


def _bytes(contents: Mapping[str, bytes], folder: Path | None, name: str) -> bytes:
    return contents[name] if name in contents or folder is None else (folder / name).read_bytes()


def _array(contents: Mapping[str, bytes], folder: Path | None, name: str) -> npt.NDArray[Any]:
    if name in contents or folder is None:
        return np.asarray(np.load(io.BytesIO(contents[name]), allow_pickle=False))
    return np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False))


def _npy(array: npt.NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()
