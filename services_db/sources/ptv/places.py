"""Places of service locations: address, municipality, coordinates, hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from services_db.clean import plain
from services_db.reference import in_language
from services_db.sources.notes import Notes
from services_db.sources.ptv.areas import municipality_code
from services_db.sources.ptv.coordinates import to_wgs84
from services_db.sources.ptv.parts import Address, OtherAddress, Street, Text
from services_db.sources.ptv.texts import by_language

NOT_VISITED = frozenset({"Postal", "Delivery"})

Place = dict[str, Any]


def places(
    addresses: Iterable[Address],
    names: dict[str, str],
    hours: Sequence[Any],
    notes: Notes,
    key: str,
) -> list[Place]:
    """Return a place for each address that can be visited.

    ``key`` is the channel's id; further addresses get a running number after it.
    """
    found: list[Place] = []
    for address in addresses:
        if address.type in NOT_VISITED:
            continue
        place = _street(address.streetAddress) or _other(address.otherAddress)
        if place is None:
            notes.add("addresses that cannot be visited, left out", key)
            continue
        given = (place.pop("north"), place.pop("east"))
        coordinates = to_wgs84(*given)
        if coordinates is not None:
            place["latitude"], place["longitude"] = coordinates
        elif any(given):
            notes.add("coordinates out of range, left out", key)
        number = len(found) + 1
        place_id = key if number == 1 else f"{key}#{number}"
        found.append({"id": place_id, "name": names, "schedules": hours, **place})
    return found


def _street(street: Street | None) -> Place | None:
    name = _one(street.street) if street else ""
    if street is None or not name:
        return None
    code = street.municipality.code if street.municipality else None
    return {
        "address": f"{name} {plain(street.streetNumber or '')}".strip(),
        "postal_code": _postal_code(street.postalCode),
        "city": _city(street.postOffice),
        "municipality": municipality_code(code),
        "north": street.latitude,
        "east": street.longitude,
    }


def _other(other: OtherAddress | None) -> Place | None:
    if other is None or not (other.latitude and other.longitude):
        return None
    return {
        "address": _one(other.additionalInformation) or None,
        "postal_code": _postal_code(other.postalCode),
        "city": _city(other.postOffice),
        "municipality": None,
        "north": other.latitude,
        "east": other.longitude,
    }


def _postal_code(text: str | None) -> str | None:
    return plain(text or "")[:10] or None


def _city(names: Iterable[Text]) -> str | None:
    """Return the post office; PTV writes it in capitals."""
    name = _one(names)
    return (name.title() if name.isupper() else name) or None


def _one(texts: Iterable[Text]) -> str:
    return in_language(by_language(texts), "fi")
