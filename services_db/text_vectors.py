"""The vector of a service's text: what it says, and the words that people use for it.

The two are embedded apart, each without what all texts of its kind share, and added:
a short everyday query lies nearer to everyday words than to a description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from services_db.embedding import Embedder, Vectors
from services_db.theme_guess import theme_weights

WORDS_SHARE: Final = 0.6
"""What the words that people use weigh of the whole; chosen with judged queries."""
COMPOSED: Final = "2"
"""Raise it when the same text gets another vector: kept ones are computed anew then."""


@dataclass(frozen=True)
class Passage:
    """What is embedded of a text; ``words`` is empty when there are none."""

    text: str
    words: str


def passage(name: str, summary: str, keywords: Sequence[str]) -> Passage:
    """Return what is embedded of a text: the keywords in one order, each once."""
    words = ", ".join(sorted(set(keywords)))
    said = f" {words}." if words else ""
    return Passage(f"{name}. {summary}{said}", words)


def kept_as(model: str) -> str:
    """Return what a text's vector is kept under: the model, and how it is composed."""
    return f"{model}/{COMPOSED}"


def vectors_of(embedder: Embedder, passages: Sequence[Passage]) -> Vectors:
    """Return one row of unit length for each text, in order."""
    middles = theme_weights()
    texts = embedder.embed([one.text for one in passages], "passage")
    rows = _direction(middles.own_of_passage(texts, embedder.name))
    having = [place for place, one in enumerate(passages) if one.words]
    if having:
        said = embedder.embed([passages[place].words for place in having])
        words = _direction(middles.own_of_words(said, embedder.name))
        mixed = WORDS_SHARE * words + (1 - WORDS_SHARE) * rows[having]
        rows[having] = _direction(mixed)
    return rows


def _direction(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Vectors = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return found
