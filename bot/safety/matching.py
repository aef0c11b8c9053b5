"""Patterns over words, matched without regular expressions and in linear time.

Which words of a message belong to an element is one whole number, a bit for each
position; matching a pattern is a few shifts of such numbers, whatever the message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from bot.safety.lexicon import Lexicon

_APART: Final = 9
_BEFORE: Final = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a pattern and how many words may lie before it."""

    element: int
    gap: int
    not_after: tuple[int, ...] = ()


Side = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Sides that must all occur near each other."""

    sides: tuple[Side, ...]

    def elements(self) -> Iterator[int]:
        """Yield the elements that must all be in a message."""
        for side in self.sides:
            for step in side:
                yield step.element


class Message:
    """One reading of a message: for each element the positions of its words.

    What a message holds is known at once; where, only of the elements that were
    asked for by ``locate``.
    """

    def __init__(self, lexicon: Lexicon, tokens: Sequence[str]) -> None:
        self._all = self._kept = (1 << len(tokens)) - 1
        self._at: dict[int, int] = {}
        self._where: dict[str, int] = {}
        for index, token in enumerate(tokens):
            self._where[token] = self._where.get(token, 0) | 1 << index
        self._words = list(lexicon.elements(self._where))
        self.present: set[int] = set().union(*{found for _, found in self._words})
        """The elements that may have words in the message, forgotten ones included."""
        self._phrases = [
            phrase
            for part in self.present & lexicon.asked_first
            for phrase in lexicon.phrases[part]
            if self.present.issuperset(phrase[0])
        ]
        self.present = self.present.union(*[found for _, found in self._phrases])

    def locate(self, wanted: Set[int]) -> None:
        """Find where the wanted elements are; all others are nowhere then."""
        phrases = [phrase for phrase in self._phrases if phrase[1] & wanted]
        asked = set(wanted).union(*[parts for parts, _ in phrases])
        at = self._at = {}
        for word, elements in self._words:
            bits = self._where[word]
            for element in elements & asked:
                at[element] = at.get(element, 0) | bits
        found: dict[int, int] = {}
        for parts, belongs in phrases:
            bits = at.get(parts[0], 0)
            for part in parts[1:]:
                bits = (bits << 1) & at.get(part, 0)
            for element in belongs & wanted if bits else ():
                found[element] = found.get(element, 0) | bits
        for element, bits in found.items():
            at[element] = at.get(element, 0) | bits

    def at(self, element: int) -> int:
        """Return the positions of an element, a bit for each."""
        return self._at.get(element, 0) & self._kept

    def forget(self, bits: int) -> None:
        """Take these positions away from every element."""
        self._kept &= ~bits

    def around(self, bits: int, distance: int) -> int:
        """Return the positions at most this far from the given ones."""
        return (_after(bits, distance) | _before(bits, distance) | bits) & self._all

    def trail(self, side: Side) -> list[int]:
        """Return the positions reached by each step of a side; empty if it fails."""
        reached: list[int] = []
        for step in side:
            bits = self.at(step.element)
            if reached:
                bits &= _after(reached[-1], step.gap + 1)
            for element in step.not_after:
                bits &= ~_after(self.at(element), _BEFORE)
            if not bits:
                return []
            reached.append(bits)
        return reached

    def ends(self, pattern: Pattern) -> int:
        """Return where a pattern ends, 0 if it does not occur."""
        found = 0
        for side in pattern.sides:
            trail = self.trail(side)
            if not trail:
                return 0
            if not found:
                found = trail[-1]
                continue
            near = self.around(trail[-1], _APART) & found
            found = near | (self.around(near, _APART) & trail[-1]) if near else 0
            if not found:
                return 0
        return found

    def spanned(self, pattern: Pattern) -> int:
        """Return the positions of all words that take part in a one-sided pattern."""
        side = pattern.sides[0]
        trail = self.trail(side)
        if not trail:
            return 0
        live = taken = trail[-1]
        for step, bits in zip(reversed(side), reversed(trail[:-1]), strict=False):
            live = bits & _before(live, step.gap + 1)
            taken |= live
        return taken


def positions(bits: int) -> Iterator[int]:
    """Yield the positions that are set, the first one first."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def _after(bits: int, distance: int) -> int:
    """Return the positions 1 to ``distance`` after the given ones."""
    found = bits << 1
    reach = 1
    while reach < distance:
        step = min(reach, distance - reach)
        found |= found << step
        reach += step
    return found


def _before(bits: int, distance: int) -> int:
    """Return the positions 1 to ``distance`` before the given ones."""
    found = bits >> 1
    reach = 1
    while reach < distance:
        step = min(reach, distance - reach)
        found |= found >> step
        reach += step
    return found


Candidate = tuple[int, Pattern, frozenset[int]]
"""Number of a pattern, it, and the elements that it needs."""


class Index:
    """Which patterns a message may meet, by the elements that it holds.

    A pattern is asked for only when the element is there that is least likely to be, so
    that the time a message takes hardly depends on how many patterns there are.
    """

    def __init__(
        self, patterns: Iterable[tuple[int, Pattern]], lexicon: Lexicon
    ) -> None:
        numbered = list(patterns)
        uses = Counter(e for _, pattern in numbered for e in pattern.elements())
        self._by_element: dict[int, list[Candidate]] = {}
        for number, pattern in numbered:
            needed = frozenset(pattern.elements())
            rarest = min(needed, key=lambda e: (-lexicon.shortest[e], uses[e], e))
            self._by_element.setdefault(rarest, []).append((number, pattern, needed))
        self._asked_first = frozenset(self._by_element)

    def candidates(self, message: Message) -> list[Candidate]:
        """Return the patterns all of whose elements may be in a message."""
        present = message.present
        return [
            candidate
            for element in present & self._asked_first
            for candidate in self._by_element[element]
            if candidate[2] <= present
        ]
