"""One plain statement on a database of a test."""

from __future__ import annotations

import sqlalchemy as sa

from services_db import db


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run a statement; return its rows as tuples."""
    engine = db.connect(url)
    with engine.begin() as connection:
        result = connection.exec_driver_sql(statement)
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def version_of(url: str, service_id: str) -> str:
    """Return how the content hash of a record begins."""
    engine = db.connect(url)
    asked = sa.text("SELECT content_hash FROM service WHERE id = :id")
    with engine.connect() as connection:
        found = str(connection.scalar(asked, {"id": service_id}))
    engine.dispose()
    return found[:16]
