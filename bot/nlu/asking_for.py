"""For whom the writer asks: oneself, a child, a friend or a client."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.ages import extract as ages
from bot.nlu.entities import Entity
from bot.nlu.lexical import found_in
from bot.nlu.lexicons import merged, word_set
from bot.nlu.patterns import Match
from bot.nlu.words import Word, words

ENTITY = "asking_for"
_TOPIC = "asking_for"
OTHERS = ("child", "client", "friend")
_RANKS = (*OTHERS, "self")
_AS = re.compile(r"\s*as[.:]\s", re.IGNORECASE)
"""A professional's abbreviation for "asiakas", at the start of a note."""
_SEGMENTS = re.compile(r"[,.;/]")


def _is_note(text: str, found: Sequence[Word]) -> bool:
    """Whether it is a professional's note: telegraphic, an age, no first person."""
    if _AS.match(text):
        return True
    folded = [word.folded for word in found]
    if any(word in word_set("register", "first_person") for word in folded):
        return False
    segments = [part for part in _SEGMENTS.split(text) if part.strip()]
    professional = any(word in word_set("register", "professional") for word in folded)
    return professional and len(segments) >= 2 and bool(ages(text))


def _is_about_oneself(found: Sequence[Word], match: Match) -> bool:
    """Whether the word is what the writer is, or who is with the writer."""
    before = found[match.first - 1] if match.first else None
    after = found[match.last + 1] if match.last + 1 < len(found) else None
    if before and before.folded in word_set("register", "first_person"):
        return True
    # As written: the Swedish "åt" is not the English "at".
    return bool(
        (before and before.lower in merged("register", "company_before"))
        or (after and after.lower in merged("register", "company_after"))
    )


def extract(text: str) -> list[Entity]:
    """Return for whom the writer asks; nothing when they do not say.

    A message in a professional's register without a subject is about a client.
    """
    found = words(text)
    matches = [
        m
        for m in found_in(text, _TOPIC)
        if m.code == "child" or not _is_about_oneself(found, m)
    ]
    if matches:
        best = min(matches, key=lambda m: (_RANKS.index(m.code), m.first, -m.words))
        span = (found[best.first].start, found[best.last].end)
        return [Entity(ENTITY, best.code, *span)]
    if _is_note(text, found):
        return [Entity(ENTITY, "client", 0, len(text))]
    return []
