"""The lexical arm is built: passages as stems to a column of BM25 scores a stem, a block in memory at a time.

Blocks of passages are inverted one by one and kept on the disk in the order of their stems, then merged (blocked
sort-based indexing, as in Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", section 4.2).
Scores and files are those of bm25s (method "lucene"), to the byte, which has all passages in memory to build them.
"""

from __future__ import annotations

import heapq
import json
import logging
import math
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from hubbot.arrays import ArrayFile, mapped
from hubbot.lexical import LEXICAL_PREFIX, LexicalArm, load_lexical

# BM25 constants: k1 and b as in Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework";
# b is lowered because passages are sentences, whose length says little about what they hold.
BM25_K1 = 1.2
BM25_B = 0.5

BLOCK = 1 << 19
"""Stems, counted as often as they stand, that are inverted together: thirty megabytes."""
BATCH = 1 << 17
"""Scores worked out together when blocks are merged."""
READ = 1 << 14  # bytes of a block's stems that are read at once

_POSTING = np.dtype([("row", "<i4"), ("times", "<i4")])
Postings = npt.NDArray[Any]


def build_lexical(passages: Iterable[Sequence[str]]) -> LexicalArm:
    """Return the arm of passages given as stems, in memory."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "arm"
        folder.mkdir()
        write_lexical(folder, passages, Path(work))
        return load_lexical({path.name: path.read_bytes() for path in folder.iterdir()})


def write_lexical(folder: Path, passages: Iterable[Sequence[str]], work: Path) -> None:
    """Write the files of the arm of passages given as stems into ``folder``; what is passing lies in ``work``."""
    blocks = _invert(passages, work)
    if not blocks.stems:  # BM25 divides by the mean length, which is zero in a text without a single word
        blocks = _invert(([""] for _ in range(blocks.passages)), work)
    _write_columns(folder, blocks)
    (folder / f"{LEXICAL_PREFIX}params.index.json").write_bytes(_parameters(blocks.passages))


def _parameters(passages: int) -> bytes:
    """Return bm25s's own description of an arm of so many passages."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
    model = bm25s.BM25(k1=BM25_K1, b=BM25_B)
    model.index(([[0]], {"": 0}), show_progress=False)
    model.scores["num_docs"] = passages
    with tempfile.TemporaryDirectory() as folder:
        model.save(folder, show_progress=False)
        return (Path(folder) / "params.index.json").read_bytes()


@dataclass
class _Blocks:
    """What was inverted. Of each block: where its lines begin and end in ``words``, and its first posting.

    ``lengths`` holds how many stems each passage has. A line is a stem and how many passages of the block hold it.
    """

    words: Path
    postings: Path
    lengths: Path
    passages: int = 0
    stems: int = 0
    bounds: list[tuple[int, int, int]] = field(default_factory=list)


def _invert(passages: Iterable[Sequence[str]], work: Path) -> _Blocks:
    """Write the blocks of all passages."""
    blocks = _Blocks(work / "stems", work / "postings.npy", work / "lengths.npy")
    with (
        blocks.words.open("wb") as words,
        ArrayFile(blocks.postings, _POSTING) as postings,
        ArrayFile(blocks.lengths, "<i4") as lengths,
    ):
        number: dict[str, int] = {}
        tokens, counts = array("i"), array("i")
        for stems in passages:
            tokens.extend([number.setdefault(stem, len(number)) for stem in stems])
            counts.append(len(stems))
            if len(tokens) >= BLOCK:
                _write_block(blocks, words, postings, lengths, number, tokens, counts)
                number, tokens, counts = {}, array("i"), array("i")
        _write_block(blocks, words, postings, lengths, number, tokens, counts)
    return blocks


def _write_block(
    blocks: _Blocks,
    words: IO[bytes],
    postings: ArrayFile,
    lengths: ArrayFile,
    number: dict[str, int],
    tokens: array[int],
    counts: array[int],
) -> None:
    """Write one block: its stems in order, and for each the passages that hold it, ascending."""
    ordered = sorted(number)
    place = np.empty(len(ordered), dtype=np.int64)
    place[[number[stem] for stem in ordered]] = np.arange(len(ordered))
    rows = np.repeat(np.arange(len(counts), dtype=np.int64), np.frombuffer(counts, dtype=np.intc))
    pairs = place[np.frombuffer(tokens, dtype=np.intc)] << 32 | rows
    pairs, times = np.unique(pairs, return_counts=True)
    found = np.empty(len(pairs), dtype=_POSTING)
    found["row"] = (pairs & 0xFFFFFFFF) + blocks.passages
    found["times"] = times
    first, start = postings.count, words.tell()
    held = np.bincount(pairs >> 32, minlength=len(ordered)).tolist()
    words.writelines(
        json.dumps([stem, count]).encode() + b"\n" for stem, count in zip(ordered, held, strict=True)
    )
    postings.append(found)
    lengths.append(np.frombuffer(counts, dtype=np.intc))
    blocks.bounds.append((start, words.tell(), first))
    blocks.passages += len(counts)
    blocks.stems += len(tokens)


def _write_columns(folder: Path, blocks: _Blocks) -> None:
    """Merge the blocks into one column a stem, stems in order; the empty stem, of no passage, is the first."""
    path = {name: folder / f"{LEXICAL_PREFIX}{name}.csc.index.npy" for name in ("data", "indices", "indptr")}
    with (
        (folder / f"{LEXICAL_PREFIX}vocab.index.json").open("w", encoding="utf-8") as vocabulary,
        ArrayFile(path["data"], "<f4") as weights,
        ArrayFile(path["indices"], "<i4") as rows,
        ArrayFile(path["indptr"], "<i8") as starts,
        blocks.words.open("rb") as words,
    ):
        scorer = _Scorer(blocks)
        number = 0
        starts.append([0])
        for stems, held, parts in _batches(blocks, words):
            if not number and stems[0]:
                stems, held = ["", *stems], [0, *held]
            for stem in stems:
                opening = "," if number else "{"
                vocabulary.write(f"{opening}{json.dumps(stem, ensure_ascii=False)}:{number}")
                number += 1
            starts.append(rows.count + np.cumsum(held))
            for part, of in parts:
                rows.append(part["row"])
                weights.append(scorer.scores(part, of))
        vocabulary.write("}")


class _Scorer:
    """The scores of BM25, in the precision of bm25s: rarity in single, all else in double, the score in single."""

    def __init__(self, blocks: _Blocks) -> None:
        self._passages = blocks.passages
        self._mean = blocks.stems / blocks.passages
        self._lengths = mapped(blocks.lengths)
        self._rarity = cache(self._rarity_of)

    def _rarity_of(self, holding: int) -> float:
        return math.log(1 + (self._passages - holding + 0.5) / (holding + 0.5))

    def scores(self, postings: Postings, holding: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return the score of each posting, of a stem that so many passages are ``holding``; both of shape (n,)."""
        counts, at = np.unique(holding, return_inverse=True)
        rarity = np.array([self._rarity(count) for count in counts.tolist()], dtype=np.float32)[at]
        times, lengths = postings["times"].astype(np.float64), self._lengths[postings["row"]]
        found = times / (BM25_K1 * ((1 - BM25_B) + BM25_B * lengths / self._mean) + times)
        scores: npt.NDArray[np.float32] = (rarity * found).astype(np.float32)
        return scores


_Parts = Iterable[tuple[Postings, npt.NDArray[np.int64]]]


def _batches(blocks: _Blocks, words: IO[bytes]) -> Iterator[tuple[list[str], list[int], _Parts]]:
    """Yield some stems, how many passages hold each, and their postings in pieces, each with how many hold its stem."""
    postings = mapped(blocks.postings)
    after = [first for _, _, first in blocks.bounds]  # the next posting of each block
    stems: list[str] = []
    shares: list[list[tuple[int, int]]] = []  # of each stem: block, and how many of its passages hold it
    waiting = 0
    for stem, same in groupby(_merged(blocks, words), key=itemgetter(0)):
        share = [(block, count) for _, block, count in same]
        holding = sum(count for _, count in share)
        if stems and waiting + holding > BATCH:
            yield stems, *_gathered(postings, after, shares)
            stems, shares, waiting = [], [], 0
        if holding > BATCH:  # of one stem, block after block
            yield [stem], [holding], _column(postings, after, share, holding)
            continue
        stems.append(stem)
        shares.append(share)
        waiting += holding
    if stems:
        yield stems, *_gathered(postings, after, shares)


def _merged(blocks: _Blocks, words: IO[bytes]) -> Iterator[tuple[str, int, int]]:
    """Yield (stem, block, passages of it that hold the stem) of all blocks, ordered."""

    def lines(block: int, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        rest = b""
        while start < end:
            words.seek(start)
            piece = words.read(min(READ, end - start))
            start += len(piece)
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                stem, count = json.loads(line)
                yield stem, block, count

    return heapq.merge(*(lines(block, start, end) for block, (start, end, _) in enumerate(blocks.bounds)))


def _taken(postings: Postings, after: list[int], block: int, count: int) -> Postings:
    found = postings[after[block] : after[block] + count]
    after[block] += count
    return found


def _column(
    postings: Postings, after: list[int], share: list[tuple[int, int]], holding: int
) -> Iterator[tuple[Postings, npt.NDArray[np.int64]]]:
    """Yield the postings of one stem."""
    for block, count in share:
        yield _taken(postings, after, block, count), np.full(count, holding, dtype=np.int64)


def _gathered(
    postings: Postings, after: list[int], shares: list[list[tuple[int, int]]]
) -> tuple[list[int], _Parts]:
    """Return how many passages hold each of some stems, and their postings as one piece, stem by stem."""
    held = [sum(count for _, count in share) for share in shares]
    places: dict[int, list[int]] = {}
    counts: dict[int, list[int]] = {}
    for place, share in enumerate(shares):
        for block, count in share:
            places.setdefault(block, []).append(place)
            counts.setdefault(block, []).append(count)
    ordered = sorted(places)
    of = np.concatenate([np.repeat(places[block], counts[block]) for block in ordered])
    found = np.concatenate([_taken(postings, after, block, sum(counts[block])) for block in ordered])
    order = np.argsort(of, kind="stable")
    return held, [(found[order], np.array(held, dtype=np.int64)[of[order]])]
