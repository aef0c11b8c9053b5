"""What was counted, for people who plan services: never so few that one is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import BaseModel

FEWEST: Final = 5
"""A smaller number is not told: it could be somebody whom the reader knows."""


class Counted(BaseModel):
    """How often a kind of message came in a month; ``None`` is fewer than five.

    ``tier`` is 1 for direct danger, 2 for signs of it, 0 for what is no danger.
    """

    kind: str
    tier: int
    language: str
    month: str
    count: int | None


def monthly(
    counts: Mapping[tuple[str, int, str, str], int],
) -> Iterator[Counted]:
    """Yield the counts of each month, small ones suppressed, in order.

    Args:
        counts: by kind, tier, language and day (``YYYY-MM-DD``).
    """
    months: Counter[tuple[str, str, int, str]] = Counter()
    for (kind, tier, language, day), count in counts.items():
        months[day[:7], kind, tier, language] += count
    for (month, kind, tier, language), count in sorted(months.items()):
        told = count if count >= FEWEST else None
        yield Counted(kind=kind, tier=tier, language=language, month=month, count=told)
