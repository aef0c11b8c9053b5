"""Word lists of the extractors: ``bot/nlu/lexicon/<language>/<topic>.yml``.

A language is a directory; a message may mix languages, so the lists of all of
them are used together unless a core says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.words import fold

_HERE = Path(__file__).parent / "lexicon"


@lru_cache
def lexicon(topic: str) -> dict[str, dict[str, Any]]:
    """Return a topic's lists by language; a language without the file is absent."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(_HERE.glob(f"*/{topic}.yml")):
        text = path.read_text(encoding="utf-8")
        # Everything is a word here: YAML would read "on" and "no" as booleans.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        content = yaml.load(text, Loader=loader)  # noqa: S506
        found[path.parent.name] = content
    return found


def merged(topic: str, key: str) -> frozenset[str]:
    """Return the words under ``key`` of all languages together."""
    lists: Iterable[Iterable[str]] = (
        content.get(key) or () for content in lexicon(topic).values()
    )
    return frozenset(str(word) for words in lists for word in words)


class WordSet:
    """Folded words and, with an asterisk, beginnings of words."""

    def __init__(self, entries: Iterable[str]) -> None:
        folded = [fold(entry) for entry in entries]
        self._exact = frozenset(x for x in folded if not x.endswith("*"))
        self._starts = tuple(x[:-1] for x in folded if x.endswith("*"))

    def __contains__(self, folded: str) -> bool:
        """Whether a folded word is in the set."""
        return folded in self._exact or folded.startswith(self._starts)


@lru_cache
def word_set(topic: str, key: str) -> WordSet:
    """Return the words under ``key`` of all languages as one set."""
    return WordSet(merged(topic, key))
