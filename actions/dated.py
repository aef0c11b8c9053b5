"""Facts and dates of the catalogue as lines of text, each with its date."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.catalogue import ask
from actions.conversation import Conversation


def today() -> date:
    """Return the date in Finland."""
    return datetime.now(ZoneInfo("Europe/Helsinki")).date()


def short_date(day: date) -> str:
    """Return ``day`` as it is written in Finland: ``24.11.2026``."""
    return f"{day.day}.{day.month}.{day.year}"


def period(starts: date | None, ends: date | None) -> str:
    """Return a period as text; an open end is left open."""
    if starts and ends:
        if starts == ends:
            return short_date(starts)
        if starts.year == ends.year:
            return f"{starts.day}.{starts.month}.\u2013{short_date(ends)}"
        return f"{short_date(starts)}\u2013{short_date(ends)}"
    if ends:
        return f"\u2013{short_date(ends)}"
    return f"{short_date(starts)}\u2013" if starts else ""


async def facts_text(topic: str, now: Conversation, limit: int) -> str:
    """Return the facts of ``topic`` that hold here today, one a line, dated."""
    facts = await ask(
        lambda c: c.facts(topic, now.language, today(), municipality=now.place)
    )
    return "\n".join(
        f"\u2022 {fact.text} ({short_date(fact.verified_on)})"
        if fact.verified_on
        else f"\u2022 {fact.text}"
        for fact in facts[:limit]
    )
