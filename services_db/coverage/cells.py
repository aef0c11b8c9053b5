"""Counts of services: municipality by theme, level, phase, and from how near. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from services_db.coverage.reach import Nearness, Services
from services_db.reference.codes import Phase, SupportLevel, Theme, TnoType

DIMENSIONS: Final = {
    "theme": Theme,
    "support_level": SupportLevel,
    "phase": Phase,
    "tno_type": TnoType,
}


class Cell(NamedTuple):
    """How many services of some codes reach a municipality; three times 0 is a gap."""

    municipality: str
    codes: tuple[str, ...]
    own: int
    area: int
    national: int

    @property
    def near(self) -> int:
        """Those of the municipality itself and of its areas."""
        return self.own + self.area


def cells(
    services: Services, municipalities: Iterable[str], by: Sequence[str]
) -> list[Cell]:
    """Return a cell for each municipality and each combination of codes, gaps too.

    A service counts in every combination of its codes, so that the cells of a
    municipality add up to more than its services.
    """
    combinations = list(product(*(DIMENSIONS[kind] for kind in by)))
    return [
        cell
        for municipality in municipalities
        for cell in _of_one(services, municipality, by, combinations)
    ]


def _of_one(
    services: Services,
    municipality: str,
    by: Sequence[str],
    combinations: Sequence[tuple[str, ...]],
) -> Iterator[Cell]:
    counts: dict[tuple[str, ...], dict[Nearness, int]] = {}
    for near, ids in services.reach(municipality).items():
        for key in ids:
            held = services.codes.get(key, {})
            for codes in product(*(held.get(kind, ()) for kind in by)):
                counted = counts.setdefault(codes, dict.fromkeys(Nearness, 0))
                counted[near] += 1
    for combination in combinations:
        codes = tuple(str(code) for code in combination)
        counted = counts.get(codes, {})
        yield Cell(municipality, codes, *(counted.get(near, 0) for near in Nearness))
