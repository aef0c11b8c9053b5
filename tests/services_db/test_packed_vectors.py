"""Vectors in one byte a value: a quarter of the memory, nearly the same cosines."""

import numpy as np
import pytest

from services_db.packed_vectors import BLOCK, PackedVectors, pack


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, 2 * BLOCK + 7])
def test_cosines_are_nearly_those_of_the_vectors(count):
    rows = np.random.default_rng(count).normal(size=(count, 384)).astype(np.float32)
    rows *= np.linspace(0.1, 9, count, dtype=np.float32)[:, None]
    lengths = np.linalg.norm(rows, axis=1)
    query = rows[count // 2] / lengths[count // 2]
    kept = PackedVectors.of(pack(rows))
    assert kept.rows.nbytes * 4 == rows.nbytes
    found = kept.cosines(query)
    assert found == pytest.approx(rows @ query / lengths, abs=0.005)
    assert found.argmax() == count // 2


def test_a_row_of_nothing_is_near_to_nothing():
    rows = np.asarray([[0, 0], [0, 2]], dtype=np.float32)
    kept = PackedVectors.of(pack(rows))
    assert kept.cosines(np.asarray([0, 1], dtype=np.float32)).tolist() == [0, 1]
