"""Service hours of version 12 in the shape of version 11. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services_db.sources.notes import Notes
from services_db.sources.ptv.hours import DAYS
from services_db.sources.ptv.online.v12_parts import Item, by_language, objects, part

_WEEKLY: Final = frozenset(
    {"WeeklyUntilFurtherNoticeServiceHour", "WeeklyDateRangeServiceHour"}
)
_CONTINUOUS: Final = frozenset(
    {
        "ContinuousDateRangeServiceHour",
        "ContinuousWeekdaysUntilFurtherNoticeServiceHour",
    }
)
_EXCEPTIONAL: Final = "ExceptionalDateRangeServiceHour"
_ALWAYS: Final = "ContinuousAlwaysValidServiceHour"


def hours(item: Mapping[str, Any], notes: Notes) -> list[Item]:
    """Return ``serviceHours`` as v11's list.

    Hours of odd or even weeks and those of named holidays have no place in it; they
    are counted.
    """
    given = part(item, "serviceHours")
    if given.get("holidayServiceHours"):
        notes.add("hours of holidays, not read", str(item.get("contentId") or ""))
    return [row for one in objects(given, "hours") for row in _one(one, notes)]


def _one(one: Item, notes: Notes) -> Iterator[Item]:
    kind = one.get("type")
    dated = bool(one.get("fromDate"))
    said = [*by_language(one, "heading"), *by_language(one, "additionalInformation")]
    shared: Item = {
        "validForNow": not dated,
        "validFrom": one.get("fromDate"),
        "validTo": one.get("toDate"),
        "additionalInformation": said,
        "isReservation": one.get("openingStatus") == "OpenOnReservation",
    }
    if kind == _ALWAYS:
        yield {**shared, "serviceHourType": "DaysOfTheWeek", "isAlwaysOpen": True}
    elif kind in _CONTINUOUS:
        row = {
            "dayFrom": one.get("fromDay"),
            "dayTo": one.get("toDay"),
            "from": one.get("fromTime"),
            "to": one.get("toTime"),
        }
        yield {**shared, "serviceHourType": "OverMidnight", "openingHour": [row]}
    elif kind in _WEEKLY:
        yield from _week(one, {**shared, "serviceHourType": "DaysOfTheWeek"}, notes)
    elif kind == _EXCEPTIONAL:
        yield from _week(one, {**shared, "serviceHourType": "Exceptional"}, notes)
    else:
        notes.add(f"hours of the type {kind}, not read")


def _week(one: Item, shared: Item, notes: Notes) -> Iterator[Item]:
    opened: list[Item] = []
    closed: list[Item] = []
    reserved = False
    week = part(one, "weeklyHours")
    for day in DAYS:
        for row in objects(part(week, day), "hours"):
            if row.get("repetition") not in (None, "Weekly"):
                notes.add("hours of odd or even weeks, left out")
                continue
            times = {"dayFrom": day, "from": row.get("start"), "to": row.get("end")}
            shut = row.get("openingStatus") == "Closed"
            (closed if shut else opened).append(times)
            reserved = reserved or row.get("openingStatus") == "OpenOnReservation"
    shared = {**shared, "isReservation": shared["isReservation"] or reserved}
    if opened:
        yield {**shared, "openingHour": opened}
    if closed or (not opened and shared["serviceHourType"] == "Exceptional"):
        yield {**shared, "isClosed": True, "openingHour": closed}
