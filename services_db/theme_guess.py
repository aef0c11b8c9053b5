"""What a text seems to be about, from its embedding: learned weights, pure.

``theme_weights.npz`` is written by ``scripts/learn_themes.py`` from the project's
training sentences, which say what each is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from services_db.ranking.meaning import Vector
from services_db.reference.codes import Theme

LIKELY: Final = 0.1
"""A theme less likely than this is not guessed."""
COMMON: Final = 0.7
"""The share of what all texts have in common that is left out."""
WEIGHTS: Final = Path(__file__).with_name("theme_weights.npz")


@dataclass(frozen=True)
class ThemeWeights:
    """One row and one bias a theme, for the vectors of one model.

    ``middle`` is the mean vector of what people say: how sentences are alike whatever
    they are about.
    """

    model: str
    rows: Vector
    biases: Vector
    middle: Vector

    def what_is_its_own(self, vector: Vector, model: str) -> Vector:
        """Return a text's vector with less of what all texts have in common.

        A service that lies near to any sentence is not near to each of them then.
        """
        return vector if model != self.model else vector - COMMON * self.middle

    def guess(self, vector: Vector, model: str) -> dict[Theme, float]:
        """Return the likely themes of a text with their likelihoods (0-1).

        Empty for a vector of another model.
        """
        if model != self.model:
            return {}
        likelihoods = 1 / (1 + np.exp(-(self.rows @ vector + self.biases)))
        return {
            theme: round(float(likelihood), 4)
            for theme, likelihood in zip(Theme, likelihoods, strict=True)
            if likelihood >= LIKELY
        }


@lru_cache(maxsize=1)
def theme_weights() -> ThemeWeights:
    """Return the shipped weights, read at the first call."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        named = {name: stored[name] for name in ("rows", "biases", "middle")}
        return ThemeWeights(str(stored["model"]), **named)
