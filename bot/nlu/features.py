"""Features of a message for the classifiers: letters, words, stems, knowledge.

Three blocks, each weighted tf-idf and scaled to length one: character n-grams
inside words, words and pairs of words, and the same over cut words (doubled letters
folded, three last letters gone), which stand for inflected forms without a
dictionary. The fourth block says what the word lists know: themes, phases, a place,
an age and so on. Everything is folded, so that missing dots change nothing.

A sentence embedding would be a fifth block; ``Vocabulary`` is where it would join.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any, Final

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
TWICE: Final = 2
"""In how many texts a feature must occur; knowledge counts from the first."""

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


class _Counts:
    """The counts of one block in the texts read so far, as flat arrays."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._columns = array("i")
        self._counts = array("i")
        self._ends = array("i", [0])

    def add(self, part: Counter[str]) -> None:
        """Read the block of one more text."""
        places = self._places
        self._columns.extend([places.setdefault(n, len(places)) for n in part])
        self._counts.extend(part.values())
        self._ends.append(len(self._columns))

    def weighted(self, number: int) -> tuple[list[str], Weights, Any]:
        """Return the features kept, their idf, and the rows of the texts."""
        from scipy.sparse import csr_matrix
        from sklearn.preprocessing import normalize

        columns = np.asarray(self._columns)
        texts, size = len(self._ends) - 1, len(self._places)
        seen = np.bincount(columns, minlength=size)
        least = 1 if number == KNOWLEDGE else TWICE
        names = sorted(name for name, i in self._places.items() if seen[i] >= least)
        order = [self._places[name] for name in names]
        idf = (np.log((1 + texts) / (1 + seen[order])) + 1).astype(np.float32)
        place = np.full(size, -1)
        place[order] = np.arange(len(order))
        kept = place[columns] >= 0
        ends = np.concatenate([[0], np.cumsum(kept)])[np.asarray(self._ends)]
        where = place[columns[kept]].astype(np.int32)
        if number == KNOWLEDGE:
            values = np.full(len(where), KNOWLEDGE_WEIGHT, dtype=np.float32)
        else:
            counts = np.asarray(self._counts, dtype=np.float32)[kept]
            values = (1 + np.log(counts)) * idf[where]
        rows = csr_matrix((values, where, ends), shape=(texts, len(names)))
        return names, idf, rows if number == KNOWLEDGE else normalize(rows, copy=False)


@dataclass
class Vocabulary:
    """Where each feature stands and how much it weighs (idf)."""

    index: list[dict[str, int]] = field(default_factory=list)
    idf: Weights = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    @classmethod
    def fit(cls, counted: Iterable[Blocks]) -> tuple[Vocabulary, Any]:
        """Learn the features of texts, which must occur in ``TWICE`` of them.

        Returns the vocabulary and the texts' vectors as a sparse matrix, one row a
        text. The texts are read once, one after another: nothing else is kept of them.
        """
        from scipy.sparse import hstack

        counts = [_Counts() for _ in BLOCKS]
        for parts in counted:
            for block, part in zip(counts, parts, strict=True):
                block.add(part)
        chosen = [block.weighted(number) for number, block in enumerate(counts)]
        index: list[dict[str, int]] = []
        start = 0
        for names, _, _ in chosen:
            index.append({name: start + i for i, name in enumerate(names)})
            start += len(names)
        idf = np.concatenate([idf for _, idf, _ in chosen])
        return cls(index, idf), hstack([rows for _, _, rows in chosen], format="csr")

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
