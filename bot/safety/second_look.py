"""A second look at a message, learned from examples.

Patterns miss what nobody foresaw, and most people who are in danger say so sideways.
The second look weighs the words of a message, and the rules that it met, by what
``examples/<language>.yml`` taught. It only ever speaks of signs (tier 2), never of
direct danger. A linear model in plain Python: ``python -m bot.safety.learn`` makes its
weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log, sqrt
from pathlib import Path
from typing import Final

from bot.safety.normalise import skeleton
from bot.safety.rules import Reading
from bot.safety.words import BOUNDARY

WEIGHTS: Final = Path(__file__).parent / "weights.json"

_WINDOW: Final = 24
"""Words looked at together; a longer message is looked at in overlapping parts."""
_STRIDE: Final = 6
_CAUTION: Final = 0.25
"""How much more it takes in a message of many parts, where one may mislead."""
_STEM: Final = 5
_GRAM: Final = 4
_NEAR: Final = 5
_LONGEST: Final = 40


def met_features(reading: Reading) -> list[str]:
    """Return what the second look weighs of a message as a whole: the rules met."""
    return [f"={name}" for name in sorted(reading.evidence())]


def word_features(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Yield for each word of a message what the second look weighs.

    The word, its beginnings and parts, the pairs that begin with it, what it means,
    and its meaning together with those of the words after it.
    """
    bare = [word if word == BOUNDARY else skeleton(word) for word in reading.words]
    stems = [word[:_STEM] for word in bare] + [""] * 2
    looks = {word: tuple(_looks(word)) for word in set(bare)}
    for index, word in enumerate(bare):
        stem, after, later = stems[index : index + 3]
        meant = _meant(reading.meanings[index : index + 1 + _NEAR])
        yield (f"{stem} {after}", f"{stem}.{later}", *looks[word], *meant)


def _looks(word: str) -> Iterator[str]:
    """Yield a word, its beginnings and its parts."""
    if word == BOUNDARY:
        return
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
    if not names:
        return
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
        met = met_features(reading)
        base = sum(self.weights.get(name, 0.0) for name in met)
        sums, counts = [0.0], [0]
        for names in word_features(reading):
            sums.append(sum([self.weights.get(name, 0.0) for name in names]))
            counts.append(len(names))
        sums, counts = list(accumulate(sums)), list(accumulate(counts))
        length = len(sums) - 1
        starts = range(0, max(length - _WINDOW + _STRIDE, 1), _STRIDE)
        ends = [min(start + _WINDOW, length) for start in starts]
        gravest = max(
            (base + sums[end] - sums[start])
            / sqrt(len(met) + counts[end] - counts[start] or 1)
            for start, end in zip(starts, ends, strict=True)
        )
        return gravest + self.bias - _CAUTION * log(len(ends))

    def sees_danger(self, reading: Reading) -> bool:
        """Whether a message tells of danger more than ordinary ones do."""
        return self.score(reading) >= self.threshold

    def kind(self, reading: Reading) -> str:
        """Return the kind of danger that a message speaks for most."""
        totals = dict.fromkeys(self.kinds, 0.0)
        for names in (met_features(reading), *word_features(reading)):
            for kind, weights in self.kinds.items():
                totals[kind] += sum(weights.get(name, 0.0) for name in names)
        return max(totals, key=totals.__getitem__)


def load(path: Path = WEIGHTS) -> SecondLook:
    """Return the second look that was learned.

    Raises:
        OSError, KeyError, ValueError: when the weights are missing or wrong.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    return SecondLook(data["bias"], data["threshold"], data["weights"], data["kinds"])
