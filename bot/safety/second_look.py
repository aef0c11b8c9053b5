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
_LONGEST: Final = 40


def features(reading: Reading) -> Iterator[set[str]]:
    """Yield what the second look weighs in each part of a message.

    Words, their beginnings and parts, pairs of words, what words mean, pairs of
    meanings near each other, and the rules that the whole message met.
    """
    met = {f"={name}" for name in reading.evidence()}
    begun = list(_begun(reading))
    for start in range(0, max(len(begun) - WINDOW // 2, 1), WINDOW // 2):
        yield met.union(*begun[start : start + WINDOW])


def _begun(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Yield for each word the features that begin with it."""
    bare = [word if word == BOUNDARY else skeleton(word) for word in reading.words]
    stems = [word[:_STEM] for word in bare] + [""] * 2
    looks = {word: tuple(_looks(word)) for word in set(bare) - {BOUNDARY}}
    for index, word in enumerate(bare):
        stem, after, later = stems[index : index + 3]
        meant = _meant(reading.meanings[index : index + 1 + _NEAR])
        yield (f"{stem} {after}", f"{stem}.{later}", *looks.get(word, ()), *meant)


def _looks(word: str) -> Iterator[str]:
    """Yield a word, its beginnings and its parts."""
    yield word
    if len(word) > 4:
        yield f"{word[:4]}*"
    if len(word) > 6:
        yield f"{word[:6]}*"
    marked = f"^{word[:_LONGEST]}$"
    for i in range(len(marked) - _GRAM + 1):
        yield f"#{marked[i : i + _GRAM]}"


def _meant(meanings: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the concepts of the first word, and their pairs with those of the others."""
    names, *others = meanings
    for name in names:
        yield f"@{name}"
        for other in others:
            for second in other:
                if second != name:
                    yield f"@{min(name, second)}&{max(name, second)}"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Weights of features: how much each speaks for danger, and for which kind."""

    bias: float
    threshold: float
    weights: dict[str, float]
    kinds: dict[str, dict[str, float]]

    def score(self, reading: Reading) -> float:
        """Return how much the gravest part of a message speaks for danger."""
        return max(map(self._score, features(reading)))

    def _score(self, found: set[str]) -> float:
        known = sum(map(self.weights.__getitem__, found & self.weights.keys()))
        return known / sqrt(len(found) or 1) + self.bias

    def sees_danger(self, reading: Reading) -> bool:
        """Whether a message tells of danger more than ordinary ones do."""
        return self.score(reading) >= self.threshold

    def kind(self, reading: Reading) -> str:
        """Return the kind of danger that the gravest part speaks for most."""
        gravest = max(features(reading), key=self._score)
        totals = {
            kind: sum(map(weights.__getitem__, gravest & weights.keys()))
            for kind, weights in self.kinds.items()
        }
        return max(totals, key=totals.__getitem__)


def load(path: Path = WEIGHTS) -> SecondLook:
    """Return the second look that was learned.

    Raises:
        OSError, KeyError, ValueError: when the weights are missing or wrong.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    return SecondLook(data["bias"], data["threshold"], data["weights"], data["kinds"])
