"""Old words that lead to today's services: which of them a message uses."""

from __future__ import annotations

from typing import Final

from bot.nlu.entities import Entity
from bot.nlu.labels import best_matches
from bot.nlu.lexical import LEGACY, found_in
from bot.nlu.words import words

ENTITY: Final = "legacy_term"


def extract(text: str) -> list[Entity]:
    """Return the keys of the old words in a message, the longest first."""
    found = words(text)
    return [
        Entity(ENTITY, m.code, found[m.first].start, found[m.last].end)
        for m in best_matches(found_in(text, LEGACY))
    ]
