"""Opening a database for one piece of work: closed after it, its errors in one form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select

from services_db import db
from services_db.errors import CatalogueUnavailable
from services_db.models import Report

TODAY = date(2026, 11, 24)
ROW = {"service_id": "a", "kind": "phone", "role": "user", "count": 1}


def _written(url: str, error: type[BaseException] | None = None) -> None:
    with db.writing(url) as connection:
        connection.execute(insert(Report).values(**ROW, first_on=TODAY, last_on=TODAY))
        if error:
            raise error


def _reports(url: str) -> int:
    with db.reading(url) as connection:
        return connection.scalar(select(func.count()).select_from(Report)) or 0


def test_what_is_not_finished_is_not_written(url: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        _written(url, KeyboardInterrupt)
    assert _reports(url) == 0
    _written(url)
    assert _reports(url) == 1


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("these are notes, not tables " * 50, encoding="utf-8")
    with pytest.raises(CatalogueUnavailable):
        _reports(f"sqlite:///{path}")


def test_connections_are_closed_also_after_an_error(sqlite_url: str) -> None:
    opened: list[Engine] = []

    def use() -> None:
        with db.opened(sqlite_url) as engine:
            opened.append(engine)
            with engine.connect() as connection:
                connection.execute(select(1))
            assert "Connections in pool: 1" in engine.pool.status()
            raise ValueError("enough")

    with pytest.raises(ValueError, match="enough"):
        use()
    assert "Connections in pool: 0" in opened[0].pool.status()
