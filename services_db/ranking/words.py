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
    sought = [_Sought.of(forms) for forms in query]
    by_service: dict[str, list[list[_Found]]] = {}
    for text in texts:
        held = _Held(text, asked)
        found = [held.best(one) for one in sought]
        if any(one.strength for one in found):
            by_service.setdefault(text.service_id, []).append(found)
    rarity = _rarity(len(query), by_service)
    whole = sum(rarity)
    return {key: _best(found, rarity, whole) for key, found in by_service.items()}


@dataclass(frozen=True)
class _Sought:
    """What one word is looked up by: itself, what it begins, how its kin begin."""

    exact: Forms
    begun: Forms
    akin: Forms

    @classmethod
    def of(cls, forms: Forms) -> _Sought:
        return cls(
            exact=tuple(f" {form} " for form in forms),
            begun=tuple(f" {form}" for form in forms if len(form) >= MIN_PREFIX),
            akin=tuple(f" {stem}" for form in forms if (stem := beginning(form))),
        )


def _holds(text: str, forms: Forms) -> bool:
    for form in forms:  # noqa: SIM110  runs for each word of each text
        if form in text:
            return True
    return False


class _Held:
    """A text's words between blanks, so that a word is found by a plain search."""

    def __init__(self, text: IndexedText, asked: set[str]) -> None:
        self.name = f" {text.name} "
        self.keywords = f" {text.keywords.replace(';', ' ;')} "
        self.text = f" {text.text} "
        self.asked = asked

    def best(self, word: _Sought) -> _Found:
        """Return the best of the three ways in which the text may hold a word."""
        for forms, share in (
            (word.exact, 1.0),
            (word.begun, BEGINS),
            (word.akin, RELATED),
        ):
            if _holds(self.name, forms):
                return _Found(IN_NAME * share, share != RELATED)
            weight = IN_TEXT if _holds(self.text, forms) else 0.0
            for form in forms:
                if form in self.keywords:
                    weight = max(weight, self._in_keyword(form))
            if weight:
                return _Found(weight * share)
        return _Found()

    def _in_keyword(self, form: str) -> float:
        """Return the weight of the keyword with the largest share asked for."""
        best = 0.0
        for phrase in self.keywords.split(";"):
            if form in f"{phrase} ":
                words = phrase.split()
                held = max(1, sum(word in self.asked for word in words))
                best = max(best, IN_KEYWORD * held / len(words))
        return best


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
