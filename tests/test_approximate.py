"""Inverted lists that are written without holding them are the file that FAISS writes of those that it holds."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
import pytest

from hubbot import approximate
from hubbot.approximate import CODES, write_lists


def trained(codes: str, lists: int, vectors: np.ndarray) -> Any:
    found = faiss.index_factory(vectors.shape[1], f"IVF{lists},{codes}", faiss.METRIC_INNER_PRODUCT)
    found.train(vectors)
    return found


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize(
    ("count", "used"), [(3000, 3000), (40, 3000), (3000, 7)], ids=["full", "sparse", "few"]
)
def test_lists_are_written_as_faiss_writes_them(tmp_path, monkeypatch, codes, count, used):
    monkeypatch.setattr(approximate, "CHUNK", 512)
    chosen = np.random.default_rng(1).standard_normal((3000, 24)).astype(np.float32)
    lists = trained(codes, 90, chosen)
    vectors = np.ascontiguousarray(chosen[np.arange(count) % used])
    write_lists(lists, vectors, tmp_path / "ours.faiss", tmp_path)
    lists.add(vectors)
    faiss.write_index(lists, str(tmp_path / "theirs.faiss"))
    assert (tmp_path / "ours.faiss").read_bytes() == (tmp_path / "theirs.faiss").read_bytes()
