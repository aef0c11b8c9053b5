"""Slips of a thumb, for training: a phone's typing errors in every fourth word."""

from __future__ import annotations

from typing import Final

import numpy as np

SHARE: Final = 0.25
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def _slip(word: str, rng: np.random.Generator) -> str:
    place = int(rng.integers(1, len(word)))
    kind = int(rng.integers(4))
    if kind == 0:  # a letter is missing
        return word[:place] + word[place + 1 :]
    if kind == 1:  # a letter is doubled
        return word[:place] + word[place - 1] + word[place:]
    if kind == 2 and place + 1 < len(word):  # two letters change places
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    letter = LETTERS[int(rng.integers(len(LETTERS)))]  # a neighbouring key
    return word[:place] + letter + word[place + 1 :]


def noisy_copy(text: str, rng: np.random.Generator) -> str:
    """Return ``text`` with slips in about a quarter of its longer words."""
    return " ".join(
        _slip(word, rng) if len(word) > 3 and rng.random() < SHARE else word
        for word in text.split()
    )
