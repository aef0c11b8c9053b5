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

from bot.nlu.words import Word, fold

_GAP = "_"
_NUMBER = "0"
_DOTS = frozenset("äöå")
_SHORT_STEM = 5
"""Shorter stems with dots stand for whole words only in a message without dots."""
_LONGEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its code and the words it covers, ``last`` included."""

    code: str
    first: int
    last: int
    words: int
    """How many words of the phrase matter: a longer phrase says more."""


@dataclass(frozen=True, slots=True)
class _Element:
    exact: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    inside: tuple[str, ...]
    number: bool = False

    @classmethod
    def parse(cls, written: str, dotless: bool) -> _Element:
        groups: dict[str, list[str]] = defaultdict(list)
        for choice in written.lower().split("|"):
            bare = choice.strip("*").removeprefix("..")
            kind = (choice.startswith(".."), choice.endswith("*"))
            if dotless and _DOTS.intersection(bare):
                bare = fold(bare)
                if len(bare) < _SHORT_STEM:
                    kind = (False, False)
            names = {
                (False, False): "exact",
                (False, True): "starts",
                (True, False): "ends",
                (True, True): "inside",
            }
            groups["number" if bare == _NUMBER else names[kind]].append(bare)
        return cls(
            frozenset(groups["exact"]),
            tuple(groups["starts"]),
            tuple(groups["ends"]),
            tuple(groups["inside"]),
            bool(groups["number"]),
        )

    def fits(self, word: str) -> bool:
        return (
            word in self.exact
            or word.startswith(self.starts)
            or word.endswith(self.ends)
            or any(part in word for part in self.inside)
            or (self.number and word[:1].isdigit())
        )


@dataclass(frozen=True, slots=True)
class _Phrase:
    code: str
    elements: tuple[_Element, ...]
    gaps: tuple[int, ...]
    """How many words may stand before each element."""

    @classmethod
    def parse(cls, code: str, written: str, dotless: bool) -> _Phrase:
        elements: list[_Element] = []
        gaps: list[int] = []
        gap = 0
        for part in written.replace("-", " ").split():
            if part == _GAP:
                gap = _LONGEST_GAP
                continue
            elements.append(_Element.parse(part, dotless))
            gaps.append(gap)
            gap = 0
        return cls(code, tuple(elements), tuple(gaps))

    def match(self, found: Sequence[str], first: int) -> Match | None:
        if len(self.elements) == 1:
            return Match(self.code, first, first, 1)
        place = first
        for element, gap in zip(self.elements[1:], self.gaps[1:], strict=True):
            window = range(place + 1, min(place + gap + 2, len(found)))
            place = next((i for i in window if element.fits(found[i])), -1)
            if place < 0:
                return None
        return Match(self.code, first, place, len(self.elements))


class _Index:
    """Compiled phrases by how their first word begins."""

    def __init__(self, phrases: Iterable[tuple[str, str]], dotless: bool) -> None:
        self._exact: dict[str, list[_Phrase]] = defaultdict(list)
        self._starts: dict[str, list[_Phrase]] = defaultdict(list)
        self._ends: dict[str, list[_Phrase]] = defaultdict(list)
        self._inside: list[tuple[str, _Phrase]] = []
        for code, written in phrases:
            phrase = _Phrase.parse(code, written, dotless)
            first = phrase.elements[0]
            for word in first.exact:
                self._exact[word].append(phrase)
            for start in first.starts:
                self._starts[start].append(phrase)
            for end in first.ends:
                self._ends[end].append(phrase)
            self._inside += [(part, phrase) for part in first.inside]

    def beginning_with(self, word: str) -> Iterator[_Phrase]:
        """Yield the phrases whose first word this may be."""
        yield from self._exact.get(word, ())
        for length in range(1, len(word) + 1):
            if (beginning := word[:length]) in self._starts:
                yield from self._starts[beginning]
            if (end := word[-length:]) in self._ends:
                yield from self._ends[end]
        for part, phrase in self._inside:
            if part in word:
                yield phrase


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
        for i, word in enumerate(written):
            for phrase in index.beginning_with(word):
                match = phrase.match(written, i)
                if match is not None:
                    yield match
