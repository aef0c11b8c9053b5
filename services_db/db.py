"""Where the catalogue's database is opened, migrated and checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services_db.errors import CatalogueUnavailable
from services_db.models import Base

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "alembic_version_catalogue"
BUSY_TIMEOUT_MS = 5000
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_301_001  # PostgreSQL advisory lock: one migration at a time


def database_url(url: str) -> URL:
    """Return the SQLAlchemy URL; plain ``postgresql://`` means psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def connect(url: str) -> Engine:
    """Return an engine for ``url``; no connection is opened yet.

    SQLite gets write-ahead logging, foreign keys, a busy timeout and real
    transactions; ``execution_options(immediate=True)`` takes the write lock first.
    """
    parsed = database_url(url)
    engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def unavailable() -> Iterator[None]:
    """Turn what says that the database cannot serve into ``CatalogueUnavailable``."""
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except DBAPIError as error:
        raise CatalogueUnavailable(type(error.orig).__name__) from None
    except PoolTimeout:
        raise CatalogueUnavailable("no free connection") from None


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Yield an engine for ``url`` and close its connections at the end.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    engine = connect(url)
    try:
        with unavailable():
            yield engine
    finally:
        engine.dispose()


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """Yield one connection to ``url`` to read by; raises as ``opened`` does."""
    with opened(url) as engine, engine.connect() as connection:
        yield connection


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """Yield the one connection that may write to ``url``, as ``exclusive`` does."""
    with opened(url) as engine, exclusive(engine) as connection:
        yield connection


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` to ``revision`` and fill the reference tables.

    Creates an SQLite file and its directory. Safe to call from several processes.

    Raises:
        CatalogueUnavailable: when the database cannot be reached.
    """
    from alembic import command

    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    with writing(url) as connection:
        command.upgrade(_config(connection), revision)
        if revision == "head":
            from services_db.seed import write_reference

            write_reference(connection)


def downgrade(url: str, revision: str) -> None:
    """Take the database at ``url`` back to ``revision`` (``base``: no tables)."""
    from alembic import command

    with writing(url) as connection:
        command.downgrade(_config(connection), revision)


def check_migrations(url: str) -> list[str]:
    """Return how the database at ``url`` differs from the models; empty = agrees.

    Raises:
        CatalogueUnavailable: when the database cannot be reached.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with reading(url) as connection:
        context = MigrationContext.configure(connection, opts=options(connection))
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        found = [repr(one) for one in compare_metadata(context, Base.metadata)]
        if context.get_current_revision() != head:
            found.insert(0, f"revision {context.get_current_revision()} != {head}")
        return found


def options(connection: Connection) -> dict[str, Any]:
    """Return Alembic's options, the same for migrating and for checking."""
    return {
        "connection": connection,
        "target_metadata": Base.metadata,
        "version_table": VERSION_TABLE,
        "include_object": _is_ours,
        "compare_type": True,
        "render_as_batch": False,
        "transaction_per_migration": False,
    }


def _is_ours(
    item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any
) -> bool:
    """Leave out other owners' tables."""
    return kind != "table" or name in Base.metadata.tables


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def exclusive(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in one transaction; migrations and imports take turns."""
    with engine.execution_options(immediate=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": _LOCK})
        yield connection
