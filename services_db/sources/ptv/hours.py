"""PTV's service hours to schedules: days, past midnight, exceptions, always open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any, Final

from services_db.sources.notes import Notes
from services_db.sources.ptv.parts import OpeningHour, ServiceHours
from services_db.sources.ptv.texts import labels

DAYS: Final = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
EXCEPTIONAL: Final = frozenset({"Exceptional", "Exception"})
OVER_MIDNIGHT: Final = frozenset({"OverMidnight", "Special"})
_WEEK: Final = list(DAYS.values())
_MIDNIGHT: Final = time(0, 0)
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(:\d{2}(\.\d+)?)?$")

Schedule = dict[str, Any]


def schedules(hours: Iterable[ServiceHours], notes: Notes, record: str) -> list[Any]:
    """Return the hours as fields of ``ScheduleRecord``, in PTV's order.

    A row without a day, a time or a validity that makes sense is left out.
    """
    return [row for one in hours for row in _of_one(one, notes, record)]


def _of_one(hours: ServiceHours, notes: Notes, record: str) -> Iterator[Schedule]:
    validity = _validity(hours)
    said = labels(hours.additionalInformation)
    rows = list(_rows(hours, notes, record))
    if hours.isClosed:
        rows = [{"closed": True, "byday": _closed_days(hours)}]
        if not (rows[0]["byday"] or validity["valid_from"] or validity["valid_to"]):
            notes.add("closed hours without a day, left out", record)
            rows = []
    elif not rows and said:
        rows = [{}]
    for number, row in enumerate(rows):
        yield {**row, **validity, "description": said if number == 0 else {}}


def _rows(hours: ServiceHours, notes: Notes, record: str) -> Iterator[Schedule]:
    if hours.isAlwaysOpen:
        yield {"byday": _WEEK, "opens_at": _MIDNIGHT, "closes_at": _MIDNIGHT}
        return
    for row in hours.openingHour:
        opens, closes, days = _clock(row.opens), _clock(row.closes), _days(row)
        if opens is None or closes is None:
            if not hours.isClosed:
                notes.add("hours without a time, left out", record)
        elif not days and hours.serviceHourType not in EXCEPTIONAL:
            notes.add("hours without a day, left out", record)
        elif days and hours.serviceHourType in OVER_MIDNIGHT:
            yield from _through(days, opens, closes)
        else:
            yield {"byday": days, "opens_at": opens, "closes_at": closes}


def _through(days: list[str], opens: time, closes: time) -> Iterator[Schedule]:
    """Yield hours that go on from the first day to the last one."""
    if len(days) == 1 or (len(days) == 2 and closes < opens):
        yield {"byday": days[:1], "opens_at": opens, "closes_at": closes}
        return
    yield {"byday": days[:1], "opens_at": opens, "closes_at": _MIDNIGHT}
    if days[1:-1]:
        yield {"byday": days[1:-1], "opens_at": _MIDNIGHT, "closes_at": _MIDNIGHT}
    if closes != _MIDNIGHT:
        yield {"byday": days[-1:], "opens_at": _MIDNIGHT, "closes_at": closes}


def _closed_days(hours: ServiceHours) -> list[str]:
    days = [day for row in hours.openingHour for day in _days(row)]
    return list(dict.fromkeys(days))


def _days(row: OpeningHour) -> list[str]:
    """Return the days from the first to the last one; a single day without it."""
    first, last = _day(row.dayFrom), _day(row.dayTo)
    if first is None:
        return []
    return _run(first, first if last is None else last)


def _run(first: int, last: int) -> list[str]:
    length = (last - first) % len(_WEEK) + 1
    return [_WEEK[(first + step) % len(_WEEK)] for step in range(length)]


def _validity(hours: ServiceHours) -> Schedule:
    """Return the dates; an exception of one day ends on the day it begins."""
    if hours.validForNow:
        return {"valid_from": None, "valid_to": None}
    starts, ends = day_of(hours.validFrom), day_of(hours.validTo)
    if hours.serviceHourType in EXCEPTIONAL:
        ends = ends or starts
    return {"valid_from": starts, "valid_to": ends}


def day_of(stamp: str | None) -> date | None:
    """Return the day of a time stamp (``2026-11-24T08:00:00``), if it is one."""
    try:
        return date.fromisoformat((stamp or "")[:10])
    except ValueError:
        return None


def _day(name: str | None) -> int | None:
    code = DAYS.get((name or "").strip().lower())
    return None if code is None else _WEEK.index(code)


def _clock(text: str | None) -> time | None:
    """Return a time of day; 24:00 is midnight."""
    found = _CLOCK.match((text or "").strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) == (24, 0):
        return _MIDNIGHT
    return time(hour, minute) if hour < 24 and minute < 60 else None
