"""How patterns are written in ``patterns/<language>.yml``.

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
from collections.abc import Callable, Collection, Sequence
from typing import Final

from bot.safety.lexicon import Lexicon
from bot.safety.matching import Pattern, Side, Step

_NEAR: Final = 2
_FAR: Final = 6

_STEP: Final = re.compile(r"([!+]?)(\([^()]*\)|[^\s()]+)")


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
