"""A crisis contact as a reader sees it: its name, and what to know before trying."""

from __future__ import annotations

import logging

from bot.safety.contact_records import CrisisContact, Texts
from bot.texts import DEFAULT_LANGUAGE, text
from services_db.records import Contact
from services_db.reference.codes import ContactKind

logger = logging.getLogger(__name__)


def shown(one: CrisisContact, language: str) -> Contact:
    """Return a contact as a reader sees it, what is known of it in its label."""
    label = ", ".join([name(one, language), *facts(one, language)])
    return Contact(kind=ContactKind(one.channel), label=label, value=one.value)


def name(one: CrisisContact, language: str) -> str:
    """Return its name in a language, or else in the one that it has."""
    other = next(iter(one.name.values()))
    return one.name.get(language) or one.name.get(DEFAULT_LANGUAGE, other)


def facts(one: CrisisContact, language: str) -> list[str]:
    """Return what to know before trying: language, hours, for whom, the rest."""
    found = []
    try:
        if not one.speaks(language):
            found.append(limit(one, language))
        if one.hours is not None:
            found.append(_hours(one.hours, language))
        if one.age_min and one.age_max:
            found.append(_say(language, "ages", low=one.age_min, high=one.age_max))
        elif one.age_min:
            found.append(_say(language, "age_from", low=one.age_min))
        found += [_say(language, key) for key in ("anonymous", "free") if _is(one, key)]
    except (KeyError, OSError, ValueError):
        logger.exception("crisis.yml cannot be used")
    return found


def limit(one: CrisisContact, language: str) -> str:
    """Return the words for a reader whose language it may not speak.

    Raises:
        KeyError: when there are no words for one of its languages.
    """
    if not one.languages:
        return _say(language, "language_unknown")
    spoken = [_say(language, f"spoken.{code}") for code in one.languages]
    return _say(language, "only", languages=_say(language, "and").join(spoken))


def _is(one: CrisisContact, key: str) -> bool:
    return getattr(one, key) is True


def _hours(hours: str | Texts, language: str) -> str:
    if isinstance(hours, str):
        return hours
    return hours.get(language) or hours[DEFAULT_LANGUAGE]


def _say(language: str, key: str, **values: object) -> str:
    return text(language, f"crisis.label.{key}", **values)
