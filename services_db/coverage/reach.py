"""Which services reach a municipality, and from how near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, select

from services_db import models as m
from services_db.reference import AreaRef, areas_of, municipalities_in
from services_db.reference.codes import AreaKind


class Nearness(StrEnum):
    """From where a service comes, the nearest first."""

    OWN = "own"
    AREA = "area"
    NATIONAL = "national"


@dataclass
class Services:
    """The ids of services by area, and their codes by kind."""

    by_area: dict[AreaRef, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    one_stop: set[str] = field(default_factory=set)
    classes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def load(cls, connection: Connection) -> Services:
        """Read the whole catalogue, one statement for each table."""
        found = cls()
        area, given = m.ServiceArea, m.AreaProvider
        code, classed = m.ServiceCode, m.ServiceClassification
        for key, kind, number in connection.execute(
            select(area.service_id, area.kind, area.code)
        ):
            found.by_area[AreaRef(AreaKind(kind), number)].add(key)
        for key, kind, number in connection.execute(
            select(given.service_id, given.area_kind, given.area_code)
        ):
            found.by_area[AreaRef(AreaKind(kind), number)].add(key)
        for key, kind, value in connection.execute(
            select(code.service_id, code.kind, code.code).order_by(code.rank)
        ):
            found.codes[key][kind].append(value)
        for key, value in connection.execute(select(classed.service_id, classed.code)):
            found.classes[key].add(value)
        points = select(m.Service.id).where(m.Service.is_one_stop)
        found.one_stop.update(connection.scalars(points))
        return found

    def reach(self, municipality: str) -> dict[Nearness, set[str]]:
        """Return the services that reach a municipality, each once, where nearest.

        A nationwide duty with a provider of its own here counts as the area's.

        Raises:
            KeyError: when there is no such municipality.
        """
        found: dict[Nearness, set[str]] = {near: set() for near in Nearness}
        for area in areas_of(municipality):
            found[_nearness(area)] |= self.by_area.get(area, set())
        return nearest([found])


def members(kind: AreaKind, code: str) -> tuple[str, ...]:
    """Return the municipalities of a place; a municipality is its own."""
    if kind is AreaKind.MUNICIPALITY:
        return (code,)
    return municipalities_in(AreaRef(kind, code))


def grouped(
    municipalities: Iterable[str], kind: AreaKind
) -> dict[str, tuple[str, ...]]:
    """Return the places of a kind that have any of the municipalities, all of each.

    In the order in which they first come.
    """
    found = (
        area.code
        for one in municipalities
        for area in areas_of(one)
        if area.kind is kind
    )
    return {code: members(kind, code) for code in dict.fromkeys(found)}


def nearest(reached: Iterable[Mapping[Nearness, set[str]]]) -> dict[Nearness, set[str]]:
    """Return what reaches any of some municipalities, each once, where nearest."""
    every = list(reached)
    found = {near: set().union(*(one[near] for one in every)) for near in Nearness}
    found[Nearness.AREA] -= found[Nearness.OWN]
    found[Nearness.NATIONAL] -= found[Nearness.OWN] | found[Nearness.AREA]
    return found


def _nearness(area: AreaRef) -> Nearness:
    if area.kind is AreaKind.MUNICIPALITY:
        return Nearness.OWN
    return Nearness.NATIONAL if area.is_national else Nearness.AREA
