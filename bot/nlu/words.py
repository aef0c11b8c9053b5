"""Words of a message, folded so that missing dots do not matter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’:´`][^\W_]+)*")
_SENTENCE_END = ".!?\n\r:;"
_LIGATURES = {"æ": "a", "ø": "o", "ß": "s", "ł": "l", "đ": "d", "’": "'", "´": "'"}


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    low = char.lower()[:1]
    base = unicodedata.normalize("NFD", low)[:1]
    return _LIGATURES.get(low, base or char)


def fold(text: str) -> str:
    """Return the text in lower case without dots and accents, of equal length."""
    return "".join(map(_fold_char, text))


@dataclass(frozen=True, slots=True)
class Word:
    """One word; ``start`` and ``end`` are offsets in the NFC form of the text."""

    text: str
    lower: str
    folded: str
    start: int
    end: int
    starts_sentence: bool

    @property
    def capital(self) -> bool:
        """Whether it is written as a proper noun: a capital, then small letters."""
        return self.text[:1].isupper() and not self.text[1:].isupper()


def normalise(text: str) -> str:
    """Return the NFC form, which the offsets of words and entities refer to."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=4)
def words(text: str) -> tuple[Word, ...]:
    """Split a message into words; punctuation and emoji are left out."""
    text = normalise(text)
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        first = not found or any(mark in gap for mark in _SENTENCE_END)
        word = match.group()
        found.append(
            Word(word, word.lower(), fold(word), match.start(), match.end(), first)
        )
        end = match.end()
    return tuple(found)
