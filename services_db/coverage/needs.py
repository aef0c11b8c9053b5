"""Searches that found nothing, so many together that nobody can be meant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, select

from services_db.models import SearchGap

FEWEST: Final = 5
"""No cell tells of fewer searches than this."""


class Need(NamedTuple):
    """How often something was sought in vain; empty: it was not said."""

    municipality: str
    theme: str
    support_level: str
    searches: int


def unanswered(
    connection: Connection, municipalities: Collection[str], since: date | None = None
) -> tuple[list[Need], int]:
    """Return the needs of the municipalities and of no place, the greatest first.

    Cells below ``FEWEST`` are not told, only how many cells they are; nor is any sum
    that would give them away. ``since`` is moved back to the first of its month, so
    that two reports cannot be subtracted to single days.
    """
    gap = SearchGap
    total = func.sum(gap.count)
    asked = (
        select(gap.municipality, gap.theme, gap.support_level, total)
        .group_by(gap.municipality, gap.theme, gap.support_level)
        .order_by(total.desc(), gap.municipality, gap.theme, gap.support_level)
    )
    if since is not None:
        asked = asked.where(gap.day >= since.replace(day=1))
    wanted = {*municipalities, ""}
    rows = [row for row in connection.execute(asked) if row[0] in wanted]
    shown = [Need(*row) for row in rows if row[3] >= FEWEST]
    return shown, len(rows) - len(shown)
