"""How much of a query's words a text holds: the same on every database."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

IN_NAME = 1.0
IN_TEXT = 0.6
BEGINS = 0.6
MIN_PREFIX = 4
MAX_WORDS = 40

Forms = tuple[str, ...]


@dataclass(frozen=True)
class IndexedText:
    """One language's indexed words of a service, as the database keeps them."""

    service_id: str
    name: str
    text: str


@dataclass(frozen=True)
class WordMatch:
    """``coverage`` is 0-1; ``named``: the name holds every word of the query."""

    coverage: float
    named: bool


def match_words(
    query: Sequence[Forms], texts: Iterable[IndexedText]
) -> dict[str, WordMatch]:
    """Return the match of each service whose text holds a word of ``query``.

    A word counts by how few services have it; words that none has do not count.
    A service's best language is what counts.
    """
    strengths: dict[str, list[list[tuple[float, bool]]]] = {}
    for text in texts:
        found = _strengths(query, text)
        if any(strength for strength, _ in found):
            strengths.setdefault(text.service_id, []).append(found)
    rarity = _rarity(len(query), strengths)
    whole = sum(rarity)
    return {
        service: _best(found, rarity, whole) for service, found in strengths.items()
    }


def _strengths(query: Sequence[Forms], text: IndexedText) -> list[tuple[float, bool]]:
    """Return for each word how well the text holds it, and whether the name does."""
    name, body = text.name.split(), text.text.split()
    name_set, body_set = set(name), set(body)
    return [_strength(forms, name, name_set, body, body_set) for forms in query]


def _strength(
    forms: Forms,
    name: list[str],
    name_set: set[str],
    body: list[str],
    body_set: set[str],
) -> tuple[float, bool]:
    if any(form in name_set for form in forms):
        return IN_NAME, True
    if any(form in body_set for form in forms):
        return IN_TEXT, False
    long = tuple(form for form in forms if len(form) >= MIN_PREFIX)
    if long and any(word.startswith(long) for word in name):
        return IN_NAME * BEGINS, True
    if long and any(word.startswith(long) for word in body):
        return IN_TEXT * BEGINS, False
    return 0.0, False


def _rarity(
    size: int, strengths: dict[str, list[list[tuple[float, bool]]]]
) -> list[float]:
    services = len(strengths)
    rarity = []
    for number in range(size):
        having = sum(
            any(found[number][0] for found in languages)
            for languages in strengths.values()
        )
        rarity.append(math.log(1 + services / having) if having else 0.0)
    return rarity


def _best(
    languages: list[list[tuple[float, bool]]], rarity: list[float], whole: float
) -> WordMatch:
    coverage = max(
        sum(strength * r for (strength, _), r in zip(found, rarity, strict=True))
        for found in languages
    )
    named = any(
        all(in_name or not r for (_, in_name), r in zip(found, rarity, strict=True))
        for found in languages
    )
    return WordMatch(round(coverage / whole, 6), named)
