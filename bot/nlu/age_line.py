"""A message's tokens for reading ages: what stands around a number, and the lists."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.nlu.lexicons import WordSet, word_set
from bot.nlu.municipalities import find_municipalities
from bot.nlu.numbers import Token, tokens

_BREAKS = frozenset(",;/\n()!?.")
_KEYS = (
    *("years", "years_with_be", "years_old", "be_strong", "be_weak", "persons"),
    *("conjunctions", "fillers", "limits", "not_before", "states", "and"),
    *("counted", "ago", "at", "range", "old", "will"),
)


@lru_cache
def _lists() -> dict[str, WordSet]:
    return {key: word_set("ages", key) for key in _KEYS}


def is_listed(token: Token | None, key: str) -> bool:
    """Whether a token is a word of one list of ``lexicon/<language>/ages.yml``."""
    return token is not None and token.is_word and token.folded in _lists()[key]


class Line:
    """A message's tokens, and what stands around one of them."""

    def __init__(self, text: str) -> None:
        """Read a message."""
        self.tokens: Sequence[Token] = tokens(text)
        self.places = [(m.start, m.end) for m in find_municipalities(text)]

    def at(self, i: int) -> Token | None:
        """Return a token; ``None`` before the first and after the last."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def after(self, i: int) -> int:
        """Return the index of the word after a number, a joining hyphen skipped."""
        following = self.at(i + 1)
        joined = following and not following.spaced and following.folded in "-–:"
        return i + 2 if joined else i + 1

    def is_place(self, token: Token | None) -> bool:
        """Whether a token belongs to the name of a municipality."""
        return token is not None and any(
            start <= token.start < end for start, end in self.places
        )

    def breaks(self, i: int) -> bool:
        """Whether a mark that parts what is said stands there, or nothing."""
        token = self.at(i)
        return token is None or token.folded in _BREAKS

    def is_segment(self, first: int, last: int) -> bool:
        """Whether these tokens stand between breaks, with nothing beside them."""
        return self.breaks(first - 1) and self.breaks(last + 1)

    def segment(self, i: int) -> list[Token]:
        """Return the other tokens between the breaks around a token."""
        first = last = i
        while not self.breaks(first - 1):
            first -= 1
        while not self.breaks(last + 1):
            last += 1
        return [t for k, t in enumerate(self.tokens[first : last + 1], first) if k != i]
