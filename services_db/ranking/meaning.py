"""How near the meaning of a query is to each service: vectors in memory, pure.

A service has one vector, the mean of its texts' in all languages: the embedding puts
the same meaning in one place, whatever the language. One byte a value is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from services_db.ranking.words import Floats, Numbers

Vector = npt.NDArray[np.float32]
_MOST: Final = 127
_AT_ONCE: Final = 4096


def packed(vector: Vector) -> bytes:
    """Return a vector's direction in one signed byte a value."""
    scale = float(np.abs(vector).max()) or 1.0
    return np.round(vector * (_MOST / scale)).astype(np.int8).tobytes()


class Meanings:
    """One packed vector a service, by number; ``model`` tells whose they are."""

    def __init__(
        self,
        model: str,
        services: int,
        vectors: Iterable[tuple[int, bytes]],
        dimension: int,
    ) -> None:
        """Take the packed vectors of texts, all of a service's together."""
        self.model = model
        self._packed = np.zeros((services, dimension), np.int8)
        self._lengths = np.ones(services, np.float32)
        self._known = np.zeros(services, bool)
        mean = np.zeros(dimension, np.float32)
        last = -1
        for number, vector in vectors:
            if number != last:
                self._keep(last, mean)
                last, mean = number, np.zeros(dimension, np.float32)
            one = np.frombuffer(vector, np.int8).astype(np.float32)
            mean += one / (np.linalg.norm(one) or 1.0)
        self._keep(last, mean)

    def _keep(self, number: int, mean: Vector) -> None:
        if number >= 0 and mean.any():
            row = np.frombuffer(packed(mean), np.int8)
            self._packed[number] = row
            self._lengths[number] = np.linalg.norm(row.astype(np.float32))
            self._known[number] = True

    def cosines(self, query: Vector, numbers: Numbers) -> Floats:
        """Return the cosine of each of ``numbers`` to a query; 0 without a vector."""
        found = np.zeros(len(numbers))
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            near = self._packed[some].astype(np.float32) @ query
            found[start : start + _AT_ONCE] = near / self._lengths[some]
        return np.where(self._known[numbers], np.round(found, 5), 0.0)
