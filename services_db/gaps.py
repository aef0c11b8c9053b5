"""Counts of searches that found nothing. No text and no person is kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert, select, update

from services_db.models import SearchGap
from services_db.query import Query


def record(connection: Connection, query: Query, day: date) -> None:
    """Add one to the day's count for each need of ``query``.

    The caller holds the write lock, so that no count is lost.
    """
    for theme in query.themes or ("",):
        key = {
            "municipality": query.municipality or "",
            "theme": str(theme),
            "support_level": str(query.support_level or ""),
            "language": query.language[:3],
            "day": day,
        }
        found = [getattr(SearchGap, name) == value for name, value in key.items()]
        count = connection.scalar(select(SearchGap.count).where(*found))
        if count is None:
            connection.execute(insert(SearchGap).values(**key, count=1))
        else:
            connection.execute(update(SearchGap).where(*found).values(count=count + 1))
