"""Places that do not lie where their record says, as far as our own data can tell.

No borders of municipalities under an open licence are at hand, so that coordinates
are only held against other places: see ``FAR_KM``. What is found is to be looked at,
it need not be wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from services_db import models as m
from services_db.reference import (
    AreaRef,
    by_name,
    exists,
    municipalities_in,
    municipality,
    municipality_ref,
)
from services_db.reference.codes import AreaKind

FAR_KM: Final = 100.0
"""Farther than this from every other place of its employment area is odd."""
OTHERS: Final = 3
"""How many other places the employment area must have for that."""
_EARTH_KM: Final = 6371.0


class _Place(NamedTuple):
    id: str
    municipality: str
    latitude: float
    longitude: float


def outside_area(connection: Connection) -> list[str]:
    """Return places whose municipality the service does not cover, ``service: code``.

    Only of services that name municipalities or areas, none nationwide.
    """
    covered: dict[str, set[str]] = defaultdict(set)
    nationwide: set[str] = set()
    area = m.ServiceArea
    for key, kind, code in connection.execute(
        select(area.service_id, area.kind, area.code)
    ):
        ref = AreaRef(AreaKind(kind), code)
        if ref.is_national:
            nationwide.add(key)
        covered[key].update(municipalities_in(ref))
    placed, location = m.ServiceAtLocation, m.Location
    rows = connection.execute(
        select(placed.service_id, location.municipality)
        .join(location, location.id == placed.location_id)
        .where(location.municipality.is_not(None))
        .order_by(placed.service_id, placed.position)
    )
    return [
        f"{key}: {code}"
        for key, code in rows
        if key not in nationwide and covered[key] and code not in covered[key]
    ]


def of_another_city(connection: Connection) -> list[str]:
    """Return places whose post office bears another municipality's name."""
    location = m.Location
    rows = connection.execute(
        select(location.id, location.city, location.municipality)
        .where(location.city.is_not(None), location.municipality.is_not(None))
        .order_by(location.id)
    )
    found = []
    for key, city, code in rows:
        named = by_name(city or "")
        if named is not None and named.code != code:
            found.append(f"{key}: {city}, {code}")
    return found


def far_from_others(connection: Connection) -> list[str]:
    """Return places whose coordinates are far from all others of the same area."""
    by_area: dict[str, list[_Place]] = defaultdict(list)
    for place in _located(connection):
        by_area[municipality(place.municipality).employment_area].append(place)
    found = []
    for places in by_area.values():
        if len(places) <= OTHERS:
            continue
        for place in places:
            nearest = min(_km(place, one) for one in places if one is not place)
            if nearest > FAR_KM:
                found.append(f"{place.id}: {nearest:.0f} km")
    return sorted(found)


def _located(connection: Connection) -> Iterator[_Place]:
    location = m.Location
    rows = connection.execute(
        select(
            location.id, location.municipality, location.latitude, location.longitude
        ).where(
            location.municipality.is_not(None),
            location.latitude.is_not(None),
            location.longitude.is_not(None),
        )
    )
    for row in rows:
        if exists(municipality_ref(row.municipality)):
            yield _Place._make(row)


def _km(one: _Place, other: _Place) -> float:
    """Return the distance of two places along the ground (haversine)."""
    north, south = radians(one.latitude), radians(other.latitude)
    across = radians(one.longitude - other.longitude)
    half = (
        sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(sqrt(half))
