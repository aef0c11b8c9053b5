"""Patterns over words, matched without regular expressions and in linear time.

Which words of a message belong to an element is one whole number, a bit for each
position; matching a pattern is a few shifts of such numbers, whatever the message.

Notation of a pattern:

================ =====================================================================
``a b``          b after a, at most two words between
``a +b``         b directly after a
``a .. b``       b after a, at most six words between
``a b & c``      both sides in any order, at most nine words apart
``!a b``         b, unless a is one of the two words before it
``(a|b*|<set>)`` any of these; ``<set>`` is a named set of words of the same language
``$``            the end of a clause
================ =====================================================================
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bot.safety.lexicon import Lexicon

_NEAR: Final = 2
_FAR: Final = 6
_APART: Final = 9
_BEFORE: Final = 2

_STEP: Final = re.compile(r"([!+]?)(\([^()]*\)|[^\s()]+)")


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


class Message:
    """One reading of a message: for each element the positions of its words."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[str]) -> None:
        self._lexicon = lexicon
        self._phrases: dict[int, int] = {}
        self._words: dict[int, int] = defaultdict(int)
        self._all = (1 << len(tokens)) - 1
        positions: dict[str, int] = defaultdict(int)
        for index, token in enumerate(tokens):
            positions[token] |= 1 << index
        for token, bits in positions.items():
            for element in lexicon.elements(token):
                self._words[element] |= bits

    def at(self, element: int) -> int:
        """Return the positions of an element, a bit for each."""
        bits = self._words.get(element, 0)
        if element in self._lexicon.phrases:
            if element not in self._phrases:
                self._phrases[element] = self._phrase(element)
            bits |= self._phrases[element]
        return bits

    def _phrase(self, element: int) -> int:
        found = 0
        for parts in self._lexicon.phrases[element]:
            bits = self.at(parts[0])
            for part in parts[1:]:
                bits = (bits << 1) & self.at(part)
            found |= bits
        return found

    def forget(self, bits: int) -> None:
        """Take these positions away from every element."""
        for element in self._words:
            self._words[element] &= ~bits
        self._phrases.clear()

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


def _after(bits: int, distance: int) -> int:
    """Return the positions 1 to ``distance`` after the given ones."""
    found = 0
    for shift in range(1, distance + 1):
        found |= bits << shift
    return found


def _before(bits: int, distance: int) -> int:
    """Return the positions 1 to ``distance`` before the given ones."""
    found = 0
    for shift in range(1, distance + 1):
        found |= bits >> shift
    return found


def _without(fillers: Collection[str], phrase: str) -> str:
    """Return the phrase without its fillers, or as it is when it has nothing else."""
    kept = [part for part in phrase.split("_") if part not in fillers]
    return "_".join(kept) or phrase


def parse(
    text: str,
    lexicon: Lexicon,
    named: Callable[[str], Sequence[str]],
    fillers: Collection[str] = (),
) -> Pattern:
    """Return the pattern written so.

    ``named`` gives the words of a ``<set>``; ``fillers`` are words that messages are
    rid of before matching, so they are left out of phrases too.

    Raises:
        ValueError: when the notation is not followed.
    """
    sides: list[Side] = []
    for written in text.split(" & "):
        steps: list[Step] = []
        gap = _NEAR
        barred: tuple[int, ...] = ()
        for mark, atom in _STEP.findall(written):
            if atom == "..":
                gap = _FAR
                continue
            words: list[str] = []
            for word in atom.strip("()").split("|"):
                words += named(word[1:-1]) if word.startswith("<") else [word]
            if not all(words) or not set(atom).isdisjoint("?[]{}\\"):
                raise ValueError(f"not the notation of a pattern: {text!r}")
            element = lexicon.element(_without(fillers, word) for word in words)
            if mark == "!":
                barred = (*barred, element)
                continue
            steps.append(Step(element, 0 if mark == "+" else gap, barred))
            gap, barred = _NEAR, ()
        if not steps or barred:
            raise ValueError(f"a side of {text!r} has nothing to find")
        sides.append(tuple(steps))
    return Pattern(tuple(sides))
