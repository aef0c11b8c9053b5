"""Everything the word lists find in a message, in one pass, by topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Final

import yaml

from bot.nlu.lexicons import lexicon
from bot.nlu.patterns import Match, Patterns
from bot.nlu.words import words

THEMES: Final = "themes"
LEGACY: Final = "legacy"
TOPICS: Final = (
    THEMES,
    "phases",
    "levels",
    "asking_for",
    "contact",
    "service_languages",
    "language_names",
    "options",
    "attributes",
    "polarity",
    "intents",
)
SEPARATOR: Final = "/"
_LONG_WORD: Final = 7


def _phrases(topic: str) -> Iterator[tuple[str, str]]:
    for content in lexicon(topic).values():
        for code, listed in content.items():
            if isinstance(listed, Mapping):  # themes: strong and weak phrases
                for strength, phrases in listed.items():
                    for phrase in phrases:
                        yield f"{topic}{SEPARATOR}{code}{SEPARATOR}{strength}", phrase
            else:
                for phrase in listed:
                    yield f"{topic}{SEPARATOR}{code}", phrase


def _legacy_terms() -> Iterator[tuple[str, str]]:
    """Yield the catalogue's old words; a long word may have any ending."""
    shipped = files("services_db").joinpath("curated", "legacy_terms.yml")
    for row in yaml.safe_load(shipped.read_text(encoding="utf-8")):
        for terms in row["terms"].values():
            for term in terms:
                ending = "*" if len(term.split()[-1]) >= _LONG_WORD else ""
                yield f"{LEGACY}{SEPARATOR}{row['key']}", term + ending


@lru_cache
def _patterns() -> Patterns:
    listed = (pair for topic in TOPICS for pair in _phrases(topic))
    return Patterns(chain(listed, _legacy_terms()))


@lru_cache(maxsize=4)
def matches(text: str) -> Mapping[str, tuple[Match, ...]]:
    """Return what each topic's phrases match in a message, in the order of words."""
    found: dict[str, list[Match]] = defaultdict(list)
    for match in _patterns().find(words(text)):
        topic, _, code = match.code.partition(SEPARATOR)
        found[topic].append(Match(code, match.first, match.last, match.words))
    return {topic: tuple(listed) for topic, listed in found.items()}


def found_in(text: str, topic: str) -> tuple[Match, ...]:
    """Return what one topic's phrases match in a message."""
    return matches(text).get(topic, ())
