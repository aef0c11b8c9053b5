"""Features of a message for the classifiers: letters, words, stems, knowledge.

Three blocks, each weighted tf-idf and scaled to length one: character n-grams
inside words, words and pairs of words, and the same over cut words (doubled letters
folded, three last letters gone), which stand for inflected forms without a
dictionary. The fourth block says what the word lists know: themes, phases, a place,
an age and so on. Everything is folded, so that missing dots change nothing.

A sentence embedding would be a fifth block; ``Vocabulary`` is where it would join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.nlu import ages, municipalities
from bot.nlu.lexical import matches
from bot.nlu.themes import collect
from bot.nlu.words import words

SHORTEST: Final = 2
LONGEST: Final = 5
ENDING: Final = 3
KEPT: Final = 3
LENGTHS: Final = (1, 2, 3, 4, 8, 15)
KNOWLEDGE_WEIGHT: Final = 0.3
Indices = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]
Blocks = tuple[Counter[str], Counter[str], Counter[str], Counter[str]]
BLOCKS: Final = ("n-grams", "words", "stems", "knowledge")
KNOWLEDGE: Final = BLOCKS.index("knowledge")


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


def knowledge(text: str) -> set[str]:
    """Return what the word lists and extractors know of a message, as names."""
    known = {
        f"{topic}/{match.code}"
        for topic, found in matches(text).items()
        for match in found
    }
    wanted, unwanted = collect(text)
    known |= {f"refused/{theme}" for theme in unwanted}
    known |= {f"wanted/{theme}" for theme in wanted}
    if any(name.endswith("/strong") for name in known):
        known.add("need")
    if "phases" in matches(text):
        known.add("phase")
    if ages.extract(text):
        known.add("age")
    if municipalities.extract(text):
        known.add("place")
    length = len(words(text))
    known.add(f"length/{sum(length > limit for limit in LENGTHS)}")
    return known


@lru_cache(maxsize=4)
def blocks(text: str) -> Blocks:
    """Return the counted features of ``text``, one counter for each block.

    Several models read them: they are counted once a message, and only read.
    """
    folded = [_digits(word.folded) for word in words(text)]
    marks = [mark for mark in "?" if mark in text]
    return (
        Counter(_ngrams(folded)),
        Counter(_with_pairs([*folded, *marks])),
        Counter(_with_pairs([stem(word) for word in folded])),
        Counter(knowledge(text)),
    )


@dataclass
class Vocabulary:
    """Where each feature stands and how much it weighs (idf)."""

    index: list[dict[str, int]] = field(default_factory=list)
    idf: Weights = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    def __len__(self) -> int:
        return len(self.idf)

    def vector(self, counted: Blocks) -> tuple[Indices, Weights]:
        """Return positions and weights of the known features of a text."""
        positions: list[int] = []
        weights: list[Weights] = []
        for number, (known, part) in enumerate(zip(self.index, counted, strict=True)):
            found = [(known[n], c) for n, c in part.items() if n in known]
            if not found:
                continue
            where = [i for i, _ in found]
            if number == KNOWLEDGE:
                values = np.full(len(found), KNOWLEDGE_WEIGHT, dtype=np.float32)
            else:
                counts = np.asarray([c for _, c in found], dtype=np.float32)
                values = (1 + np.log(counts)) * self.idf[where]
                values /= np.linalg.norm(values)
            positions += where
            weights.append(values)
        if not positions:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        return np.asarray(positions, dtype=np.int64), np.concatenate(weights)
