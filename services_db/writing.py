"""Writes rows: the one place where the catalogue's tables are inserted into."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Connection,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from services_db import models
from services_db.batches import batched
from services_db.hsds.ids import hsds_id
from services_db.nested_rows import Row, Rows, location_id
from services_db.records import ServiceRecord
from services_db.rows import child_rows, organization_id, service_row

_CHUNK = 200
_PLACE = {"address", "postal_code", "city", "municipality", "latitude", "longitude"}

T = TypeVar("T")


def write_services(
    connection: Connection, records: Sequence[ServiceRecord], stamp: Row
) -> None:
    """Insert new services with all their rows; ``stamp`` is what the feed adds."""
    _write_organizations(connection, records)
    _write_locations(connection, records)
    rows = [{**service_row(record), **stamp} for record in records]
    insert_many(connection, models.Service, rows)
    insert_rows(connection, (child_rows(record) for record in records))


def _write_organizations(
    connection: Connection, records: Sequence[ServiceRecord]
) -> None:
    names: dict[str, dict[str, str]] = {}
    for record in records:
        names.setdefault(organization_id(record), {}).update(record.provider)
    bodies = [{"id": key, "hsds_id": hsds_id("organization", key)} for key in names]
    _insert_missing(connection, models.Organization, bodies)
    text = models.OrganizationText
    connection.execute(delete(text).where(text.organization_id.in_(names)))
    rows = [
        {"organization_id": key, "language": language, "name": name}
        for key, named in names.items()
        for language, name in named.items()
    ]
    insert_rows(connection, [{text: rows}])


def _write_locations(connection: Connection, records: Sequence[ServiceRecord]) -> None:
    places = {
        location_id(record, number): place
        for record in records
        for number, place in enumerate(record.locations)
    }
    location, text = models.Location, models.LocationText
    rows = [{"id": k, **p.model_dump(include=_PLACE)} for k, p in places.items()]
    known = _insert_missing(connection, location, rows)
    changed = [
        {f"new_{name}": value for name, value in row.items()}
        for row in rows
        if row["id"] in known
    ]
    if changed:
        connection.execute(
            update(location)
            .where(location.id == bindparam("new_id"))
            .values({name: bindparam(f"new_{name}") for name in _PLACE}),
            changed,
        )
    connection.execute(delete(text).where(text.location_id.in_(places)))
    names = [
        {"location_id": key, "language": language, "name": name}
        for key, place in places.items()
        for language, name in place.name.items()
    ]
    insert_rows(connection, [{text: names}])


def _insert_missing(
    connection: Connection, table: Any, rows: Sequence[Row]
) -> set[str]:
    """Insert the rows whose id the table lacks; return the ids that it had."""
    keys = [row["id"] for row in rows]
    known = set(connection.scalars(select(table.id).where(table.id.in_(keys))))
    missing = [row for row in rows if row["id"] not in known]
    insert_many(connection, table, missing)
    return known


def insert_rows(connection: Connection, all_rows: Iterable[Rows]) -> None:
    """Insert rows, one statement for each table, tables in the order given."""
    joined: Rows = {}
    for rows in all_rows:
        for table, more in rows.items():
            joined.setdefault(table, []).extend(more)
    for table, many in joined.items():
        insert_many(connection, table, many)


def insert_many(connection: Connection, table: Any, rows: Sequence[Row]) -> None:
    """Insert rows of the same columns in one statement; none for no rows.

    PostgreSQL gets them as one JSON document. Its driver would send them as a
    statement each, and each would count the catalogue's version up: the dead
    versions of that one row pile up in a transaction, so that a large import slows
    down more and more.
    """
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    names = list(rows[0])
    given = func.json_populate_recordset(
        literal_column(f"NULL::{table.__tablename__}"),
        cast(literal(json.dumps(rows, ensure_ascii=False, default=str), Text()), JSON),
    ).table_valued(*names)
    connection.execute(insert(table).from_select(names, select(given)))


def sweep_orphans(connection: Connection) -> None:
    """Delete organizations and places that no service uses any more."""
    organization, location = models.Organization, models.Location
    used = models.Service.organization_id == organization.id
    connection.execute(delete(organization).where(~exists().where(used)))
    placed = models.ServiceAtLocation.location_id == location.id
    connection.execute(delete(location).where(~exists().where(placed)))


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items in lists short enough for one statement."""
    return batched(items, _CHUNK)
