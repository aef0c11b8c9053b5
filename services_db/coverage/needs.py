"""Searches that found nothing, so many together that nobody can be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection, Select, func, select

from services_db.models import SearchGap

FEWEST: Final = 5
"""No cell tells of fewer searches than this."""


class Need(NamedTuple):
    """How often something was sought in vain; empty: it was not said."""

    place: str
    theme: str
    support_level: str
    searches: int


def unanswered(
    connection: Connection,
    places: Mapping[str, Collection[str]],
    since: date | None = None,
) -> tuple[list[Need], int]:
    """Return the needs of places and of no place, the greatest first.

    ``places`` are codes with their municipalities. A municipality with fewer than
    ``FEWEST`` searches of a kind is not told; what such municipalities of a place
    have together is rounded down to a multiple of ``FEWEST``, so that neither a cell
    nor the difference of two reports gives one away. Places that are left with
    nothing are only counted. ``since`` is moved back to the first of its month, so
    that two reports cannot be subtracted to single days.
    """
    of = {one: place for place, members in places.items() for one in members}
    told: Counter[tuple[str, str, str]] = Counter()
    small: Counter[tuple[str, str, str]] = Counter()
    for municipality, theme, level, searches in connection.execute(_asked(since)):
        place = of.get(municipality) if municipality else ""
        if place is not None:
            counter = told if searches >= FEWEST else small
            counter[place, theme, level] += searches
    for cell, searches in small.items():
        told[cell] += searches - searches % FEWEST
    shown = [Need(*cell, searches) for cell, searches in told.items() if searches]
    shown.sort(key=lambda need: (-need.searches, need))
    return shown, len(told) - len(shown)


def _asked(since: date | None) -> Select[str, str, str, int]:
    gap = SearchGap
    by = (gap.municipality, gap.theme, gap.support_level)
    asked = select(*by, func.sum(gap.count)).group_by(*by)
    if since is not None:
        asked = asked.where(gap.day >= since.replace(day=1))
    return asked
