"""Makes deleted bytes unreadable: what a DELETE leaves behind in files goes too.

SQLite: ``secure_delete`` overwrites, VACUUM rewrites the file, a checkpoint empties
the write-ahead log. PostgreSQL: VACUUM gives space back without overwriting it, so
small tables are rewritten (VACUUM FULL); its own log and its backups are the
operator's (``docs/operators.md``).
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from bot.store.events import EVENTS
from bot.store.models import Base

AT_ONCE_BYTES = 32_000_000
"""Files or tables up to this size are rewritten at once."""
LOCK_MILLISECONDS = 1_000
"""How long a rewrite waits for a PostgreSQL table, and others behind it."""


def scrub(engine: Engine, *, everything: bool = False) -> None:
    """Rewrite what is small; with ``everything``, whatever its size."""
    raw = engine.raw_connection()
    try:
        connection: Any = raw.dbapi_connection
        if engine.dialect.name == "sqlite":
            if everything or _file_size(engine) <= AT_ONCE_BYTES:
                connection.execute("VACUUM")
            _empty_log(connection)
        else:
            _postgresql(connection, everything)
    finally:
        if engine.dialect.name != "sqlite":
            raw.invalidate()  # its session settings are not the pool's
        raw.close()


def _empty_log(connection: Any) -> None:
    for _ in range(20):
        busy, *_rest = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        time.sleep(0.02)  # a reader is at work; it is done in milliseconds


def _postgresql(connection: Any, everything: bool) -> None:
    import psycopg

    connection.autocommit = True
    connection.execute("SET statement_timeout = 0")
    connection.execute(f"SET lock_timeout = {LOCK_MILLISECONDS}")
    for name in [*Base.metadata.tables, EVENTS.name]:
        sized = "SELECT pg_total_relation_size(to_regclass(%s))"
        size = connection.execute(sized, [name]).fetchone()[0]
        if size is None:
            continue
        if everything or size <= AT_ONCE_BYTES:
            with contextlib.suppress(psycopg.errors.LockNotAvailable):
                connection.execute(f"VACUUM (FULL) {name}")
                continue
        connection.execute(f"VACUUM {name}")


def _file_size(engine: Engine) -> int:
    path = engine.url.database
    with contextlib.suppress(OSError):
        return Path(path or "").stat().st_size
    return 0
