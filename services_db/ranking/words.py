"""How much of a query's words a text holds: the same on every database."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

IN_NAME = 1.0
IN_KEYWORD = 0.9
IN_TEXT = 0.6
BEGINS = 0.6
RELATED = 0.4
MIN_PREFIX = 4
MIN_STEM = 6
STEM_SHARE = 0.7
MAX_WORDS = 40

Forms = tuple[str, ...]


@dataclass(frozen=True)
class IndexedText:
    """One language's indexed words of a service, as the database keeps them.

    In ``keywords`` a semicolon ends each one.
    """

    service_id: str
    name: str
    keywords: str = ""
    text: str = ""


@dataclass(frozen=True)
class WordMatch:
    """``coverage`` is 0-1; ``named``: the name holds every word of the query."""

    coverage: float
    named: bool


@dataclass(frozen=True)
class _Found:
    """How well a text holds one word, and whether its name does."""

    strength: float = 0.0
    in_name: bool = False


def beginning(form: str) -> str | None:
    """Return how words akin to ``form`` begin; ``None`` for a word too short.

    A long word without its ending: opiskella and opiskelu, ahdistaa and ahdistus.
    """
    if len(form) >= MIN_STEM:
        return form[: math.ceil(len(form) * STEM_SHARE)]
    return form if len(form) >= MIN_PREFIX else None


def match_words(
    query: Sequence[Forms], texts: Iterable[IndexedText]
) -> dict[str, WordMatch]:
    """Return the match of each service whose text holds a word of ``query``.

    A word counts by how few services have it; words that none has do not count.
    A keyword of several words counts by the share of them that is asked for. A
    service's best language is what counts.
    """
    asked = {form for forms in query for form in forms}
    by_service: dict[str, list[list[_Found]]] = {}
    for text in texts:
        found = _found(query, asked, text)
        if any(one.strength for one in found):
            by_service.setdefault(text.service_id, []).append(found)
    rarity = _rarity(len(query), by_service)
    whole = sum(rarity)
    return {key: _best(found, rarity, whole) for key, found in by_service.items()}


def _found(query: Sequence[Forms], asked: set[str], text: IndexedText) -> list[_Found]:
    name = dict.fromkeys(text.name.split(), IN_NAME)
    body = dict.fromkeys(text.text.split(), IN_TEXT)
    keywords: dict[str, float] = {}
    for phrase in text.keywords.split(";"):
        words = phrase.split()
        if words:
            share = IN_KEYWORD * sum(word in asked for word in words) / len(words)
            least = IN_KEYWORD / len(words)
            for word in words:
                keywords[word] = max(keywords.get(word, 0.0), share, least)
    return [_in_order(forms, name, keywords, body) for forms in query]


def _in_order(
    forms: Forms,
    name: dict[str, float],
    keywords: dict[str, float],
    body: dict[str, float],
) -> _Found:
    """Return the best of: the word itself, how it begins, a word akin to it."""
    exact = [
        max((weights.get(form, 0.0) for form in forms), default=0.0)
        for weights in (name, keywords, body)
    ]
    if any(exact):
        return _Found(max(exact), bool(exact[0]))
    whole = tuple(form for form in forms if len(form) >= MIN_PREFIX)
    stems = tuple(stem for form in forms if (stem := beginning(form)))
    for starts, share in ((whole, BEGINS), (stems, RELATED)):
        begun = [_begun(weights, starts) for weights in (name, keywords, body)]
        if any(begun):
            return _Found(share * max(begun), bool(begun[0]) and share == BEGINS)
    return _Found()


def _begun(weights: dict[str, float], starts: Forms) -> float:
    if not starts:
        return 0.0
    return max((w for word, w in weights.items() if word.startswith(starts)), default=0)


def _rarity(size: int, by_service: dict[str, list[list[_Found]]]) -> list[float]:
    services = len(by_service)
    rarity = []
    for number in range(size):
        having = sum(
            any(found[number].strength for found in languages)
            for languages in by_service.values()
        )
        rarity.append(math.log(1 + services / having) if having else 0.0)
    return rarity


def _best(
    languages: list[list[_Found]], rarity: list[float], whole: float
) -> WordMatch:
    coverage = max(
        sum(one.strength * r for one, r in zip(found, rarity, strict=True))
        for found in languages
    )
    named = any(
        all(one.in_name or not r for one, r in zip(found, rarity, strict=True))
        for found in languages
    )
    return WordMatch(round(coverage / whole, 6), named)
