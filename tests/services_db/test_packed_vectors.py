"""Vectors in one byte a value: a quarter of the memory, nearly the same cosines."""

import subprocess
import sys

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


def test_a_cosine_is_the_same_whichever_rows_are_asked_for():
    """To the last bit, so that an order never depends on what else is compared."""
    chance = np.random.default_rng(3)
    rows = chance.normal(size=(3 * BLOCK, 384)).astype(np.float32)
    query = chance.normal(size=384).astype(np.float32)
    kept = PackedVectors.of(pack(rows))
    some = np.flatnonzero(chance.random(len(rows)) < 0.4).astype(np.int32)
    assert (kept.cosines(query, some) == kept.cosines(query)[some]).all()


def test_comparing_starts_no_threads():
    """Those of a BLAS spin: they take the time of the search beside."""
    code = (
        "import numpy as np, time\n"
        "from services_db.packed_vectors import PackedVectors, pack\n"
        "rows = np.random.default_rng(1).normal(size=(20000, 384))\n"
        "kept = PackedVectors.of(pack(rows.astype(np.float32)))\n"
        "query = np.ones(384, np.float32)\n"
        "all_cpu, own_cpu = time.process_time(), time.thread_time()\n"
        "for _ in range(10):\n"
        "    kept.cosines(query)\n"
        "own = time.thread_time() - own_cpu\n"
        "print((time.process_time() - all_cpu) / own)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert float(ran.stdout) < 1.1


def test_a_row_of_nothing_is_near_to_nothing():
    rows = np.asarray([[0, 0], [0, 2]], dtype=np.float32)
    kept = PackedVectors.of(pack(rows))
    assert kept.cosines(np.asarray([0, 1], dtype=np.float32)).tolist() == [0, 1]
