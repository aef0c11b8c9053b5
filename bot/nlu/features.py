"""Features of a message for the intent classifier: letters, words, word stems.

Three blocks, each weighted tf-idf and scaled to length one: character n-grams
inside words, words and pairs of words, and the same over cut words (doubled letters
folded, three last letters gone), which stand for inflected forms without a
dictionary. Everything is folded, so that missing dots change nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.nlu.words import words

SHORTEST: Final = 2
LONGEST: Final = 5
ENDING: Final = 3
KEPT: Final = 3

Indices = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]


def _digits(word: str) -> str:
    return "".join("0" if c.isdigit() else c for c in word)


def stem(word: str) -> str:
    """Return the word without doubled letters and without its last letters."""
    single = "".join(letter for letter, _ in groupby(word))
    return single[: max(KEPT, len(single) - ENDING)]


def _with_pairs(items: Sequence[str]) -> Iterator[str]:
    yield from items
    for first, second in pairwise(items):
        yield f"{first} {second}"


def _ngrams(items: Iterable[str]) -> Iterator[str]:
    for item in items:
        padded = f" {item} "
        for size in range(SHORTEST, LONGEST + 1):
            if len(padded) <= size:
                yield padded
                break
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def blocks(text: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return the counted features of ``text``, one counter for each block."""
    folded = [_digits(word.folded) for word in words(text)]
    marks = [mark for mark in "?" if mark in text]
    return (
        Counter(_ngrams(folded)),
        Counter(_with_pairs([*folded, *marks])),
        Counter(_with_pairs([stem(word) for word in folded])),
    )


@dataclass
class Vocabulary:
    """Where each feature stands and how much it weighs (idf)."""

    index: list[dict[str, int]] = field(default_factory=list)
    idf: Weights = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    @classmethod
    def fit(cls, texts: Iterable[str]) -> Vocabulary:
        """Learn the features of ``texts``; n-grams must occur in two texts."""
        seen: list[Counter[str]] = [Counter(), Counter(), Counter()]
        total = 0
        for text in texts:
            total += 1
            for block, counted in zip(seen, blocks(text), strict=True):
                block.update(counted.keys())
        index: list[dict[str, int]] = []
        idf: list[float] = []
        for number, block in enumerate(seen):
            least = 2 if number == 0 else 1
            kept = sorted(name for name, count in block.items() if count >= least)
            index.append({name: len(idf) + i for i, name in enumerate(kept)})
            idf += [math.log((1 + total) / (1 + block[name])) + 1 for name in kept]
        return cls(index, np.asarray(idf, dtype=np.float32))

    def __len__(self) -> int:
        return len(self.idf)

    def vector(self, text: str) -> tuple[Indices, Weights]:
        """Return positions and weights of the known features of ``text``."""
        positions: list[Indices] = []
        weights: list[Weights] = []
        for known, counted in zip(self.index, blocks(text), strict=True):
            found = [(known[n], c) for n, c in counted.items() if n in known]
            if not found:
                continue
            where = np.asarray([i for i, _ in found], dtype=np.int64)
            counts = np.asarray([c for _, c in found], dtype=np.float32)
            values = (1 + np.log(counts)) * self.idf[where]
            positions.append(where)
            weights.append(values / np.linalg.norm(values))
        if not positions:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        return np.concatenate(positions), np.concatenate(weights)

    def matrix(self, texts: Sequence[str]) -> Any:
        """Return the vectors of ``texts`` as a sparse matrix, one row a text."""
        from scipy.sparse import csr_matrix

        rows = [self.vector(text) for text in texts]
        starts = np.cumsum([0, *(len(where) for where, _ in rows)])
        return csr_matrix(
            (
                np.concatenate([w for _, w in rows]),
                np.concatenate([i for i, _ in rows]),
                starts,
            ),
            shape=(len(texts), len(self)),
        )
