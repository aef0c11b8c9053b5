"""What ranking knows of all services: a column for each fact, a number for each one.

Services are numbered in the order of their ids, so that equal scores keep one order
on every database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from services_db.ranking.words import Flags, Floats, Numbers
from services_db.reference import AreaRef
from services_db.reference.codes import (
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
)

NO_RANK: Final = 255
YOUNGEST, OLDEST = -1, 1000
"""Ages that pass every limit: what an unknown limit is kept as."""
ALWAYS: Final = date.max.toordinal()
_RANKED: Final[dict[str, type[StrEnum]]] = {
    "theme": Theme,
    "support_level": SupportLevel,
    "phase": Phase,
    "target_group": TargetGroup,
}


@dataclass(frozen=True)
class ServiceFacts:
    """One service's own row: what does not repeat. Dates are ordinals; 0: unknown.

    ``verified_on`` is its source's day or that of its provider's word, the later.
    """

    id: str
    nature: str | None
    is_one_stop: bool
    age_min: int | None
    age_max: int | None
    verified_on: date | None
    remote: bool | None
    valid_from: date | None
    valid_until: date | None


class Columns:
    """The facts of all services as arrays, and by area the numbers that it has."""

    def __init__(
        self,
        services: Sequence[ServiceFacts],
        codes: Iterable[tuple[str, str, int, str]],
        areas: Iterable[tuple[str, AreaRef]],
        provider_areas: Iterable[tuple[str, AreaRef]],
    ) -> None:
        """Take services in the order of their ids; rows of unknown ids are left out.

        ``codes`` are (service, kind, rank, code), as the table of codes has them.
        """
        self.ids = [service.id for service in services]
        self.number = {key: number for number, key in enumerate(self.ids)}
        self.nature = np.array([s.nature or "" for s in services], "U10")
        self.is_crisis = _flags(s.nature == ServiceNature.CRISIS for s in services)
        self.is_one_stop = _flags(s.is_one_stop for s in services)
        self.remote = _flags(bool(s.remote) for s in services)
        self.age_is_said = _flags(
            s.age_min is not None or s.age_max is not None for s in services
        )
        self.age_min = _whole(
            YOUNGEST if s.age_min is None else s.age_min for s in services
        )
        self.age_max = _whole(
            OLDEST if s.age_max is None else s.age_max for s in services
        )
        self.verified_on = _whole(_day(s.verified_on, 0) for s in services)
        self.valid_from = _whole(_day(s.valid_from, 0) for s in services)
        self.valid_until = _whole(_day(s.valid_until, ALWAYS) for s in services)
        self.ranks = {
            kind: np.full((len(names), len(self.ids)), NO_RANK, np.uint8)
            for kind, names in _RANKED.items()
        }
        self.languages: dict[str, Flags] = {}
        self._take_codes(codes)
        self._says = {
            kind: (ranks != NO_RANK).any(axis=0) for kind, ranks in self.ranks.items()
        }
        self.has_language = np.zeros(len(self.ids), bool)
        for flags in self.languages.values():
            self.has_language |= flags
        self.areas = self._by_area(areas)
        self.provider_areas = self._by_area(provider_areas)

    def _take_codes(self, codes: Iterable[tuple[str, str, int, str]]) -> None:
        places = {
            (kind, code.value): position
            for kind, names in _RANKED.items()
            for position, code in enumerate(names)
        }
        for key, kind, rank, code in codes:
            number = self.number.get(key)
            if number is None:
                continue
            if kind == "language":
                spoken = self.languages.get(code)
                if spoken is None:
                    spoken = self.languages[code] = np.zeros(len(self.ids), bool)
                spoken[number] = True
            elif (position := places.get((kind, code))) is not None:
                self.ranks[kind][position, number] = min(rank, NO_RANK - 1)

    def _by_area(self, rows: Iterable[tuple[str, AreaRef]]) -> dict[AreaRef, Numbers]:
        found: dict[AreaRef, list[int]] = {}
        for key, area in rows:
            if (number := self.number.get(key)) is not None:
                found.setdefault(area, []).append(number)
        return {area: np.array(sorted(n), np.int32) for area, n in found.items()}

    def rank_of(self, code: StrEnum) -> npt.NDArray[np.uint8]:
        """Return each service's rank of a code of its own kind, ``NO_RANK``: none."""
        kind = next(k for k, names in _RANKED.items() if isinstance(code, names))
        position = list(type(code)).index(code)
        ranks: npt.NDArray[np.uint8] = self.ranks[kind][position]
        return ranks

    def has(self, code: StrEnum) -> Flags:
        """Return which services have a code."""
        return self.rank_of(code) != NO_RANK  # type: ignore[no-any-return]

    def says(self, kind: str) -> Flags:
        """Return which services have any code of a kind."""
        return self._says[kind].copy()  # type: ignore[no-any-return]

    def local_points(self) -> set[str]:
        """Return the ids of the one-stop points that are not for all of Finland."""
        local = self.covering(area for area in self.areas if not area.is_national)
        return {self.ids[n] for n in np.flatnonzero(self.is_one_stop & local)}

    def covering(self, places: Iterable[AreaRef]) -> Flags:
        """Return which services cover one of ``places``."""
        found = np.zeros(len(self.ids), bool)
        for place in places:
            if (numbers := self.areas.get(place)) is not None:
                found[numbers] = True
        return found


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, bool)


def _whole(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int32)


def _day(day: date | None, unknown: int) -> int:
    return unknown if day is None else day.toordinal()


__all__ = ["Columns", "Flags", "Floats", "Numbers", "ServiceFacts"]
