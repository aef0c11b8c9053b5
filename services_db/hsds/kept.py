"""What the catalogue knows of records beside them: when they changed here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from sqlalchemy import Connection, select

from services_db.batches import batched
from services_db.hsds.writing import Kept
from services_db.models import Service

_BATCH = 500


def kept_of(connection: Connection, ids: Sequence[str]) -> dict[str, Kept]:
    """Return what is known of each service of ``ids``."""
    found: dict[str, Kept] = {}
    for some in batched(ids, _BATCH):
        rows = connection.execute(
            select(Service.id, Service.fetched_at).where(Service.id.in_(some))
        )
        for key, fetched in rows:
            whole = fetched if fetched.tzinfo else fetched.replace(tzinfo=UTC)
            found[key] = Kept(modified=whole.astimezone(UTC))
    return found
