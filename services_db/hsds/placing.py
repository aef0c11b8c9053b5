"""Places as HSDS locations, and back."""

from __future__ import annotations

from typing import Any

from services_db.hsds import model as h
from services_db.hsds.extras import Extras, fields, in_languages
from services_db.hsds.ids import at_location_id, hsds_id, made_id
from services_db.hsds.schedules import read_schedule, schedule_rows
from services_db.labels import DEFAULT_LANGUAGE
from services_db.nested_rows import location_id
from services_db.records import LocationRecord, ServiceRecord
from services_db.reference import (
    area_name,
    by_name,
    exists,
    municipality,
    municipality_ref,
)
from services_db.reference.areas import AreaRef
from services_db.reference.codes import AreaKind

_PARTS = ("address", "postal_code", "city", "municipality")


def service_at_locations(
    record: ServiceRecord, key: str, spoken: str
) -> list[h.ServiceAtLocation]:
    """Return the places of a service in their order."""
    return [_at(record, number, key, spoken) for number in range(len(record.locations))]


def _at(
    record: ServiceRecord, number: int, key: str, spoken: str
) -> h.ServiceAtLocation:
    own = at_location_id(record.id, number)
    place = hsds_id("location", location_id(record, number))
    return h.ServiceAtLocation(
        id=own,
        service_id=key,
        location_id=place,
        schedules=schedule_rows(record.locations[number].schedules, own, spoken),
        location=_location(record.locations[number], place, spoken),
    )


def _location(place: LocationRecord, key: str, spoken: str) -> h.Location:
    table = h.Location.table
    address = _address(place, key)
    parts = {name: getattr(place, name) for name in _PARTS}
    if address is not None:
        parts = {"municipality": place.municipality}
    return h.Location(
        id=key,
        location_type="physical",
        name=place.name.get(spoken) or None,
        latitude=place.latitude,
        longitude=place.longitude,
        addresses=[address] if address else [],
        attributes=[
            *fields(table, key, {"id": place.id, **parts}),
            *in_languages(table, key, "name", place.name, spoken),
        ],
    )


def _address(place: LocationRecord, key: str) -> h.Address | None:
    """Return the address if it is whole: the standard takes no part of one."""
    if not (place.address and place.postal_code and place.city and place.municipality):
        return None
    if not exists(municipality_ref(place.municipality)):
        return None
    region = AreaRef(AreaKind.REGION, municipality(place.municipality).region)
    return h.Address(
        id=made_id("address", key),
        address_1=place.address,
        city=place.city,
        state_province=area_name(region, DEFAULT_LANGUAGE),
        postal_code=place.postal_code,
        country="FI",
        address_type="physical",
    )


def read_place(
    row: h.ServiceAtLocation, spoken: str, ours: bool
) -> tuple[dict[str, Any], int]:
    """Return ``LocationRecord`` keys and how many schedules they cannot hold.

    In a file that Laituri wrote, a place without an id of its own gets none.
    """
    location = row.location
    if location is None:
        return {}, 0
    extra = Extras.of(location)
    address = next((a for a in location.addresses if a.country.upper() == "FI"), None)
    whole = {}
    if address is not None:
        town = by_name(address.city)
        whole = {
            "address": ", ".join(filter(None, [address.address_1, address.address_2])),
            "postal_code": address.postal_code,
            "city": address.city,
            "municipality": town.code if town else None,
        }
    parts = {name: said for name in _PARTS if (said := extra.one(name)) is not None}
    own = location.name and {spoken: location.name}
    rows = [*row.schedules, *location.schedules]
    hours = [read_schedule(one, spoken) for one in rows]
    held = [one for one in hours if one is not None]
    return {
        **whole,
        **parts,
        "id": extra.one("id") or (None if ours else location.id),
        "name": (own or {}) | extra.texts("name"),
        "latitude": location.latitude,
        "longitude": location.longitude,
        "schedules": held,
    }, len(hours) - len(held)
