"""Who answers for a young person's services in a municipality.

``authorities.yml`` lists the services that stand for each duty, in the order shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml
from sqlalchemy import Connection

from services_db import statements as sql
from services_db.query import Duty
from services_db.ranking import Scored
from services_db.reference import COUNTRY, MAINLAND, areas_of

ONE_STOP = "one_stop"
_FILE = Path(__file__).with_name("authorities.yml")


@lru_cache
def duties() -> dict[str, tuple[str, ...]]:
    """Return the ids of the services that stand for each duty."""
    loaded: dict[str, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {duty: tuple(ids or ()) for duty, ids in loaded.items()}


def ids_for(
    connection: Connection, points: Sequence[Scored], municipality: str | None
) -> list[str]:
    """Return the ids of a municipality's one-stop points and duties, each once."""
    local = [s.id for s in points if "one_stop" in s.parts]
    listed = [
        key
        for duty, ids in duties().items()
        if duty != ONE_STOP or not local
        for key in ids
    ]
    reached = _reached(connection, listed, municipality)
    return list(dict.fromkeys([*local, *(key for key in listed if key in reached)]))


def reaching(
    connection: Connection, found: Sequence[Duty], municipality: str | None
) -> list[Duty]:
    """Return the duties with only the services that reach a municipality."""
    if municipality is None:
        return list(found)
    listed = [key for duty in found for key in duty.service_ids]
    reached = _reached(connection, listed, municipality)
    return [
        replace(duty, service_ids=tuple(k for k in duty.service_ids if k in reached))
        for duty in found
    ]


def _reached(
    connection: Connection, ids: Sequence[str], municipality: str | None
) -> set[str]:
    places = areas_of(municipality) if municipality else (MAINLAND, COUNTRY)
    asked = {"ids": list(ids), **sql.covering(places)}
    return set(connection.scalars(sql.REACHED, asked))
