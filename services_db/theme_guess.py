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
WEIGHTS: Final = Path(__file__).with_name("theme_weights.npz")


@dataclass(frozen=True)
class ThemeWeights:
    """One row and one bias a theme, for the vectors of one model."""

    model: str
    rows: Vector
    biases: Vector

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
        return ThemeWeights(str(stored["model"]), stored["rows"], stored["biases"])
