"""Ages, days and languages in words, the same in all that people read. Pure."""

from __future__ import annotations

from datetime import date

from services_db.labels import has, label


def ages(low: int | None, high: int | None, language: str) -> str:
    """Return for what ages, in years; empty when neither end is known."""
    if low is not None and high is not None:
        return label(language, "ages.between", low=low, high=high)
    if low is not None:
        return label(language, "ages.from", low=low)
    return "" if high is None else label(language, "ages.to", high=high)


def day_in_words(day: date, language: str) -> str:
    """Return a day as one writes it."""
    return label(language, "opening.day", day=day.day, month=day.month, year=day.year)


def spoken(code: str, language: str) -> str:
    """Return that something is in a language; the code when it has no name here."""
    key = f"languages.{code}"
    return label(language, key) if has(language, key) else code
