"""Opening hours as HSDS schedules, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from services_db.hsds import model as h
from services_db.hsds.extras import Extras, in_languages
from services_db.hsds.ids import made_id
from services_db.records import ScheduleRecord

CLOSED: Final = "closed"
"""What ``notes`` say of days on which the service is closed: HSDS has no field."""
_DAYS: Final = frozenset(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))


def schedule_rows(
    schedules: Sequence[ScheduleRecord], owner: str, spoken: str
) -> list[h.Schedule]:
    """Return the hours of a service, or of a service at a place."""
    return [
        _row(schedule, made_id("schedule", owner, number), spoken)
        for number, schedule in enumerate(schedules)
    ]


def _row(schedule: ScheduleRecord, key: str, spoken: str) -> h.Schedule:
    texts = schedule.description
    dated = bool(schedule.valid_from and schedule.valid_to and not schedule.byday)
    first, last = _day(schedule.valid_from), _day(schedule.valid_to)
    return h.Schedule(
        id=key,
        dtstart=first if dated else None,
        until=last if dated else None,
        freq="WEEKLY" if schedule.byday else None,
        byday=",".join(schedule.byday) or None,
        opens_at=schedule.opens_at.isoformat() if schedule.opens_at else None,
        closes_at=schedule.closes_at.isoformat() if schedule.closes_at else None,
        valid_from=first,
        valid_to=last,
        description=texts.get(spoken) or None,
        notes=CLOSED if schedule.closed else None,
        attributes=in_languages(h.Schedule.table, key, "description", texts, spoken),
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def read_schedule(row: h.Schedule, spoken: str) -> dict[str, Any] | None:
    """Return ``ScheduleRecord`` keys; ``None`` for a rule that they cannot hold.

    Weekly rules of every week are held, and plain dates; without a rule that repeats
    it, an event is on the day of its ``dtstart`` alone.
    """
    rules = (row.byweekno, row.bymonthday, row.byyearday, row.count)
    days = [day.strip() for day in (row.byday or "").split(",") if day.strip()]
    wide = row.freq == "MONTHLY" or any(rules) or (row.interval or 1) != 1
    if wide or not _DAYS.issuperset(days):
        return None
    repeats = bool(row.freq or days)
    said = {spoken: row.description} if row.description else {}
    return {
        "byday": days,
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "valid_from": row.valid_from or row.dtstart,
        "valid_to": row.valid_to or row.until or (None if repeats else row.dtstart),
        "closed": row.notes == CLOSED,
        "description": said | Extras.of(row).texts("description"),
    }
