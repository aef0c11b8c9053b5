"""The store's engine and migrations: the one place where a database is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url

PATIENCE_SECONDS = 1.5
"""How long a statement waits for a lock; the gateway gives up after 2 s."""

VERSION_TABLE = "alembic_version_store"
WRITE = "laituri_write"
"""Execution option: the transaction begins as a writer (SQLite)."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def resolve(url: str) -> URL:
    """Return ``url`` with the driver named that Laituri ships.

    Raises:
        ValueError: when it is neither SQLite nor PostgreSQL.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed
    raise ValueError(f"LAITURI_DATABASE_URL: {backend} is not supported")


def make_engine(url: str) -> Engine:
    """Return an engine that waits 1.5 s for a lock and hides its parameters."""
    parsed = resolve(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    milliseconds = int(PATIENCE_SECONDS * 1000)
    return sa.create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        pool_timeout=PATIENCE_SECONDS,
        connect_args={
            "connect_timeout": 2,
            "tcp_user_timeout": 3000,
            "options": f"-c statement_timeout={milliseconds} "
            f"-c lock_timeout={milliseconds}",
        },
    )


def _sqlite_engine(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        pool_timeout=PATIENCE_SECONDS,
        connect_args={"timeout": PATIENCE_SECONDS},
    )
    sa.event.listen(engine, "connect", _tune)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _tune(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions: see _begin
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _config(connection: sa.Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(url: str) -> None:
    """Bring the tables of the store at ``url`` up to date; a no-op when they are."""
    from alembic import command

    engine = make_engine(url)
    try:
        writer = engine.execution_options(**{WRITE: True})
        with writer.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7301455)")
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def check_migrations(url: str) -> list[str]:
    """Return how the database at ``url`` differs from the models; empty = agrees."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from bot.store.models import Base

    ours = set(Base.metadata.tables)

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in ours

    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            head = ScriptDirectory.from_config(_config(connection)).get_current_head()
            context = MigrationContext.configure(
                connection,
                opts={"version_table": VERSION_TABLE, "include_name": is_ours},
            )
            found = [repr(one) for one in compare_metadata(context, Base.metadata)]
            if context.get_current_revision() != head:
                found.insert(0, f"revision {context.get_current_revision()} != {head}")
            return found
    finally:
        engine.dispose()
