"""What the catalogue knows of records beside them: changed when, confirmed when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from sqlalchemy import Connection, select

from services_db.batches import batched
from services_db.hsds.writing import Kept
from services_db.models import Service
from services_db.statements import CONFIRMED_ON

_BATCH = 500


def kept_of(connection: Connection, ids: Sequence[str]) -> dict[str, Kept]:
    """Return what is known of each service of ``ids``."""
    found: dict[str, Kept] = {}
    for some in batched(ids, _BATCH):
        rows = connection.execute(
            select(Service.id, Service.fetched_at, CONFIRMED_ON).where(
                Service.id.in_(some)
            )
        )
        for key, fetched, confirmed in rows:
            whole = fetched if fetched.tzinfo else fetched.replace(tzinfo=UTC)
            found[key] = Kept(whole.astimezone(UTC), confirmed)
    return found
