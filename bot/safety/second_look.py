"""A second look at a message, learned from examples.

Patterns miss what nobody foresaw, and most people who are in danger say so sideways.
The second look weighs the words of a message, and the patterns that it met, by what
``examples/<language>.yml`` taught. It only ever speaks of signs (tier 2), never of
direct danger. A linear model in plain Python: ``python -m bot.safety.learn`` makes its
weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Final

from bot.safety.normalise import skeleton
from bot.safety.rules import Reading
from bot.safety.words import BOUNDARY

WEIGHTS: Final = Path(__file__).parent / "weights.json"

WINDOW: Final = 32
"""Words looked at together; a longer message is looked at in overlapping parts."""
_STEM: Final = 5
_GRAM: Final = 4
_NEAR: Final = 5


def features(reading: Reading, start: int = 0) -> set[str]:
    """Return what the second look weighs in the part of a reading from ``start`` on.

    Words, their beginnings and parts, pairs of words, what words mean, pairs of
    meanings near each other, and the rules that the whole message met.
    """
    found = {f"={name}" for name in reading.evidence()}
    bare = [
        word if word == BOUNDARY else skeleton(word)
        for word in reading.words[start : start + WINDOW]
    ]
    for word in bare:
        if word == BOUNDARY:
            continue
        found.add(word)
        if len(word) > 4:
            found.add(f"{word[:4]}*")
        if len(word) > 6:
            found.add(f"{word[:6]}*")
        marked = f"^{word}$"
        found.update(
            f"#{marked[i : i + _GRAM]}" for i in range(len(marked) - _GRAM + 1)
        )
    stems = [word[:_STEM] for word in bare]
    found.update(f"{a} {b}" for a, b in zip(stems, stems[1:], strict=False))
    found.update(f"{a}.{b}" for a, b in zip(stems, stems[2:], strict=False))
    found.update(_meant(reading.meanings[start : start + WINDOW]))
    return found


def _meant(meanings: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the concepts of words, and the pairs of those near each other."""
    for index, names in enumerate(meanings):
        for name in names:
            yield f"@{name}"
            for others in meanings[index + 1 : index + 1 + _NEAR]:
                for other in others:
                    if other != name:
                        yield f"@{min(name, other)}&{max(name, other)}"


def parts(reading: Reading) -> range:
    """Return where the parts of a message begin that are looked at one by one."""
    return range(0, max(len(reading.words) - WINDOW // 2, 1), WINDOW // 2)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Weights of features: how much each speaks for danger, and for which kind."""

    bias: float
    threshold: float
    weights: dict[str, float]
    kinds: dict[str, dict[str, float]]

    def score(self, reading: Reading) -> float:
        """Return how much the gravest part of a message speaks for danger."""
        return max(self._score(features(reading, start)) for start in parts(reading))

    def _score(self, found: set[str]) -> float:
        known = sum(self.weights.get(feature, 0.0) for feature in found)
        return known / sqrt(len(found) or 1) + self.bias

    def sees_danger(self, reading: Reading) -> bool:
        """Whether a message tells of danger more than ordinary ones do."""
        return self.score(reading) >= self.threshold

    def kind(self, reading: Reading) -> str:
        """Return the kind of danger that a message speaks for most."""
        totals = dict.fromkeys(self.kinds, 0.0)
        for start in parts(reading):
            for feature in features(reading, start):
                for kind, weights in self.kinds.items():
                    totals[kind] += weights.get(feature, 0.0)
        return max(totals, key=totals.__getitem__)


def load(path: Path = WEIGHTS) -> SecondLook:
    """Return the second look that was learned.

    Raises:
        OSError, KeyError, ValueError: when the weights are missing or wrong.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    return SecondLook(data["bias"], data["threshold"], data["weights"], data["kinds"])
