"""Phrases of the word lists, found in a message.

A phrase is words between spaces: ``stem*`` is a word that begins so, ``..stem`` one
that ends so, ``..stem*`` one that has it inside, ``a|b`` either, ``0`` a number, and
``_`` up to three words that do not matter. Capitals never matter. Dots matter where
the writer uses them: "lan" may be "lån" in a message without any dots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bot.nlu.words import Word, fold

_GAP = "_"
_NUMBER = "0"
_DOTS = frozenset("äöå")
_SHORT_STEM = 5
"""Shorter stems with dots stand for whole words only in a message without dots."""
_LONGEST_GAP = 3
_EXACT = 0
_WORDS_KEPT = 4096
"""Of how many words it is remembered what they fit: people use the same ones."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its code and the words it covers, ``last`` included."""

    code: str
    first: int
    last: int
    words: int
    """How many words of the phrase matter: a longer phrase says more."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    code: str
    rest: tuple[tuple[int, int], ...]
    """The elements after the first, and how many words may stand before each."""
    needed: frozenset[int]
    """The same elements: without one of them in the message there is no match."""

    def match(self, fitting: Sequence[frozenset[int]], first: int) -> Match | None:
        place = first
        for element, gap in self.rest:
            window = range(place + 1, min(place + gap + 2, len(fitting)))
            place = next((i for i in window if element in fitting[i]), -1)
            if place < 0:
                return None
        return Match(self.code, first, place, len(self.rest) + 1)


class _Index:
    """Compiled phrases by their first element, and elements by the words they fit."""

    def __init__(self, phrases: Iterable[tuple[str, str]], dotless: bool) -> None:
        self._dotless = dotless
        self._numbers: dict[str, int] = {}
        self._tables: tuple[dict[str, list[int]], ...] = tuple(
            defaultdict(list) for _ in range(4)
        )
        self.starting: dict[int, list[_Phrase]] = defaultdict(list)
        for code, written in phrases:
            self._add(code, written)
        self.fitting = lru_cache(maxsize=_WORDS_KEPT)(self._fitting)

    def _add(self, code: str, written: str) -> None:
        elements: list[tuple[int, int]] = []
        gap = 0
        for part in written.replace("-", " ").split():
            if part == _GAP:
                gap = _LONGEST_GAP
                continue
            elements.append((self._element(part), gap))
            gap = 0
        (first, _), *rest = elements
        needed = frozenset(number for number, _ in rest)
        self.starting[first].append(_Phrase(code, tuple(rest), needed))

    def _element(self, written: str) -> int:
        """Return the number of an element, the same for the same spelling."""
        if written in self._numbers:
            return self._numbers[written]
        number = self._numbers[written] = len(self._numbers)
        for choice in written.lower().split("|"):
            bare = choice.strip("*").removeprefix("..")
            kind = 2 * choice.startswith("..") + choice.endswith("*")
            if self._dotless and _DOTS.intersection(bare):
                bare = fold(bare)
                if len(bare) < _SHORT_STEM:
                    kind = _EXACT
            table = self._tables[_EXACT if bare == _NUMBER else kind]
            table[bare].append(number)
        return number

    def _fitting(self, word: str) -> frozenset[int]:
        """Return the elements that a word fits."""
        exact, starts, ends, inside = self._tables
        found = list(exact.get(_NUMBER if word[:1].isdigit() else word, ()))
        if word[:1].isdigit():
            found += exact.get(word, ())
        for length in range(len(word) + 1):
            found += starts.get(word[:length], ())
            found += ends.get(word[-length:], ())
        for part, elements in inside.items():
            if part in word:
                found += elements
        return frozenset(found)


class Patterns:
    """Phrases of any number of codes, searched together."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Compile (code, phrase) pairs."""
        pairs = list(phrases)
        self._dotted = _Index(pairs, dotless=False)
        self._dotless = _Index(pairs, dotless=True)

    def find(self, found: Sequence[Word]) -> Iterator[Match]:
        """Yield every phrase found, in the order of the words."""
        written = [word.lower for word in found]
        dotless = _DOTS.isdisjoint("".join(written))
        index = self._dotless if dotless else self._dotted
        fitting = [index.fitting(word) for word in written]
        present = frozenset(chain.from_iterable(fitting))
        for i, elements in enumerate(fitting):
            for element in sorted(elements & index.starting.keys()):
                for phrase in index.starting[element]:
                    if phrase.needed <= present:
                        match = phrase.match(fitting, i)
                        if match is not None:
                            yield match
