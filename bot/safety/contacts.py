"""Contacts for a crisis: ``contacts.yml``, or a small copy when it cannot be read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Final

from bot.safety.contact_labels import facts, limit, shown
from bot.safety.contact_records import (
    ALL_KINDS,
    GENERAL,
    CrisisContact,
    minimal,
    read,
)
from bot.safety.screen import KINDS
from bot.texts import languages
from services_db.records import Contact

logger = logging.getLogger(__name__)

FILE: Final = Path(__file__).parent / "contacts.yml"
MOST: Final = 5
"""Contacts in one reply; more would be too much to choose from."""
WARN_DAYS: Final = 60
ALARM_DAYS: Final = 90
_NEEDED: Final = ("is_written", "is_spoken", "is_always_open")


@lru_cache(maxsize=1)
def contacts() -> tuple[CrisisContact, ...]:
    """Return all contacts, best first; the small copy when the file is no good."""
    try:
        return read(FILE)
    except (OSError, ValueError):
        logger.exception("contacts.yml cannot be used")
        return minimal()


def chosen(kind: str | None, language: str) -> list[CrisisContact]:
    """Return at most five contacts for a kind of danger, best first.

    First what speaks ``language`` or is marked ``first``, then what may speak it,
    then the rest. Where there is such a one, it has a phone that is open at every hour,
    not counting 112, and a way without talking. An unknown kind gets the general
    ones.
    """
    known = kind if kind in KINDS else GENERAL

    def distance(one: CrisisContact) -> int:
        if one.first or one.speaks(language):
            return 0
        return 2 if one.languages else 1

    fitting = sorted((one for one in contacts() if known in one.kinds), key=distance)
    found, rest = fitting[:MOST], fitting[MOST:]
    missing = [
        better
        for needed in map(attrgetter, _NEEDED)
        if not any(map(needed, found))
        and (better := next(filter(needed, rest), None)) is not None
    ]
    added = list({one.key: one for one in missing}.values())
    return found[: MOST - len(added)] + added


def for_kind(kind: str | None, language: str) -> list[Contact]:
    """Return the contacts of ``chosen`` as a reader sees them."""
    return [shown(one, language) for one in chosen(kind, language)]


def check() -> Iterator[str]:
    """Yield what must stop a start: a language and kind without help.

    Beside 112 that is a phone that speaks the language, and a way to write.
    """
    try:
        read(FILE)
    except (OSError, ValueError) as error:
        yield f"contacts.yml: {type(error).__name__}; the small copy is in use"
    for language in languages():
        for one in contacts():
            if language not in one.name:
                yield f"contacts.yml: {one.key} has no name in {language}"
        for kind in ALL_KINDS:
            found = chosen(kind, language)
            if not any(one.is_spoken and one.speaks(language) for one in found):
                yield f"contacts.yml: {kind} has no phone for {language}"
            if not any(one.is_written and _is_told(one, language) for one in found):
                yield f"contacts.yml: {kind} has no chat or page for {language}"


def warnings(today: date | None = None) -> Iterator[str]:
    """Yield the contacts to verify again; from 90 days on it is an alarm."""
    day = today or datetime.now(UTC).date()
    for one in contacts():
        if one.verified_on is None:
            yield f"contacts.yml: alarm: {one.key} has no date of verification"
            continue
        age = (day - one.verified_on).days
        if age >= WARN_DAYS:
            how = "alarm" if age >= ALARM_DAYS else "warning"
            yield f"contacts.yml: {how}: {one.key} was verified {age} days ago"


def _is_told(one: CrisisContact, language: str) -> bool:
    """Whether it speaks a reader's language, or the label says that it may not."""
    try:
        return one.speaks(language) or limit(one, language) in facts(one, language)
    except KeyError:
        return False
