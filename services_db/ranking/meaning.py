"""How near the meaning of a query is to each service: vectors in memory, pure.

Each text has a vector of one signed byte a value. A reader's own language counts; a
service that lacks it is compared by the first of its others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from services_db.packed_vectors import PackedVectors
from services_db.ranking.words import Floats, Numbers

Vector = npt.NDArray[np.float32]
MOST: Final = 4.0
FEWEST: Final = 8
"""With fewer services nothing can stand out."""
NOWHERE: Final = -1


class Meanings:
    """The packed vectors of texts; ``model`` tells whose they are."""

    def __init__(
        self,
        model: str,
        services: int,
        vectors: Iterable[tuple[int, str, bytes]],
        dimension: int,
    ) -> None:
        """Take (service, language, packed vector) of each text."""
        self.model = model
        joined = bytearray()
        self._places: dict[str, Numbers] = {}
        self._first = np.full(services, NOWHERE, np.int32)
        for place, (number, language, vector) in enumerate(vectors):
            joined += vector
            if language not in self._places:
                self._places[language] = np.full(services, NOWHERE, np.int32)
            self._places[language][number] = place
            if self._first[number] == NOWHERE:
                self._first[number] = place
        rows = np.frombuffer(joined, np.int8).reshape(-1, dimension)
        self._packed = PackedVectors.of(rows)

    def nearness(self, query: Vector, numbers: Numbers, language: str) -> Floats:
        """Return how far each of ``numbers`` stands out from them all: 0 to ``MOST``.

        In standard deviations above the median of the cosines, for the cosines of
        one query all lie close together; 0 for a service without a vector.
        """
        places = self._first[numbers]
        if (own := self._places.get(language)) is not None:
            places = np.where(own[numbers] == NOWHERE, places, own[numbers])
        known = places != NOWHERE
        if known.sum() < FEWEST:
            return np.zeros(len(numbers))
        near = self._packed.cosines(query, places[known])
        spread = float(near.std()) or 1.0
        found = np.zeros(len(numbers))
        found[known] = np.clip((near - np.median(near)) / spread, 0.0, MOST)
        return np.round(found, 4)
