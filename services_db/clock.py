"""The time in Finland."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from services_db.query import Query


def now_in_finland() -> datetime:
    """Return the present in Europe/Helsinki."""
    return datetime.now(ZoneInfo("Europe/Helsinki"))


def moment_of(query: Query) -> datetime:
    """Return the moment that a query is about, in Europe/Helsinki.

    ``now`` says it (without a zone it is Finnish time); a ``today`` alone is taken
    at the present time of day.
    """
    present = now_in_finland()
    if query.now is not None:
        zone = ZoneInfo("Europe/Helsinki")
        if query.now.tzinfo is None:
            return query.now.replace(tzinfo=zone)
        return query.now.astimezone(zone)
    if query.today is not None:
        return datetime.combine(query.today, present.timetz())
    return present
