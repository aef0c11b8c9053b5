"""What a message is about: the themes of its needs, strongest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.nlu.entities import NEGATIVE, Entity
from bot.nlu.lexicons import WordSet, lexicon, word_set
from bot.nlu.patterns import Match, Patterns
from bot.nlu.words import Word, words
from services_db.reference.codes import Theme

ENTITY = "theme"
MOST = 3
IMPLIED = {
    "find_training": Theme.TRAINING,
    "find_job": Theme.JOB,
    "start_business": Theme.ENTREPRENEURSHIP,
}
"""The theme that an intent speaks of by itself."""

_STRONG, _WEAK = 2.0, 0.5
_IMPLIED_WEIGHT = 2.5
_REFUSED_AFTER = 4
"""How many words after "I do not want" the refusal reaches."""
_REFUSED_BEFORE = 3


@dataclass
class _Found:
    score: float = 0.0
    first: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)


@lru_cache
def _patterns() -> Patterns:
    return Patterns(
        (f"{theme}/{strength}", phrase)
        for content in lexicon("themes").values()
        for theme, lists in content.items()
        for strength, phrases in lists.items()
        for phrase in phrases
    )


@lru_cache
def _refusals() -> tuple[Patterns, Patterns, WordSet]:
    lists = lexicon("polarity").values()
    before = Patterns(("", p) for content in lists for p in content["before"])
    after = Patterns(("", p) for content in lists for p in content["after"])
    return before, after, word_set("polarity", "turns")


def refused(found: Sequence[Word]) -> frozenset[int]:
    """Return the positions of words that the writer refuses: "en halua kouluun".

    The refusal ends where the writer turns ("vaan", "men") or a clause begins.
    """
    before, after, turns = _refusals()
    positions: set[int] = set()
    for match in before.find(found):
        for i in range(match.last + 1, min(match.last + 1 + _REFUSED_AFTER, len(found))):
            if found[i].folded in turns or found[i].starts_sentence:
                break
            positions.add(i)
    for match in after.find(found):
        for i in range(match.first - 1, max(match.first - 1 - _REFUSED_BEFORE, -1), -1):
            if found[i].folded in turns:
                break
            positions.add(i)
    return frozenset(positions)


def _longest(matches: Iterator[Match]) -> list[Match]:
    """Leave out a match whose words all stand in a longer one of another theme."""
    found = list(matches)
    return [
        m
        for m in found
        if not any(
            o.words > m.words and o.first <= m.first and m.last <= o.last for o in found
        )
    ]


def _collect(found: Sequence[Word]) -> tuple[dict[str, _Found], dict[str, _Found]]:
    """Return the themes wanted and the themes refused."""
    wanted: dict[str, _Found] = defaultdict(_Found)
    unwanted: dict[str, _Found] = defaultdict(_Found)
    no = refused(found)
    seen: set[tuple[str, int]] = set()
    for match in _longest(_patterns().find(found)):
        theme, _, strength = match.code.partition("/")
        if (theme, match.first) in seen:
            continue
        seen.add((theme, match.first))
        side = unwanted if match.first in no else wanted
        entry = side[theme]
        if not entry.spans:
            entry.first = match.first
        weight = _STRONG if strength == "strong" else _WEAK
        entry.score += weight * (1 + 0.25 * (match.words - 1))
        entry.spans.append((found[match.first].start, found[match.last].end))
    return wanted, unwanted


def _ranked(wanted: dict[str, _Found]) -> list[tuple[str, _Found]]:
    ranked = sorted(wanted.items(), key=lambda item: (-item[1].score, item[1].first))
    if ranked and ranked[0][1].score >= _STRONG:
        ranked = [(theme, entry) for theme, entry in ranked if entry.score >= _STRONG]
    return ranked[:MOST]


def extract(text: str, intent: str | None = None) -> list[Entity]:
    """Return the themes of a message, strongest first, at most three.

    The theme that ``intent`` implies is among them even where no word says it; its
    span is then the whole text. Refused themes follow, with negative polarity.
    """
    found = words(text)
    wanted, unwanted = _collect(found)
    implied = IMPLIED.get(intent or "")
    if implied is not None and (implied in wanted or implied not in unwanted):
        entry = wanted[implied]
        entry.score += _IMPLIED_WEIGHT
        entry.spans = entry.spans or [(0, len(text))]
    entities = [
        Entity(ENTITY, theme, *entry.spans[0], confidence=round(entry.score, 2))
        for theme, entry in _ranked(wanted)
    ]
    entities += [
        Entity(ENTITY, theme, *entry.spans[0], polarity=NEGATIVE)
        for theme, entry in unwanted.items()
        if theme not in wanted
    ]
    return entities
