"""Finnish days and times of day."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.texts import text


@lru_cache
def finland() -> ZoneInfo:
    """Return the time zone in which days are counted and times are shown."""
    return ZoneInfo("Europe/Helsinki")


def day_of(seconds: float) -> str:
    """Return the Finnish date of a moment, as ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(finland()).date().isoformat()


def shown(iso: str, language: str) -> str:
    """Return a moment as people write it in a language."""
    at = datetime.fromisoformat(iso).astimezone(finland())
    return text(
        language,
        "gateway.export.at",
        day=at.day,
        month=at.month,
        year=at.year,
        hour=at.hour,
        minute=f"{at.minute:02d}",
    )
