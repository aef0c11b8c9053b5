"""Writes a batch: mark and sweep for one feed, in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, select, update

from services_db import db, models, undo
from services_db.checks import sound_hashes
from services_db.difference import Difference, differences
from services_db.errors import ImportRefused
from services_db.guidance import Guidance
from services_db.guidance_rows import GUIDANCE_TABLES, by_table, guidance_rows
from services_db.records import ServiceRecord
from services_db.rows import content_hash
from services_db.sources import Batch
from services_db.writing import chunks, insert_rows, sweep_orphans, write_services

REMOVAL_SHARE = 0.2
REMOVAL_FLOOR = 5
Progress = Callable[[int, int], None]


@dataclass
class Counts:
    """How many records were, or would be, written."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def __str__(self) -> str:
        return (
            f"{self.added} added, {self.changed} changed, "
            f"{self.unchanged} unchanged, {self.removed} removed"
        )


@dataclass
class SyncReport:
    """What a sync did; ``notes`` say what was cut or left out on the way.

    ``differences`` name each record that a preview would write or remove.
    """

    services: Counts = field(default_factory=Counts)
    guidance: Counts = field(default_factory=Counts)
    notes: Sequence[str] = ()
    differences: Sequence[Difference] = ()

    def __str__(self) -> str:
        return f"services: {self.services}; guidance: {self.guidance}"


def sync(
    engine: Engine,
    batch: Batch,
    *,
    preview: bool = False,
    allow_removal: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> SyncReport:
    """Bring the feed's records in the database to what ``batch`` holds.

    Only changed records are written. With ``preview`` nothing is; the counts are
    what would be done.

    Raises:
        ImportRefused: when a record is broken, or more than a fifth of the feed
            would be removed without ``allow_removal``. The database is as it was.
        CatalogueUnavailable: when the database does not serve.
    """
    given = sound_hashes(batch)
    report = SyncReport(notes=batch.notes)
    with db.unavailable(), db.exclusive(engine) as connection:
        plan = _Plan.of(connection, batch, given)
        report.services = plan.counts
        if not allow_removal:
            _refuse_mass_removal(batch, plan)
        if preview:
            report.differences = differences(
                connection, plan.write, plan.changed, plan.removed
            )
        else:
            _write(connection, batch, plan, now or datetime.now(UTC), progress)
        if batch.guidance is not None:
            _sync_guidance(connection, batch.guidance, report.guidance, preview)
    return report


@dataclass
class _Plan:
    added: set[str]
    changed: set[str]
    removed: list[str]
    write: Iterable[ServiceRecord]
    counts: Counts

    @classmethod
    def of(
        cls, connection: Connection, batch: Batch, given: Mapping[str, str]
    ) -> _Plan:
        service = models.Service
        rows = connection.execute(
            select(service.id, service.content_hash).where(
                service.source_kind == batch.kind, service.source_feed == batch.feed
            )
        )
        known = {key: known_hash for key, known_hash in rows}
        added = {key for key in given if key not in known}
        changed = {k for k, v in given.items() if k in known and known[k] != v}
        removed = [key for key in known if key not in given]
        _refuse_foreign_ids(connection, batch, added)
        return cls(
            added=added,
            changed=changed,
            removed=removed,
            write=(r for r in batch.services if r.id in added or r.id in changed),
            counts=Counts(
                added=len(added),
                changed=len(changed),
                unchanged=len(given) - len(added) - len(changed),
                removed=len(removed),
            ),
        )


def _refuse_foreign_ids(
    connection: Connection, batch: Batch, added: Iterable[str]
) -> None:
    service = models.Service
    for chunk in chunks(sorted(added)):
        row = connection.execute(
            select(service.id, service.source_feed).where(service.id.in_(chunk))
        ).first()
        if row is not None:
            raise ImportRefused(
                f"{batch.feed}: {row.id}: id: belongs to {row.source_feed}; take it "
                "out of one of the two, or import with --skip-known"
            )


def _refuse_mass_removal(batch: Batch, plan: _Plan) -> None:
    counts = plan.counts
    before = counts.changed + counts.unchanged + counts.removed
    if counts.removed > max(REMOVAL_FLOOR, before * REMOVAL_SHARE) or (
        before and counts.removed == before
    ):
        raise ImportRefused(
            f"{batch.feed}: {counts.removed} of {before} services would be removed; "
            "this needs to be confirmed"
        )


def _write(
    connection: Connection,
    batch: Batch,
    plan: _Plan,
    now: datetime,
    progress: Progress | None,
) -> None:
    service = models.Service
    gone = [*sorted(plan.changed), *sorted(plan.removed)]
    undo.remember(connection, batch, plan.added, gone, now)
    for keys in chunks(gone):
        connection.execute(delete(service).where(service.id.in_(keys)))
    feed = {"source_kind": batch.kind, "source_feed": batch.feed}
    done = 0
    for records in chunks(plan.write):
        write_services(
            connection, records, {**feed, "fetched_at": now, "last_seen": now}
        )
        done += len(records)
        if progress is not None:
            progress(done, plan.counts.added + plan.counts.changed)
    connection.execute(
        update(service)
        .where(service.source_kind == batch.kind, service.source_feed == batch.feed)
        .values(last_seen=now)
    )
    sweep_orphans(connection)


def _sync_guidance(
    connection: Connection, guidance: Guidance, counts: Counts, preview: bool
) -> None:
    given = by_table(guidance)
    for model in GUIDANCE_TABLES:
        table: Any = model
        rows = connection.execute(select(table.key, table.content_hash))
        known = {key: known_hash for key, known_hash in rows}
        records = given[model]
        hashes = {key: content_hash(record) for key, record in records.items()}
        added = [key for key in hashes if key not in known]
        changed = [k for k, v in hashes.items() if k in known and known[k] != v]
        removed = [key for key in known if key not in hashes]
        counts.added += len(added)
        counts.changed += len(changed)
        counts.unchanged += len(hashes) - len(added) - len(changed)
        counts.removed += len(removed)
        if preview:
            continue
        for keys in chunks(changed + removed):
            connection.execute(delete(table).where(table.key.in_(keys)))
        insert_rows(connection, (guidance_rows(records[k]) for k in added + changed))
