"""PTV's hours: days, past midnight, exceptions, always open, and what is broken."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from services_db.records import ScheduleRecord
from services_db.sources.notes import Notes
from services_db.sources.ptv.hours import schedules
from services_db.sources.ptv.parts import ServiceHours

WEEK = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def read(**hours: Any) -> tuple[list[tuple[list[str], str, str]], list[str]]:
    """Return ``(days, opens, closes)`` of each row, and the notes."""
    notes = Notes()
    given = {"serviceHourType": "DaysOfTheWeek", "validForNow": True, **hours}
    rows = schedules([ServiceHours.model_validate(given)], notes, "s1")
    records = [ScheduleRecord.model_validate(row) for row in rows]
    return [
        (list(r.byday), f"{r.opens_at:%H:%M}", f"{r.closes_at:%H:%M}") for r in records
    ], notes.lines()


def opening(first: str, last: str | None, opens: str, closes: str) -> dict[str, Any]:
    return {"dayFrom": first, "dayTo": last, "from": opens, "to": closes}


@pytest.mark.parametrize(
    ("hours", "rows"),
    [
        pytest.param(
            {"openingHour": [opening("Monday", "", "08:00:00", "16:00:00")]},
            [(["MO"], "08:00", "16:00")],
            id="one day",
        ),
        pytest.param(
            {"openingHour": [opening("Monday", "Friday", "08:00:00", "16:00:00")]},
            [(["MO", "TU", "WE", "TH", "FR"], "08:00", "16:00")],
            id="days in a row",
        ),
        pytest.param(
            {"openingHour": [opening("Saturday", "Monday", "10:00", "12:00")]},
            [(["SA", "SU", "MO"], "10:00", "12:00")],
            id="over the end of the week",
        ),
        pytest.param(
            {"openingHour": [opening("Monday", None, "08:00:00", "24:00:00")]},
            [(["MO"], "08:00", "00:00")],
            id="until midnight",
        ),
        pytest.param(
            {"isAlwaysOpen": True, "openingHour": []},
            [(WEEK, "00:00", "00:00")],
            id="always open",
        ),
        pytest.param(
            {
                "serviceHourType": "OverMidnight",
                "openingHour": [opening("Friday", "Saturday", "20:00:00", "04:00:00")],
            },
            [(["FR"], "20:00", "04:00")],
            id="over one midnight",
        ),
        pytest.param(
            {
                "serviceHourType": "OverMidnight",
                "openingHour": [opening("Friday", "Sunday", "18:00:00", "12:00:00")],
            },
            [
                (["FR"], "18:00", "00:00"),
                (["SA"], "00:00", "00:00"),
                (["SU"], "00:00", "12:00"),
            ],
            id="over two midnights",
        ),
        pytest.param(
            {
                "serviceHourType": "OverMidnight",
                "openingHour": [opening("Friday", "Saturday", "08:00:00", "10:00:00")],
            },
            [(["FR"], "08:00", "00:00"), (["SA"], "00:00", "10:00")],
            id="more than a day",
        ),
    ],
)
def test_hours_become_rows(
    hours: dict[str, Any], rows: list[tuple[list[str], str, str]]
) -> None:
    assert read(**hours) == (rows, [])


def one(**hours: Any) -> ScheduleRecord:
    rows = schedules([ServiceHours.model_validate(hours)], Notes(), "s1")
    (row,) = rows
    return ScheduleRecord.model_validate(row)


def test_a_closed_day_ends_on_the_day_it_begins() -> None:
    row = one(
        serviceHourType="Exceptional", isClosed=True, validFrom="2026-12-06T00:00:00"
    )
    assert row.closed
    assert (row.valid_from, row.valid_to) == (date(2026, 12, 6), date(2026, 12, 6))


def test_exceptional_hours_need_no_weekday() -> None:
    row = one(
        serviceHourType="Exceptional",
        validFrom="2026-06-18T00:00:00",
        validTo="2026-06-18T00:00:00",
        openingHour=[opening("", "", "09:00:00", "12:00:00")],
    )
    assert row.byday == []
    assert (row.opens_at, row.closes_at) == (time(9), time(12))


def test_dates_of_hours_that_hold_for_now_are_not_a_limit() -> None:
    row = one(
        serviceHourType="DaysOfTheWeek",
        validForNow=True,
        validFrom="2020-01-01T00:00:00",
        openingHour=[opening("Monday", "", "09:00", "10:00")],
    )
    assert row.valid_from is None


def test_a_season_keeps_its_dates() -> None:
    row = one(
        serviceHourType="DaysOfTheWeek",
        validForNow=False,
        validFrom="2026-06-01T00:00:00",
        validTo="2026-08-31T00:00:00",
        openingHour=[opening("Monday", "", "09:00", "10:00")],
    )
    assert (row.valid_from, row.valid_to) == (date(2026, 6, 1), date(2026, 8, 31))


def test_words_alone_are_kept() -> None:
    row = one(
        serviceHourType="DaysOfTheWeek",
        validForNow=True,
        additionalInformation=[{"language": "fi", "value": "Sopimuksen mukaan"}],
    )
    assert row.description == {"fi": "Sopimuksen mukaan"}
    assert row.opens_at is None


@pytest.mark.parametrize(
    ("hours", "note"),
    [
        ({"openingHour": [opening("Monday", "", "kahdeksan", "16:00")]}, "a time"),
        ({"openingHour": [opening("Monday", "", "25:00:00", "26:00")]}, "a time"),
        ({"openingHour": [opening("Maanantai", "", "08:00", "16:00")]}, "a day"),
        ({"isClosed": True, "openingHour": []}, "without a day"),
    ],
)
def test_hours_that_make_no_sense_are_left_out(
    hours: dict[str, Any], note: str
) -> None:
    rows, notes = read(**hours)
    assert rows == []
    assert note in notes[0]
