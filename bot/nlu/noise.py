"""The same message as somebody else types it: dots, typos, spoken forms.

Training reads such copies beside the sentences, and the evaluation writes noisy twins
of the held-out ones, with other seeds. Both come from here, so the loss by noise is an
optimistic estimate. The spoken forms stand in ``lexicon/<language>/colloquial.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from random import Random
from typing import Final

from bot.nlu.language import identify
from bot.nlu.lexicons import lexicon
from bot.nlu.words import fold

TYPO_SHARE: Final = 0.2
"""How many of the words get one typo."""
SPOKEN_SHARE: Final = 0.7
"""How many of the words that have a spoken form get it."""
SHORTEST: Final = 4
"""Shorter words get no typo: they would become other words."""
ROWS: Final = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
"""A Finnish keyboard: a finger lands on a neighbour in the row."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST_STEM: Final = 3


@lru_cache
def near_keys(letter: str) -> str:
    """Return the letters whose keys stand beside one's in its row; itself alone."""
    return _neighbours().get(letter.lower(), letter)


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in ROWS:
        for i, key in enumerate(row):
            found[key] = row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    return found


@lru_cache
def _spoken(language: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    listed = lexicon("colloquial").get(language, {})
    endings = sorted(listed.get("endings", {}).items(), key=lambda p: -len(p[0]))
    return listed.get("words", {}), tuple(endings)


def spoken(word: str, language: str) -> str:
    """Return a word as it is said, in lower case; itself when the lists know no way."""
    words, endings = _spoken(language)
    low = word.lower()
    if low in words:
        return words[low]
    for ending, said in endings:
        if low.endswith(ending) and len(low) >= len(ending) + _LEAST_STEM:
            return low.removesuffix(ending) + said
    return word


def typo(word: str, draw: Random) -> str:
    """Return the word with one letter swapped, missing, doubled, or a neighbour key's.

    The first letter stays; short words stay as they are.
    """
    if len(word) < SHORTEST:
        return word
    place = draw.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    slip = draw.randrange(4)
    if slip == 0:
        return before + after[0] + letter + after[1:]
    if slip == 1:
        return before + after
    if slip == 2:
        return before + letter + letter + after
    return before + draw.choice(near_keys(letter)) + after


def noisy(text: str, language: str, draw: Random) -> str:
    """Return a noisy copy: spoken forms, typos, and half of the time no dots.

    A text without words that can change comes back as it is.
    """
    dotless = draw.random() < 0.5

    def change(match: re.Match[str]) -> str:
        word = match.group()
        if draw.random() < SPOKEN_SHARE:
            word = spoken(word, language)
        if draw.random() < TYPO_SHARE:
            word = typo(word, draw)
        return word

    changed = _WORD.sub(change, text)
    if draw.random() < 0.5:
        changed = changed.lower().rstrip(".!?")
    return fold(changed) if dotless else changed


def noisy_copies(texts: Iterable[str], seed: int) -> Iterator[str]:
    """Yield a noisy copy of each text, in order, for training."""
    draw = Random(seed)
    for text in texts:
        yield noisy(text, identify(text).language, draw)
