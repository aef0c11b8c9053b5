"""Rasa's SQL tracker store on the gateway's database, by one URL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

BUSY_TIMEOUT_MS = 1_500


class TrackerStore(SQLTrackerStore):
    """The stock store, told apart only by how it connects.

    ``url`` is an SQLAlchemy URL. SQLite is opened in WAL mode and gives up on a
    lock after 1.5 s: the gateway's deadline for a whole turn is 5 s.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        url = (host or "").replace("postgresql://", "postgresql+psycopg://", 1)
        if "://" not in url:
            raise ValueError("endpoints.yml: tracker_store needs a url")
        super().__init__(domain=domain, host=url, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _tune_sqlite)
            self.engine.dispose()


def _tune_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
