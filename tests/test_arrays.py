"""Arrays on the disk are those that numpy writes whole, and keys are found in them as a dictionary finds them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot.arrays import KEY_BYTES, ArrayFile, KeyRows, mapped
from hubbot.columns import ROW


@pytest.mark.parametrize("count", [0, 1, 7, 12_345])
@pytest.mark.parametrize(("dtype", "row"), [("<i8", ()), ("<f4", ()), (np.uint8, (16,)), (ROW, ())])
def test_what_is_written_in_pieces_is_what_numpy_writes_whole(tmp_path, count, dtype, row):
    whole = np.zeros((count, *row), dtype=dtype)
    whole.view(np.uint8).reshape(-1)[:] = np.arange(whole.nbytes) % 2
    with ArrayFile(tmp_path / "a.npy", dtype, row) as file:
        for start in range(0, count, 5000):
            file.append(whole[start : start + 5000])
    wanted = io.BytesIO()
    np.save(wanted, whole, allow_pickle=False)
    assert (tmp_path / "a.npy").read_bytes() == wanted.getvalue()
    assert np.array_equal(mapped(tmp_path / "a.npy"), whole)


# Few values in few places, so that keys share beginnings and whole keys stand more than once.
KEYS = st.lists(st.tuples(st.sampled_from(b"\0\1\xff"), st.sampled_from(b"\0\1\xff"), st.integers(0, 2)))


def keys_of(parts) -> np.ndarray:
    keys = np.zeros((len(parts), KEY_BYTES), dtype=np.uint8)
    for row, (first, fourth, last) in enumerate(parts):
        keys[row, [0, 3, KEY_BYTES - 1]] = first, fourth, last
    return keys


@given(KEYS, KEYS)
def test_the_first_row_of_a_key_is_found_and_of_no_other(tmp_path_factory, there, wanted):
    first: dict[bytes, int] = {}
    for row, key in enumerate(keys_of(there)):
        first.setdefault(key.tobytes(), row)
    rows = KeyRows(keys_of(there), tmp_path_factory.getbasetemp())
    found = rows.find(keys_of(wanted))
    assert found.tolist() == [first.get(key.tobytes(), -1) for key in keys_of(wanted)]
    assert len(rows) == len(there)


def test_keys_leave_no_file(tmp_path):
    rows = KeyRows(keys_of([(1, 2, 3)] * 4), tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert rows.find(keys_of([(1, 2, 3)])).tolist() == [0]
