"""What the words around a place name say: home or studies, left or denied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.nlu.lexicons import WordSet, lexicon
from bot.nlu.words import Word

_CLAUSE = re.compile(
    r"[,.;!?\n]|\b(?:mutta|mut|vaan|ja|sekä|men|utan|och|but|and|sitten)\b",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"(?:s|l)ta?$")
_WORDS_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that tell a place from an ordinary word, of some languages together."""

    near: WordSet
    adjacent: WordSet
    fillers: WordSet
    negations: WordSet
    negated: WordSet
    moves: WordSet
    origin: WordSet
    roles: dict[str, WordSet]


@lru_cache
def cues(without: frozenset[str] = frozenset()) -> Cues:
    """Return the cues of all languages but the ones left out."""
    lists = [c for x, c in lexicon("municipalities").items() if x not in without]
    keys = {
        "near": "cues",
        "adjacent": "adjacent_cues",
        "fillers": "fillers",
        "negations": "negations",
        "negated": "negated_verbs",
        "moves": "moves",
        "origin": "origin",
    }
    sets = {
        field: WordSet(word for content in lists for word in content[key])
        for field, key in keys.items()
    }
    roles = {
        role: WordSet(word for content in lists for word in content["roles"][role])
        for role in ("home", "study")
    }
    return Cues(**sets, roles=roles)


def clause_of(word: Word, text: str, found: Sequence[Word]) -> list[Word]:
    """Return the words of the clause that a word stands in."""
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text) + 1]
    start = max(c for c in cuts if c <= word.start)
    end = min(c for c in cuts if c > word.start)
    return [w for w in found if start <= w.start < end]


def is_origin(first: int, found: Sequence[Word]) -> bool:
    """Whether the name is where somebody moves from."""
    before = found[first - 1].folded if first else ""
    return before in cues().origin or bool(_ORIGIN.search(found[first].folded))


def role_of(first: int, text: str, found: Sequence[Word]) -> str | None:
    """Return ``home`` or ``study`` by the nearest such word of the clause.

    The place somebody moves from has no role; where they move to is home.
    """
    here = found[first]
    clause = clause_of(here, text, found)
    if any(w.folded in cues().moves for w in clause):
        return None if is_origin(first, found) else "home"
    near = [
        (abs(word.start - here.start), role)
        for role, known in cues().roles.items()
        for word in clause
        if word.folded in known
    ]
    return min(near)[1] if near else None


def is_denied(first: int, found: Sequence[Word]) -> bool:
    """Whether the writer says that they do not live or study in the place."""
    before = [w.folded for w in found[max(0, first - _WORDS_BEFORE) : first]]
    return any(w in cues().negations for w in before) and any(
        w in cues().negated for w in before
    )
