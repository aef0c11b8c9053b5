"""Counts of services: place by theme, level, phase, and from how near. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

from services_db.coverage.reach import Nearness, Services, nearest
from services_db.reference.codes import Phase, SupportLevel, Theme, TnoType

DIMENSIONS: Final = {
    "theme": Theme,
    "support_level": SupportLevel,
    "phase": Phase,
    "tno_type": TnoType,
}
_Reached = Mapping[Nearness, set[str]]
_NOTHING: Final[_Reached] = {near: set() for near in Nearness}


class Cell(NamedTuple):
    """How many services of some codes reach a place, each once, where nearest.

    ``lacking`` is how many municipalities of the place have nothing near: neither
    of their own nor of their areas. Of a municipality it is 0 or 1.
    """

    place: str
    codes: tuple[str, ...]
    own: int
    area: int
    national: int
    lacking: int

    @property
    def near(self) -> int:
        """Those of municipalities and of areas."""
        return self.own + self.area


def cells(
    services: Services, places: Mapping[str, Collection[str]], by: Sequence[str]
) -> list[Cell]:
    """Return a cell for each place and each combination of codes, gaps too.

    ``places`` are codes with their municipalities. A service counts in every
    combination of its codes, so that the cells of a place add up to more than its
    services.
    """
    combinations = [
        tuple(str(code) for code in codes)
        for codes in product(*(DIMENSIONS[kind] for kind in by))
    ]
    return [
        cell
        for place, municipalities in places.items()
        for cell in _of_one(services, place, municipalities, by, combinations)
    ]


def _of_one(
    services: Services,
    place: str,
    municipalities: Collection[str],
    by: Sequence[str],
    combinations: Sequence[tuple[str, ...]],
) -> Iterator[Cell]:
    reached = [_by_codes(services, one, by) for one in municipalities]
    for codes in combinations:
        of_codes = [one.get(codes, _NOTHING) for one in reached]
        own, area, national = map(len, nearest(of_codes).values())
        lacking = sum(not (one[Nearness.OWN] or one[Nearness.AREA]) for one in of_codes)
        yield Cell(place, codes, own, area, national, lacking)


def _by_codes(
    services: Services, municipality: str, by: Sequence[str]
) -> dict[tuple[str, ...], dict[Nearness, set[str]]]:
    found: dict[tuple[str, ...], dict[Nearness, set[str]]] = {}
    for near, ids in services.reach(municipality).items():
        for key in ids:
            held = services.codes.get(key, {})
            for codes in product(*(held.get(kind, ()) for kind in by)):
                reached = found.setdefault(codes, {one: set() for one in Nearness})
                reached[near].add(key)
    return found
