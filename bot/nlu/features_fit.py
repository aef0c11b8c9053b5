"""The vocabulary of the training texts, and the texts as rows: for training only."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from bot.nlu.features import (
    BLOCKS,
    KNOWLEDGE,
    KNOWLEDGE_WEIGHT,
    Blocks,
    Vocabulary,
    Weights,
)

TWICE: Final = 2
"""In how many texts a feature must occur; knowledge counts from the first."""


class _Counts:
    """The counts of one block in the texts read so far, as flat arrays."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._columns = array("i")
        self._counts = array("i")
        self._ends = array("i", [0])

    def add(self, part: Counter[str]) -> None:
        """Read the block of one more text."""
        places = self._places
        self._columns.extend([places.setdefault(n, len(places)) for n in part])
        self._counts.extend(part.values())
        self._ends.append(len(self._columns))

    def weighted(self, number: int) -> tuple[list[str], Weights, Any]:
        """Return the features kept, their idf, and the rows of the texts."""
        from scipy.sparse import csr_matrix
        from sklearn.preprocessing import normalize

        columns = np.asarray(self._columns)
        texts, size = len(self._ends) - 1, len(self._places)
        seen = np.bincount(columns, minlength=size)
        least = 1 if number == KNOWLEDGE else TWICE
        names = sorted(name for name, i in self._places.items() if seen[i] >= least)
        order = [self._places[name] for name in names]
        idf = (np.log((1 + texts) / (1 + seen[order])) + 1).astype(np.float32)
        place = np.full(size, -1)
        place[order] = np.arange(len(order))
        kept = place[columns] >= 0
        ends = np.concatenate([[0], np.cumsum(kept)])[np.asarray(self._ends)]
        where = place[columns[kept]].astype(np.int32)
        if number == KNOWLEDGE:
            values = np.full(len(where), KNOWLEDGE_WEIGHT, dtype=np.float32)
        else:
            counts = np.asarray(self._counts, dtype=np.float32)[kept]
            values = (1 + np.log(counts)) * idf[where]
        rows = csr_matrix((values, where, ends), shape=(texts, len(names)))
        return names, idf, rows if number == KNOWLEDGE else normalize(rows, copy=False)


def fit_vocabulary(counted: Iterable[Blocks]) -> tuple[Vocabulary, Any]:
    """Learn the features of texts, which must occur in ``TWICE`` of them.

    Returns the vocabulary and the texts' vectors as a sparse matrix, one row a
    text in double precision, as liblinear reads. The texts are read once, one after
    another: nothing else is kept of them.
    """
    from scipy.sparse import hstack

    counts = [_Counts() for _ in BLOCKS]
    for parts in counted:
        for block, part in zip(counts, parts, strict=True):
            block.add(part)
    index: list[dict[str, int]] = []
    idfs: list[Weights] = []
    rows: list[Any] = []
    start = 0
    for number in range(len(BLOCKS)):
        names, idf, block_rows = counts.pop(0).weighted(number)
        index.append({name: start + i for i, name in enumerate(names)})
        start += len(names)
        idfs.append(idf)
        rows.append(block_rows)
    return Vocabulary(index, np.concatenate(idfs)), hstack(
        rows, format="csr", dtype=np.float64
    )
