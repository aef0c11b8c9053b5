"""A second look at a message, learned from examples.

Patterns miss what nobody foresaw, and most people who are in danger say so sideways.
The second look weighs the words of a message, and the rules that it met, by what
``examples/<language>.yml`` taught. It only ever speaks of signs (tier 2), never of
direct danger, and against a rule only when it is sure. A linear model in plain Python:
``python -m bot.safety.learn`` makes its weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, islice
from math import log, sqrt
from pathlib import Path
from typing import Final

from bot.safety.normalise import skeleton
from bot.safety.rules import Reading
from bot.safety.words import BOUNDARY

WEIGHTS: Final = Path(__file__).parent / "weights.json"

_WINDOWS: Final = ((24, 6), (12, 4))
"""Words looked at together, and steps: a longer message is seen in overlapping parts.

The short parts are for a few words of danger among many others.
"""
_SHORT: Final = 16
"""Words of a message that is looked at as a whole."""
_CAUTION: Final = 0.2
"""How much more it takes in many parts that met no rule, where one may mislead."""
HARMLESS: Final = -0.5
"""Below it a message is harmless, whatever rule it meets. Of examples that meet a rule
of direct danger, scored by a model that had not seen them, 0.1 in 100 of danger are
there, and 16 in 100 of what is harmless.
"""
DOUBTFUL: Final = -0.2
"""Below it a rule of direct danger is no more than a sign: 0.6 and 37 in 100."""
_FIRST: Final = 320
_LAST: Final = 80
"""Words of a very long message that are looked at; the rules look at all of it."""
_STEM: Final = 5
_LETTERS: Final = 4
_NEAR: Final = 12


def met_features(reading: Reading) -> list[str]:
    """Return what the second look weighs of a message as a whole: the rules met."""
    return [f"={name}" for name in sorted(reading.evidence())]


def word_features(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Yield for each word of a message what the second look weighs.

    The word, its beginnings and pieces, the pairs that begin with it, what it means,
    and its meaning together with those of the words after it.
    """
    bare = _bare(reading.words)
    for word, joined in zip(bare, _joined(bare, reading.meanings), strict=True):
        yield (*_looks(word), *joined)


def _bare(words: Sequence[str]) -> list[str]:
    return [word if word == BOUNDARY else skeleton(word) for word in words]


def _joined(
    bare: Sequence[str], meanings: Sequence[Sequence[str]]
) -> Iterator[list[str]]:
    """Yield for each word its pairs and meanings."""
    stems = [word[:_STEM] for word in bare] + [""] * 2
    for index in range(len(bare)):
        stem, after, later = stems[index : index + 3]
        found = [f"{stem} {after}", f"{stem}.{later}"]
        if meanings[index]:
            found += _meant(meanings[index : index + 1 + _NEAR])
        yield found


def _looks(word: str) -> Iterator[str]:
    """Yield a word, its beginnings, and the letters that follow each other in it."""
    if word == BOUNDARY:
        return
    yield word
    marked = f"<{word}>"
    for start in range(len(marked) - _LETTERS + 1):
        yield f"#{marked[start : start + _LETTERS]}"
    if len(word) > 4:
        yield f"{word[:4]}*"
    if len(word) > 6:
        yield f"{word[:6]}*"


def _meant(meanings: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the concepts of the first word, and their pairs with those of others."""
    names, *others = meanings
    for name in names:
        yield f"@{name}"
        for other in others:
            for second in other:
                if second != name:
                    yield f"@{min(name, second)}&{max(name, second)}"


def _shortened(reading: Reading) -> Reading:
    """Return a reading of bounded length, so that looking takes bounded time."""
    if len(reading.words) <= _FIRST + _LAST:
        return reading
    return replace(
        reading,
        words=[*reading.words[:_FIRST], *reading.words[-_LAST:]],
        meanings=[*reading.meanings[:_FIRST], *reading.meanings[-_LAST:]],
    )


def _parts(length: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a message of so many words: the whole when it is short."""
    for window, stride in _WINDOWS if length > _SHORT else _WINDOWS[:1]:
        for start in range(0, max(length - window + stride, 1), stride):
            yield start, min(start + window, length)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Weights of features: how much each speaks for danger, and for which kind."""

    bias: float
    threshold: float
    weights: dict[str, float]
    kinds: dict[str, dict[str, float]]

    def sees(self, reading: Reading) -> str | None:
        """Return the kind of danger that a message has signs of, or None."""
        short = _shortened(reading)
        score, start, end = self.gravest(short)
        if score < self.threshold:
            return None
        return self._kind(short, start, end)

    def speaks_against(self, reading: Reading, below: float) -> bool:
        """Whether a message is so harmless that a rule of danger is not to be believed.

        Never of a longer one, where a few words of danger may stand among others.
        """
        if len(reading.words) > _WINDOWS[0][0]:
            return False
        return self.gravest(reading)[0] < below

    def gravest(self, reading: Reading) -> tuple[float, int, int]:
        """Return how much the gravest part of a message speaks for danger, and it."""
        weight = self.weights.get
        met = met_features(reading)
        base = sum([weight(name, 0.0) for name in met])
        sums, counts = [0.0], [0]
        bare = _bare(reading.words)
        looks = {word: list(_looks(word)) for word in set(bare)}
        looked = {w: sum([weight(n, 0.0) for n in names]) for w, names in looks.items()}
        for word, names in zip(bare, _joined(bare, reading.meanings), strict=True):
            sums.append(looked[word] + sum([weight(name, 0.0) for name in names]))
            counts.append(len(looks[word]) + len(names))
        sums, counts = list(accumulate(sums)), list(accumulate(counts))
        scores = []
        for start, end in _parts(len(sums) - 1):
            count = len(met) + counts[end] - counts[start]
            scores.append(
                ((base + sums[end] - sums[start]) / sqrt(count or 1), start, end)
            )
        score, start, end = max(scores)
        caution = 0.0 if reading.met else _CAUTION * log(len(scores))
        return score + self.bias - caution, start, end

    def _kind(self, reading: Reading, start: int, end: int) -> str:
        part = islice(word_features(reading), start, end)
        names = [*met_features(reading), *chain.from_iterable(part)]
        totals = {
            kind: sum([weights.get(name, 0.0) for name in names])
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
