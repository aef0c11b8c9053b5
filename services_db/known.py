"""What another feed already has: its ids, and a batch without them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Engine, or_, select

from services_db import db
from services_db.batches import batched
from services_db.models import Service
from services_db.sources import Batch
from services_db.sources.notes import Notes

_CHUNK = 500


def without_known(engine: Engine, batch: Batch) -> Batch:
    """Return the batch without the services that another feed has, and say so.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    known = _held_elsewhere(engine, batch)
    notes = Notes()
    for record in batch.services:
        if record.id in known:
            notes.add("services that another feed has, left out", record.id)
    kept = [record for record in batch.services if record.id not in known]
    return replace(batch, services=kept, notes=[*batch.notes, *notes.lines()])


def _held_elsewhere(engine: Engine, batch: Batch) -> Collection[str]:
    found: set[str] = set()
    others = or_(Service.source_kind != batch.kind, Service.source_feed != batch.feed)
    with db.unavailable(), engine.connect() as connection:
        for records in batched(batch.services, _CHUNK):
            ids = [record.id for record in records]
            held = select(Service.id).where(Service.id.in_(ids), others)
            found.update(connection.scalars(held))
    return found
