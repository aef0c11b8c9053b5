"""Tables come and go, and models and migrations agree, on both databases."""

from __future__ import annotations

import sqlalchemy as sa

from services_db import db
from services_db.models import Base
from tests.services_db.statement import run


def tables(url: str) -> set[str]:
    engine = db.connect(url)
    found = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_models_and_migrations_agree(empty_url: str) -> None:
    db.migrate(empty_url)
    assert db.check_migrations(empty_url) == []


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    db.migrate(empty_url)
    db.migrate(empty_url)
    assert db.check_migrations(empty_url) == []
    assert run(empty_url, "SELECT count(*) FROM municipality")[0][0] == 308


def test_down_and_up_again(empty_url: str) -> None:
    db.migrate(empty_url)
    db.downgrade(empty_url, "base")
    assert tables(empty_url) == {db.VERSION_TABLE}
    db.migrate(empty_url)
    assert set(Base.metadata.tables) <= tables(empty_url)


def test_one_step_down_is_noticed(empty_url: str) -> None:
    db.migrate(empty_url)
    db.downgrade(empty_url, "-1")
    assert "revision guidance_areas != verification" in db.check_migrations(empty_url)


def test_a_missing_column_is_noticed(empty_url: str) -> None:
    db.migrate(empty_url)
    run(empty_url, "ALTER TABLE service DROP COLUMN interpreter")
    assert any("interpreter" in line for line in db.check_migrations(empty_url))


def test_other_owners_tables_are_left_alone(empty_url: str) -> None:
    db.migrate(empty_url)
    db.downgrade(empty_url, "base")
    run(empty_url, "CREATE TABLE alembic_version (version_num VARCHAR(32))")
    run(empty_url, "CREATE TABLE conversation (id INTEGER)")
    db.migrate(empty_url)
    assert db.check_migrations(empty_url) == []
    db.downgrade(empty_url, "base")
    assert tables(empty_url) == {db.VERSION_TABLE, "alembic_version", "conversation"}


def test_constraints_have_names(postgres_url: str) -> None:
    rows = run(
        postgres_url,
        "SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
        "JOIN pg_namespace n ON n.oid = t.relnamespace "
        "WHERE n.nspname = 'public' AND contype IN ('p', 'f', 'u', 'c')",
    )
    names = {row[0] for row in rows}
    wanted = {
        constraint.name
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
    }
    assert None not in wanted
    assert wanted <= names


def test_sqlite_waits_and_keeps_foreign_keys(sqlite_url: str) -> None:
    assert run(sqlite_url, "PRAGMA journal_mode")[0][0] == "wal"
    assert run(sqlite_url, "PRAGMA foreign_keys")[0][0] == 1
    assert run(sqlite_url, "PRAGMA busy_timeout")[0][0] == db.BUSY_TIMEOUT_MS
