"""Takes back the last sync of a feed: each record becomes what it was before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from services_db import db
from services_db.errors import ImportRefused
from services_db.models import Service, SyncChange, SyncRun
from services_db.nested_rows import Row
from services_db.reading import records_of
from services_db.records import ServiceRecord
from services_db.sources import Batch
from services_db.writing import (
    chunks,
    insert_many,
    sweep_orphans,
    write_services,
)


def remember(
    connection: Connection,
    batch: Batch,
    added: Collection[str],
    gone: Sequence[str],
    now: datetime,
) -> None:
    """Keep what a sync is about to change, instead of what the one before it did.

    ``gone`` are the ids that will be written anew or removed. A sync that changes
    nothing leaves the last one that did to be undone.
    """
    if not added and not gone:
        return
    feed = {"source_kind": batch.kind, "source_feed": batch.feed}
    connection.execute(delete(SyncRun).where(*_of(SyncRun, batch.kind, batch.feed)))
    connection.execute(insert(SyncRun).values(**feed, ran_at=now))
    for ids in chunks(sorted(added)):
        new: list[Row] = [{**feed, "service_id": key, "record": None} for key in ids]
        insert_many(connection, SyncChange, new)
    for ids in chunks(gone):
        rows = [
            {**feed, "service_id": r.id, "record": r.model_dump(mode="json")}
            for r in records_of(connection, ids)
        ]
        insert_many(connection, SyncChange, rows)


def undo(url: str, feed: str) -> str:
    """Undo the last sync or import of a feed, in one transaction; say what was done.

    Only once: the one before it is not kept.

    Raises:
        ImportRefused: when there is nothing to undo, or a service that would come
            back has meanwhile come with another feed.
        CatalogueUnavailable: when the database does not serve.
    """
    with db.writing(url) as connection:
        return _undo(connection, feed)


def _undo(connection: Connection, feed: str) -> str:
    run = connection.execute(
        select(SyncRun.source_kind, SyncRun.ran_at).where(SyncRun.source_feed == feed)
    ).first()
    if run is None:
        raise ImportRefused(f"{feed}: no sync of this feed can be undone")
    changes = connection.execute(
        select(SyncChange.service_id, SyncChange.record).where(
            *_of(SyncChange, run.source_kind, feed)
        )
    ).all()
    back = [ServiceRecord.model_validate(c.record) for c in changes if c.record]
    _refuse_taken(connection, back, run.source_kind, feed)
    restored = {record.id for record in back}
    there: set[str] = set()
    for some in chunks(change.service_id for change in changes):
        ids = select(Service.id).where(Service.id.in_(some))
        there.update(connection.scalars(ids))
        connection.execute(delete(Service).where(Service.id.in_(some)))
    now = datetime.now(UTC)
    stamp = {
        **{"source_kind": run.source_kind, "source_feed": feed},
        **{"fetched_at": now, "last_seen": now},
    }
    for records in chunks(back):
        write_services(connection, records, stamp)
    sweep_orphans(connection)
    connection.execute(delete(SyncRun).where(*_of(SyncRun, run.source_kind, feed)))
    return (
        f"{len(there - restored)} taken away, {len(restored & there)} as before, "
        f"{len(restored - there)} brought back"
    )


def _refuse_taken(
    connection: Connection, back: Iterable[ServiceRecord], kind: str, feed: str
) -> None:
    for records in chunks(back):
        ids = [record.id for record in records]
        for row in connection.execute(
            select(Service.id, Service.source_kind, Service.source_feed).where(
                Service.id.in_(ids)
            )
        ):
            if (row.source_kind, row.source_feed) != (kind, feed):
                raise ImportRefused(f"{feed}: {row.id}: belongs to {row.source_feed}")


def _of(table: Any, kind: str, feed: str) -> list[ColumnElement[bool]]:
    return [table.source_kind == kind, table.source_feed == feed]
