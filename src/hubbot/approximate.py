"""The approximate index of a large arm: built when exact search has become slow, and measured before it is used.

Inverted lists of vectors in two bits a number (FAISS, IVF with RaBitQ; Gao et al. 2024, "Practical and Asymptotically
Optimal Quantization of High-Dimensional Vectors in Euclidean Space for Approximate Nearest Neighbor Search"), or in
more where two find too little of these vectors. They only choose candidates: whatever they find is scored again with
the exact vectors, so quantisation decides who is looked at and never how near he is.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from hubbot.arrays import ArrayFile, mapped
from hubbot.dense import flat_rows, looking_at
from hubbot.store import NearEntry
from hubbot.types import Vectors

APPROXIMATE_FROM = 100_000
"""Passages from which on an arm has lists. Below, looking at every vector takes less than the encoder does for the
question: benchmarks/growth.py measures both."""

CODES = ("RaBitQ2", "SQ8")
"""How FAISS keeps vectors in the lists, the first that finds enough: two bits a number are a third of the memory of one
byte and quicker, benchmarks/kinds.py measures them beside others and graphs; but they are for vectors all of whose
numbers say something, as those of a trained encoder do."""

CANDIDATES = 100
"""Rows that an arm proposes for a question; twenty of all arms together are weighed. Of 100,000 passages 50 hold 0.988
of the ten nearest, 100 hold 0.991 and so do 400."""

MIN_RECALL = 0.985
"""Wanted of recall@10; as few lists are looked at as give it. A little over 0.98, which is what is promised."""

QUESTIONS_FARTHER = 5
"""How many times more lists are looked at than neighbours of passages need. Of 100,000 real vectors 0.987 of a
passage's ten nearest are found; of a question's, four times as many lists find 0.982 (all-MiniLM-L6-v2) and 0.955
(multilingual-e5-small), six times 0.990 and 0.983. What both arms and the words propose together holds 0.980 with four,
0.986 with five, 0.992 with six; at a million passages each costs a third of a millisecond."""

LISTS_FACTOR = 2  # lists a square root of passages: k-means over twice as many takes four times as long
TRAINED_ON = 40  # vectors a list
ROUNDS = 10  # of k-means
LEAST_GAIN = 0.001
SAMPLE = 200  # passages whose neighbours are looked up to measure recall
CHUNK = 8192  # vectors that are looked at together
SEED = 20

Rows = npt.NDArray[np.int64]

_LISTS, _ROW = b"ilar", np.dtype("<i8")  # how FAISS names inverted lists in memory, and writes a row


def build_lists(vectors_file: Path, dimension: int, count: int, lists_file: Path, work: Path) -> NearEntry:
    """Write the lists of the vectors in a flat file and return what they are and find.

    Vectors are read in pieces, and codes written to where they belong; what k-means sees lies in ``work``.
    """
    faiss.omp_set_num_threads(os.cpu_count() or 1)  # a search in this thread may have asked for one
    vectors = flat_rows(vectors_file, dimension, count)
    chosen = np.random.default_rng(SEED)
    number = max(1, int(LISTS_FACTOR * math.sqrt(count)))
    some = np.sort(chosen.choice(count, min(count, TRAINED_ON * number), replace=False))
    sample = np.sort(chosen.choice(count, min(count, SAMPLE), replace=False))
    trained_on = _copied(vectors, some, work)
    wanted = _nearest(vectors, np.ascontiguousarray(vectors[sample], dtype=np.float32), sample)
    centroids = None
    for codes in CODES:
        lists: Any = faiss.index_factory(dimension, f"IVF{number},{codes}", faiss.METRIC_INNER_PRODUCT)
        lists.cp.niter, lists.cp.seed = ROUNDS, SEED
        lists.cp.min_points_per_centroid, lists.cp.max_points_per_centroid = 1, TRAINED_ON
        if centroids is not None:
            lists.quantizer.add(centroids)  # k-means knows nothing of codes: once is enough
        lists.train(trained_on)
        centroids = lists.quantizer.reconstruct_n(0, number)
        write_lists(lists, vectors, lists_file, work)
        lists = faiss.read_index(str(lists_file), faiss.IO_FLAG_MMAP_IFC)
        probes, recall = _probes(lists, np.ascontiguousarray(vectors[sample], dtype=np.float32), wanted)
        if recall >= MIN_RECALL:
            break
    return NearEntry(
        file=lists_file.name,
        kind=f"IVF{number},{codes}",
        lists=number,
        probes=min(QUESTIONS_FARTHER * probes, number),
        recall_at_10=round(recall, 4),
        sample=len(sample),
    )


def _copied(vectors: Vectors, rows: Rows, folder: Path) -> Vectors:
    """Return some of the vectors as an array in a file without a name."""
    with tempfile.TemporaryFile(dir=folder) as file:
        copied = np.memmap(file, dtype=np.float32, mode="w+", shape=(len(rows), vectors.shape[1]))
    for start in range(0, len(rows), CHUNK):
        copied[start : start + CHUNK] = vectors[rows[start : start + CHUNK]]
    return np.asarray(copied)


def write_lists(lists: Any, vectors: Vectors, path: Path, work: Path) -> None:
    """Write trained inverted lists that hold ``vectors``, byte for byte what FAISS writes when they were added.

    The head is FAISS's own. Of each list stand its codes and then the rows that they are of (``write_InvertedLists`` in
    FAISS, lists of which more than half hold something).
    """
    which, sizes = _assigned(lists, vectors, work / "lists.npy")
    head = _head(lists, sizes)
    code, width = lists.code_size, lists.code_size + _ROW.itemsize
    starts = len(head) + np.concatenate([[0], np.cumsum(sizes * width)[:-1]])
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + len(vectors) * width)
    content = np.memmap(path, dtype=np.uint8, mode="r+")
    filled = np.zeros(lists.nlist, dtype=np.int64)
    for start in range(0, len(vectors), CHUNK):
        its = which[start : start + CHUNK].astype(np.int64)
        codes = np.empty((len(its), code), dtype=np.uint8)
        part = np.ascontiguousarray(vectors[start : start + CHUNK], dtype=np.float32)
        lists.encode_vectors(len(its), faiss.swig_ptr(part), faiss.swig_ptr(its), faiss.swig_ptr(codes))
        order = np.argsort(its, kind="stable")
        numbers, first, counts = np.unique(its[order], return_index=True, return_counts=True)
        for number, at, many in zip(numbers.tolist(), first.tolist(), counts.tolist(), strict=True):
            rows = order[at : at + many]
            place = starts[number] + filled[number] * code
            content[place : place + many * code] = codes[rows].reshape(-1)
            place = starts[number] + sizes[number] * code + filled[number] * _ROW.itemsize
            content[place : place + many * _ROW.itemsize] = (rows + start).astype(_ROW).view(np.uint8)
            filled[number] += many
    content.flush()


def _assigned(lists: Any, vectors: Vectors, path: Path) -> tuple[npt.NDArray[Any], Rows]:
    """Return the list that each vector belongs to, mapped, and how many belong to each."""
    sizes = np.zeros(lists.nlist, dtype=np.int64)
    with ArrayFile(path, np.int32) as file:
        for start in range(0, len(vectors), CHUNK):
            part = np.ascontiguousarray(vectors[start : start + CHUNK], dtype=np.float32)
            which = lists.quantizer.search(part, 1)[1][:, 0]
            sizes += np.bincount(which, minlength=lists.nlist)
            file.append(which)
    return mapped(path), sizes


def _head(lists: Any, sizes: Rows) -> bytes:
    """Return what FAISS writes before the first list, of lists of these sizes."""
    lists.ntotal = int(sizes.sum())
    empty = faiss.serialize_index(lists).tobytes()
    lists.ntotal = 0
    head, mark, _ = empty.rpartition(_LISTS)
    if np.count_nonzero(sizes) > len(sizes) // 2:
        said = b"full" + np.array([len(sizes), *sizes], dtype="<u8").tobytes()
    else:
        some = np.flatnonzero(sizes)
        pairs = np.stack([some, sizes[some]], axis=1)
        said = b"sprs" + np.array([pairs.size, *pairs.reshape(-1)], dtype="<u8").tobytes()
    return head + mark + np.array([len(sizes), lists.code_size], dtype="<u8").tobytes() + said


def _probes(lists: Any, questions: Vectors, wanted: Sequence[set[int]]) -> tuple[int, float]:
    """Return how many lists have to be looked at, and the recall@10 that this gives.

    Where twice as many find no more it is the codes that miss, and no number of lists helps.
    """
    probes, recall = 4, 0.0
    while probes < lists.nlist:
        probes = min(2 * probes, lists.nlist)
        _, found = lists.search(questions, CANDIDATES, params=looking_at(probes))
        shares = [len(w & set(f.tolist())) / len(w) for w, f in zip(wanted, found, strict=True) if w]
        before, recall = recall, float(np.mean(shares)) if shares else 1.0
        if recall >= MIN_RECALL or recall < before + LEAST_GAIN:
            break
    return probes, recall


def _nearest(vectors: Vectors, questions: Vectors, own: Rows, depth: int = 10) -> list[set[int]]:
    """Return the ``depth`` rows nearest to each question by exact search, its own row left out."""
    best = np.full((len(questions), depth), -np.inf, dtype=np.float32)
    rows = np.full((len(questions), depth), -1, dtype=np.int64)
    for start in range(0, len(vectors), CHUNK):
        part = np.ascontiguousarray(vectors[start : start + CHUNK], dtype=np.float32)
        scores = questions @ part.T
        inside = (own >= start) & (own < start + len(part))
        scores[np.flatnonzero(inside), own[inside] - start] = -np.inf
        all_scores = np.hstack([best, scores])
        all_rows = np.hstack([rows, np.tile(np.arange(start, start + len(part)), (len(questions), 1))])
        order = np.argpartition(-all_scores, min(depth, all_scores.shape[1]) - 1, axis=1)[:, :depth]
        best = np.take_along_axis(all_scores, order, axis=1)
        rows = np.take_along_axis(all_rows, order, axis=1)
    return [{row for row in found if row >= 0} for found in rows.tolist()]
