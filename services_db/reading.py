"""Reads records back as they were written: what every export starts from.

The inverse of ``services_db.rows``. What the tables keep without an order (areas,
keywords) comes sorted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from services_db import models as m
from services_db.batches import batched
from services_db.reading_tables import Row, Tables, by_position, group
from services_db.records import (
    LocationRecord,
    ScheduleRecord,
    ServiceRecord,
    ServiceText,
)
from services_db.reference import AreaRef, areas_of
from services_db.rows import organization_id

_BATCH: Final = 200

Scoped = dict[str | None, list[dict[str, Any]]]


def read_records(
    connection: Connection,
    *,
    feed: str | None = None,
    municipality: str | None = None,
) -> Iterator[ServiceRecord]:
    """Yield the records of all services, or of one feed, in the order of their ids.

    ``municipality`` (a code) leaves those that reach it, nationwide ones too.

    Raises:
        KeyError: when there is no such municipality.
    """
    chosen = select(m.Service.id).order_by(m.Service.id)
    if feed is not None:
        chosen = chosen.where(m.Service.source_feed == feed)
    if municipality is not None:
        places = areas_of(municipality)
        area, given = m.ServiceArea, m.AreaProvider
        own = select(area.service_id).where(_one_of(places, area.kind, area.code))
        provided = select(given.service_id).where(
            _one_of(places, given.area_kind, given.area_code)
        )
        chosen = chosen.where(or_(m.Service.id.in_(own), m.Service.id.in_(provided)))
    yield from records_of(connection, list(connection.scalars(chosen)))


def records_of(connection: Connection, ids: Iterable[str]) -> Iterator[ServiceRecord]:
    """Yield the records of services by their ids, in the order of their ids."""
    for some in batched(sorted(ids), _BATCH):
        tables = Tables(connection, some)
        for row in tables.services:
            yield _record(row, tables)


def _one_of(places: Sequence[AreaRef], kind: Any, code: Any) -> ColumnElement[bool]:
    return or_(*(and_(kind == p.kind.value, code == p.code) for p in places))


def _record(row: Row, tables: Tables) -> ServiceRecord:
    hours, contacts = _hours(row.id, tables), _contacts(row.id, tables)
    record = ServiceRecord.model_validate(
        {
            **_shared(row, ServiceRecord),
            **_codes(row.id, tables),
            "texts": {
                text.language: _shared(text, ServiceText)
                for text in tables.of(m.ServiceText, row.id)
            },
            "provider": tables.providers[row.organization_id],
            "areas": [f"{a.kind}:{a.code}" for a in tables.of(m.ServiceArea, row.id)],
            "schedules": hours.get(None, []),
            "contacts": contacts.get(None, []),
            "locations": _places(row.id, tables, hours),
            "providers": _providers(row.id, tables, contacts),
            "source": {"name": row.source_name, "url": row.source_url},
        }
    )
    if organization_id(record) == row.organization_id:
        return record
    return record.model_copy(update={"provider_id": row.organization_id})


def _shared(row: Row, record: Any) -> dict[str, Any]:
    """Return the columns that a row and a record have in common."""
    return {k: v for k, v in row._mapping.items() if k in record.model_fields}


def _codes(key: str, tables: Tables) -> dict[str, Any]:
    found: dict[str, Any] = {"target_groups": []}
    by_kind = group(tables.of(m.ServiceCode, key), lambda row: row.kind)
    for kind, rows in by_kind.items():
        ranked = sorted(rows, key=lambda row: row.rank)
        found[f"{kind}s"] = [row.code for row in ranked]
    words = group(tables.of(m.ServiceKeyword, key), lambda row: row.language)
    found["keywords"] = {
        language: [row.keyword for row in rows] for language, rows in words.items()
    }
    classes = tables.of(m.ServiceClassification, key)
    found["classifications"] = [row.code for row in classes]
    return found


def _hours(key: str, tables: Tables) -> Scoped:
    """Return the rows of the schedule by place; ``None``: the service's own."""
    said = by_position(tables.of(m.ScheduleText, key), "description")
    found: Scoped = defaultdict(list)
    for row in tables.of(m.Schedule, key):
        days = [day for day in row.byday.split(",") if day]
        hours = _shared(row, ScheduleRecord) | {"byday": days}
        found[row.location_id].append(hours | {"description": said[row.position]})
    return found


def _contacts(key: str, tables: Tables) -> Scoped:
    """Return the contacts by area; ``None``: the service's own."""
    labels = by_position(tables.of(m.ContactText, key), "label")
    found: Scoped = defaultdict(list)
    for row in tables.of(m.Contact, key):
        area = f"{row.area_kind}:{row.area_code}" if row.area_kind else None
        found[area].append(
            {
                "kind": row.kind,
                "value": row.value,
                "professional": row.professional,
                "label": labels[row.position],
            }
        )
    return found


def _places(key: str, tables: Tables, hours: Scoped) -> list[dict[str, Any]]:
    found = []
    for row in tables.of(m.ServiceAtLocation, key):
        place = row.location_id
        made = place == f"{key}#{row.position}"
        found.append(
            {
                **_shared(tables.places[place], LocationRecord),
                "id": None if made else place,
                "name": tables.place_names[place],
                "schedules": hours.get(place, []),
            }
        )
    return found


def _providers(key: str, tables: Tables, contacts: Scoped) -> list[dict[str, Any]]:
    texts = group(
        tables.of(m.AreaProviderText, key),
        lambda row: f"{row.area_kind}:{row.area_code}",
    )
    found = []
    for row in tables.of(m.AreaProvider, key):
        area = f"{row.area_kind}:{row.area_code}"
        named = row.source_name is not None
        source = {"name": row.source_name, "url": row.source_url}
        found.append(
            {
                "area": area,
                "name": {t.language: t.name for t in texts.get(area, []) if t.name},
                "note": {t.language: t.note for t in texts.get(area, []) if t.note},
                "contacts": contacts.get(area, []),
                "verified_on": row.verified_on,
                "source": source if named else None,
            }
        )
    return found
