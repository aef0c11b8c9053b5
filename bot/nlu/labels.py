"""Entities that name one of a few codes: phases, levels, for whom, and the like.

The phrases of each code stand in ``lexicon/<language>/<topic>.yml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.nlu.entities import Entity
from bot.nlu.lexical import found_in
from bot.nlu.lexicons import word_set
from bot.nlu.patterns import Match
from bot.nlu.words import Word, words

PHASE = "phase"
SUPPORT_LEVEL = "support_level"
CONTACT_PREFERENCE = "contact_preference"
SERVICE_LANGUAGE = "service_language"
OPTION = "option"
ATTRIBUTE = "attribute"
_TOPICS = {
    PHASE: "phases",
    SUPPORT_LEVEL: "levels",
    CONTACT_PREFERENCE: "contact",
    SERVICE_LANGUAGE: "service_languages",
    OPTION: "options",
    ATTRIBUTE: "attributes",
}
_MOST_PHASES = 2
_LONG_FOR_AN_OPTION = 9
_OPTION_INTENTS = frozenset(
    {"ask_service_details", "more_results", "request_human", "affirm", "give_feedback"}
)
_CHANGE_LANGUAGE = "change_language"


def best_matches(matches: Iterable[Match]) -> list[Match]:
    """Return the best match of each code, the longest phrase first, then the first.

    A match inside a longer one of another code does not count.
    """
    best: dict[str, Match] = {}
    found = list(matches)
    for match in found:
        if any(
            other.code != match.code
            and other.first <= match.first <= match.last <= other.last
            and other.words > match.words
            for other in found
        ):
            continue
        known = best.get(match.code)
        if known is None or match.words > known.words:
            best[match.code] = match
    return sorted(best.values(), key=lambda m: (-m.words, m.first))


def _entity(entity: str, match: Match, found: Sequence[Word]) -> Entity:
    value = int(match.code) if entity == OPTION else match.code
    return Entity(entity, value, found[match.first].start, found[match.last].end)


def _find(entity: str, topic: str, text: str) -> list[Entity]:
    found = words(text)
    matches = best_matches(found_in(text, topic))
    return [_entity(entity, match, found) for match in matches]


def phases(text: str) -> list[Entity]:
    """Return the transition phases a message speaks of, at most two."""
    return _find(PHASE, _TOPICS[PHASE], text)[:_MOST_PHASES]


def support_level(text: str) -> list[Entity]:
    """Return the levels of support that a message names, each once.

    Who asks how much help there is has not said how much they want.
    """
    found = words(text)
    asked = word_set("register", "how_much")
    return [
        _entity(SUPPORT_LEVEL, match, found)
        for match in best_matches(found_in(text, _TOPICS[SUPPORT_LEVEL]))
        if not (match.first and found[match.first - 1].folded in asked)
    ]


def contact_preference(text: str) -> list[Entity]:
    """Return how the writer wants to be in touch: chat, text, email, phone, visit."""
    return _find(CONTACT_PREFERENCE, _TOPICS[CONTACT_PREFERENCE], text)[:1]


def service_languages(text: str, intent: str | None = None) -> list[Entity]:
    """Return the ISO codes of languages that a service should be in.

    In a request to change the language its bare name is enough.
    """
    named = _find(SERVICE_LANGUAGE, _TOPICS[SERVICE_LANGUAGE], text)
    if not named and intent == _CHANGE_LANGUAGE:
        named = _find(SERVICE_LANGUAGE, "language_names", text)[-1:]
    return named


def option(text: str, intent: str | None = None) -> list[Entity]:
    """Return which of the options just shown is meant: 1, 2 …, or -1 for the last.

    Only short messages, or ones whose intent is about what was shown, name one.
    """
    if len(words(text)) > _LONG_FOR_AN_OPTION and intent not in _OPTION_INTENTS:
        return []
    stripped = text.strip(" .)!?#")
    if stripped in ("1", "2", "3", "4"):
        return [Entity(OPTION, int(stripped), 0, len(text))]
    return _find(OPTION, _TOPICS[OPTION], text)[:1]


def attribute(text: str) -> list[Entity]:
    """Return what a short message asks of a service: a name of the service card."""
    if len(words(text)) > _LONG_FOR_AN_OPTION:
        return []
    return _find(ATTRIBUTE, _TOPICS[ATTRIBUTE], text)[:1]
