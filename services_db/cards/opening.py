"""Opening hours: whether a service is open now, and the hours in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from services_db.labels import label
from services_db.labels.wording import day_in_words
from services_db.records import Opening

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
AHEAD: Final = timedelta(days=14)
DATES: Final = 3
"""How many coming dates are named."""

DATED: Final = 2
"""The rank of single dates, see ``Hours.rank``."""


@dataclass(frozen=True)
class Hours:
    """One row of a schedule, in local Finnish time.

    ``byday`` empty: every day of its validity. Equal times: around the clock.
    Closing before opening: past midnight.
    """

    byday: frozenset[str] = frozenset()
    opens_at: time | None = None
    closes_at: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    closed: bool = False
    description: str = ""

    def covers(self, day: date) -> bool:
        """Whether ``day`` is within the validity."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def is_on(self, day: date) -> bool:
        """Whether the row says something about ``day``."""
        return self.covers(day) and (
            not self.byday or DAYS[day.weekday()] in self.byday
        )

    @property
    def is_dated(self) -> bool:
        """Whether it is open on these dates only: a pop-up place, a single day."""
        return self.rank == DATED

    @property
    def rank(self) -> int:
        """How particular it is: of the rows that cover a day the highest rule.

        Closed on dates, hours of single dates, hours of a season, usual hours.
        """
        if self.closed:
            return DATED + 1
        bounded = self.valid_from is not None and self.valid_to is not None
        return (DATED if not self.byday else 1) if bounded else 0


def opening(
    hours: Sequence[Hours], now: datetime, language: str, said: str | None = None
) -> Opening:
    """Return whether it is open ``now`` (Finnish time) and the hours as a text.

    ``said`` is the source's own text, which is kept as it is; after the last date of a
    place that is open on dates only, that date follows. ``open_now`` is null when no
    row tells about today.
    """
    today = now.date()
    text = said or _describe(hours, today, language)
    if said and (last := _last(hours, today, language)):
        text = f"{said}, {last}"
    return Opening(
        open_now=_is_open(hours, now), text=text or label(language, "opening.unknown")
    )


def last_date(hours: Sequence[Hours]) -> date | None:
    """Return the last day of a place that is open on dates only; ``None``: no such."""
    telling = [row for row in hours if not row.closed]
    if not all(row.is_dated for row in telling):
        return None
    return max((row.valid_to for row in telling if row.valid_to), default=None)


def next_date(hours: Sequence[Hours], today: date) -> date | None:
    """Return today or the next date of a place that is open on dates only."""
    if last_date(hours) is None:
        return None
    return next(
        (max(r.valid_from or today, today) for r in _coming(hours, today)), None
    )


def _rules(hours: Sequence[Hours], day: date) -> list[Hours]:
    """Return the rows that decide on a day: those of the highest rank."""
    covering = [row for row in hours if row.covers(day)]
    closing = [row for row in covering if row.closed and row.is_on(day)]
    if closing:
        return closing
    telling = [row for row in covering if not row.closed and _has_hours(row)]
    highest = max((row.rank for row in telling), default=0)
    return [row for row in telling if row.rank == highest]


def _has_hours(row: Hours) -> bool:
    return row.opens_at is not None and row.closes_at is not None


def _is_open(hours: Sequence[Hours], now: datetime) -> bool | None:
    today, clock = now.date(), now.time().replace(tzinfo=None)
    rules = _rules(hours, today)
    yesterday = today - timedelta(days=1)
    late = [r for r in _rules(hours, yesterday) if r.is_on(yesterday)]
    if any(_past_midnight(r) and r.closes_at and clock < r.closes_at for r in late):
        return True
    if not rules:
        return None
    return any(row.is_on(today) and _holds(row, clock) for row in rules)


def _past_midnight(row: Hours) -> bool:
    return (
        row.opens_at is not None
        and row.closes_at is not None
        and row.closes_at < row.opens_at
    )


def _holds(row: Hours, clock: time) -> bool:
    if row.closed or row.opens_at is None or row.closes_at is None:
        return False
    if row.opens_at == row.closes_at:
        return True
    if _past_midnight(row):
        return clock >= row.opens_at
    return row.opens_at <= clock < row.closes_at


def _describe(hours: Sequence[Hours], today: date, language: str) -> str:
    usual = [r for r in _rules(hours, today) if not r.closed and not r.is_dated]
    if not usual:
        usual = [r for r in hours if r.rank == 0 and r.covers(today) and _has_hours(r)]
    parts = [_always(language)] if _is_always(usual) else _week(usual, language)
    dated = _coming(hours, today)
    if usual:
        dated = [r for r in dated if r.valid_from and r.valid_from <= today + AHEAD]
    parts += [_on_dates(row, language) for row in dated[:DATES]]
    if not parts and (last := _last(hours, today, language)):
        parts.append(last)
    soon = [
        row
        for row in hours
        if row.closed
        and row.valid_from is not None
        and row.valid_from <= today + AHEAD
        and (row.valid_to is None or row.valid_to >= today)
    ]
    parts += [
        label(language, "opening.closed_on", days=_dates(row, language)) for row in soon
    ]
    parts += [
        row.description
        for row in hours
        if row.description and (row.covers(today) or row in dated[:DATES])
    ]
    return ", ".join(dict.fromkeys(parts))


def _last(hours: Sequence[Hours], today: date, language: str) -> str:
    """Return the last date of a place whose dates are all over, else nothing."""
    last = last_date(hours)
    if last is None or last >= today:
        return ""
    return label(language, "opening.last", day=day_in_words(last, language))


def _coming(hours: Sequence[Hours], today: date) -> list[Hours]:
    """Return the rows of dates that are not over, the next first."""
    dated = [r for r in hours if r.is_dated and r.valid_to and r.valid_to >= today]
    return sorted(dated, key=lambda r: (r.valid_from or today, r.opens_at or time()))


def _on_dates(row: Hours, language: str) -> str:
    days, span = _dates(row, language), _span(row, language)
    if not span:
        return days
    return label(language, "opening.on_dates", days=days, span=span)


def _always(language: str) -> str:
    return label(language, "opening.always")


def _is_always(rows: Sequence[Hours]) -> bool:
    around = [row for row in rows if row.opens_at == row.closes_at]
    days = {day for row in around for day in (row.byday or DAYS)}
    return len(days) == len(DAYS)


def _week(rows: Sequence[Hours], language: str) -> list[str]:
    """Return ``ma–pe 9–16`` for each run of days with the same hours."""
    in_order = sorted(rows, key=lambda row: row.opens_at or time())
    by_day = [
        [_span(row, language) for row in in_order if not row.byday or day in row.byday]
        for day in DAYS
    ]
    parts: list[str] = []
    start = 0
    for end in range(1, len(DAYS) + 1):
        if end < len(DAYS) and by_day[end] == by_day[start]:
            continue
        if by_day[start]:
            names = [label(language, f"weekdays.{DAYS[n]}") for n in (start, end - 1)]
            run = "–".join(dict.fromkeys(names))
            parts.append(f"{run} {' '.join(dict.fromkeys(by_day[start]))}")
        start = end
    return parts


def _span(row: Hours, language: str) -> str:
    ends = (row.opens_at, row.closes_at)
    return "–".join(_clock(end, language) for end in ends if end is not None)


def _clock(at: time, language: str) -> str:
    name = "opening.hour_minute" if at.minute else "opening.hour"
    return label(language, name, hour=at.hour, minute=f"{at.minute:02}")


def _dates(row: Hours, language: str) -> str:
    ends = dict.fromkeys(d for d in (row.valid_from, row.valid_to) if d is not None)
    return "–".join(day_in_words(one, language) for one in ends)
