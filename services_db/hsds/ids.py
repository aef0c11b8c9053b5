"""Ids as HSDS wants them: UUIDs, the same each time for the same thing."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID, uuid5

PATTERN: Final = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_NAMESPACE: Final = UUID("6f1c1d0e-52ab-4c7b-9a0e-3a1f6d7b2c48")
_UUID: Final = re.compile(PATTERN)


def hsds_id(table: str, key: str) -> str:
    """Return the UUID of a thing of ``table``: its key if that is one, else made."""
    if _UUID.match(key):
        return key.lower()
    return made_id(table, key)


def made_id(table: str, *parts: object) -> str:
    """Return a UUID (version 5) made from a table and what tells a row apart."""
    return str(uuid5(_NAMESPACE, "\x1f".join([table, *map(str, parts)])))


def at_location_id(service: str, number: int) -> str:
    """Return the id of a service's place by its number in the record."""
    return made_id("service_at_location", service, number)
