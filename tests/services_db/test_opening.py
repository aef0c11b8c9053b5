"""Opening hours in Finnish time: usual weeks, seasons, exceptions, midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from services_db.cards.opening import Hours, opening
from services_db.clock import moment_of
from services_db.query import Query

WEEKDAYS = frozenset({"MO", "TU", "WE", "TH", "FR"})
USUAL = Hours(WEEKDAYS, time(9), time(16))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Helsinki"))


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        ("2026-11-24T08:59", False),
        ("2026-11-24T09:00", True),
        ("2026-11-24T15:59", True),
        ("2026-11-24T16:00", False),
        ("2026-11-28T12:00", False),  # Saturday
    ],
)
def test_usual_hours(moment: str, open_now: bool) -> None:
    found = opening([USUAL], at(moment), "fi")
    assert (found.open_now, found.text) == (open_now, "ma–pe 9–16")


def test_unknown_is_null_and_said() -> None:
    found = opening([], at("2026-11-24T12:00"), "fi")
    assert (found.open_now, found.text) == (None, "ei tiedossa")
    assert opening([], at("2026-11-24T12:00"), "sv").text == "inte känt"
    told = Hours(description="Kysy ajat puhelimessa")
    found = opening([told], at("2026-11-24T12:00"), "fi")
    assert (found.open_now, found.text) == (None, "Kysy ajat puhelimessa")


def test_hours_that_are_over_do_not_tell_about_today() -> None:
    past = Hours(WEEKDAYS, time(9), time(16), date(2025, 1, 1), date(2025, 12, 31))
    found = opening([past], at("2026-11-24T12:00"), "fi")
    assert (found.open_now, found.text) == (None, "ei tiedossa")


def test_the_sources_own_text_is_kept() -> None:
    found = opening([USUAL], at("2026-11-24T12:00"), "fi", "Avoinna arkisin.")
    assert (found.open_now, found.text) == (True, "Avoinna arkisin.")


def test_a_closed_day_is_an_exception() -> None:
    holiday = Hours(
        valid_from=date(2026, 12, 24), valid_to=date(2026, 12, 26), closed=True
    )
    hours = [USUAL, holiday]
    assert opening(hours, at("2026-12-24T12:00"), "fi").open_now is False
    assert opening(hours, at("2026-12-28T12:00"), "fi").open_now is True
    text = opening(hours, at("2026-12-15T12:00"), "fi").text
    assert text == "ma–pe 9–16, kiinni 24.12.2026–26.12.2026"
    assert opening(hours, at("2026-11-24T12:00"), "fi").text == "ma–pe 9–16"


def test_a_single_day_has_its_own_hours() -> None:
    short = Hours(
        frozenset(), time(9), time(12), date(2026, 12, 23), date(2026, 12, 23)
    )
    hours = [USUAL, short]
    assert opening(hours, at("2026-12-23T13:00"), "fi").open_now is False
    assert opening(hours, at("2026-12-22T13:00"), "fi").open_now is True


def test_a_season_replaces_the_usual_hours() -> None:
    summer = Hours(
        WEEKDAYS, time(10), time(14, 30), date(2027, 6, 1), date(2027, 8, 31)
    )
    hours = [USUAL, summer]
    july = opening(hours, at("2027-07-01T15:00"), "fi")
    assert (july.open_now, july.text) == (False, "ma–pe 10–14.30")
    assert opening(hours, at("2027-09-01T15:00"), "fi").open_now is True


def test_open_past_midnight() -> None:
    late = Hours(frozenset({"FR"}), time(18), time(2))
    assert opening([late], at("2026-11-27T23:00"), "fi").open_now is True
    assert opening([late], at("2026-11-28T01:59"), "fi").open_now is True
    assert opening([late], at("2026-11-28T02:00"), "fi").open_now is False
    assert opening([late], at("2026-11-27T17:59"), "fi").open_now is False


def test_around_the_clock() -> None:
    always = Hours(opens_at=time(0), closes_at=time(0))
    found = opening([always], at("2026-11-24T03:00"), "en")
    assert (found.open_now, found.text) == (True, "always open")


def test_days_with_the_same_hours_are_joined() -> None:
    hours = [
        Hours(frozenset({"MO", "TU"}), time(9), time(15)),
        Hours(frozenset({"WE"}), time(12), time(18)),
        Hours(frozenset({"FR"}), time(9), time(11)),
        Hours(frozenset({"FR"}), time(12), time(15)),
    ]
    found = opening(hours, at("2026-11-24T12:00"), "sv")
    assert found.text == "mån–tis 9–15, ons 12–18, fre 9–11 12–15"
    found = opening(hours, at("2026-11-27T11:30"), "en")
    assert found.open_now is False
    assert found.text.startswith("Mon–Tue 9:00–15:00, Wed 12:00–18:00")


def test_the_time_is_finnish_whatever_the_callers_zone() -> None:
    assert moment_of(Query(now=datetime(2026, 11, 24, 22, 30, tzinfo=UTC))).date() == (
        date(2026, 11, 25)
    )
    summer = moment_of(Query(now=datetime(2026, 7, 1, 6, tzinfo=UTC)))
    assert summer.hour == 9
    assert moment_of(Query(now=datetime(2026, 11, 24, 12))).hour == 12  # noqa: DTZ001
    assert moment_of(Query(today=date(2026, 1, 2))).date() == date(2026, 1, 2)


def day(number: int, opens: int = 12, closes: int = 15) -> Hours:
    """One day of a place that comes by, in December."""
    on = date(2026, 12, number)
    return Hours(frozenset(), time(opens), time(closes), on, on)


@pytest.mark.parametrize(
    ("moment", "open_now", "text"),
    [
        ("2026-11-24T13:00", None, "3.12.2026 klo 12–15, 10.12.2026 klo 9–11"),
        ("2026-12-03T13:00", True, "3.12.2026 klo 12–15, 10.12.2026 klo 9–11"),
        ("2026-12-04T13:00", None, "10.12.2026 klo 9–11"),
        ("2026-12-11T13:00", None, "viimeksi 10.12.2026"),
    ],
)
def test_a_place_that_comes_by_names_its_next_dates(
    moment: str, open_now: bool | None, text: str
) -> None:
    found = opening([day(10, 9, 11), day(3)], at(moment), "fi")
    assert (found.open_now, found.text) == (open_now, text)


def test_only_the_next_three_dates_are_named() -> None:
    text = opening([day(n) for n in range(1, 9)], at("2026-11-24T12:00"), "en").text
    assert text == ", ".join(f"{n}.12.2026 at 12:00–15:00" for n in (1, 2, 3))


def test_a_single_day_beside_usual_hours_is_named_when_it_is_near() -> None:
    hours = [USUAL, day(23, 9, 12)]
    assert opening(hours, at("2026-11-24T12:00"), "fi").text == "ma–pe 9–16"
    text = "ma–pe 9–16, 23.12.2026 klo 9–12"
    assert opening(hours, at("2026-12-15T12:00"), "fi").text == text
    assert opening(hours, at("2026-12-23T12:00"), "fi").text == text
