"""What a text seems to be about, from its embedding: learned weights, pure.

``theme_weights.npz`` is written by ``scripts/learn_themes.py`` from the project's
training sentences and the keywords of the shipped services, which say what each is
about.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from services_db.ranking.meaning import Vector
from services_db.reference.codes import Theme

LIKELY: Final = 0.1
"""A theme less likely than this is not guessed."""
WEIGHTS: Final = Path(__file__).with_name("theme_weights.npz")


@dataclass(frozen=True)
class ThemeWeights:
    """One row and one bias a theme, for the vectors of one model.

    ``middle`` is the mean vector of what people say: how sentences are alike whatever
    they are about; ``passage_middle`` and ``words_middle`` are those of services'
    texts and of their keywords.
    """

    model: str
    rows: Vector
    biases: Vector
    middle: Vector
    passage_middle: Vector
    words_middle: Vector

    def what_is_its_own(self, vector: Vector, model: str) -> Vector:
        """Return a query's vector without what all texts have in common.

        A service that lies near to any sentence is not near to each of them then.
        A vector of another model stays as it is.
        """
        return vector if model != self.model else vector - self.middle

    def own_of_passage(self, vectors: Vector, model: str) -> Vector:
        """Return vectors of services' texts without what they have in common."""
        return vectors if model != self.model else vectors - self.passage_middle

    def own_of_words(self, vectors: Vector, model: str) -> Vector:
        """Return vectors of keywords, a service's joined, without their common part."""
        return vectors if model != self.model else vectors - self.words_middle

    def guess(self, vector: Vector, model: str) -> dict[Theme, float]:
        """Return the likely themes of a text; their likelihoods are at most 1 together.

        Empty for a vector of another model.
        """
        if model != self.model:
            return {}
        strengths = self.rows @ vector + self.biases
        likelihoods = np.exp(strengths - strengths.max())
        likelihoods /= likelihoods.sum()
        return {
            theme: round(float(likelihood), 4)
            for theme, likelihood in zip(Theme, likelihoods, strict=True)
            if likelihood >= LIKELY
        }


@lru_cache(maxsize=1)
def theme_weights() -> ThemeWeights:
    """Return the shipped weights, read at the first call."""
    arrays = [one.name for one in fields(ThemeWeights) if one.name != "model"]
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        named = {name: stored[name] for name in arrays}
        return ThemeWeights(str(stored["model"]), **named)
