"""What a message is for: the intent classifier, one model for all languages.

A label is an intent, or ``intent/detail``. Its value is the decision value of the
linear model plus what the embedding says for it; a detail lends its value
to its intent. Confidence is a softmax over the values, and a gate tells what is out of
scope: docs/adr/0013.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.nlu.themes import IMPLIED, collect

OUT_OF_SCOPE: Final = "out_of_scope"
SEPARATOR: Final = "/"
IN_SCOPE: Final = "in_scope"
CERTAIN: Final = 10.0
"""``in_scope`` of what a rule knows, beyond what any model says."""
SHARPNESS: Final = 3.25
"""Scale of the values before the softmax: what calibrates both the development set and
sentences kept apart (docs/nlu.md)."""
GATE_SHARPNESS: Final = 4.0
"""The same for the free energy of ``in_scope``, which the threshold goes with."""

REFUSAL: Final = 1.0
"""What a refused theme takes from the decision value of its intent."""

NOTHING: Final = -1.0
"""The value of ``out_of_scope`` where no sentence taught it."""
LEAST_SURE: Final = 0.5
"""Confidence of ``out_of_scope`` where the gate alone says so."""


@dataclass(frozen=True)
class Prediction:
    """The best intent, its detail, and all intents with confidence, best first."""

    intent: str
    detail: str | None
    in_scope: float
    """How much more the intents claim the message than ``out_of_scope``."""
    ranking: tuple[tuple[str, float], ...]

    @property
    def confidence(self) -> float:
        """The best intent's share, calibrated; all shares sum to one."""
        return self.ranking[0][1]


def label(intent: str, detail: str | None) -> str:
    """Return the class of an example."""
    return f"{intent}{SEPARATOR}{detail}" if detail else intent


def refused_intents(text: str) -> frozenset[str]:
    """Return the intents whose theme the writer refuses: "en halua kouluun"."""
    wanted, unwanted = collect(text)
    return frozenset(
        intent
        for intent, theme in IMPLIED.items()
        if theme in unwanted and theme not in wanted
    )


def predict(
    scores: Mapping[str, float],
    text: str,
    threshold: float,
    meaning: Mapping[str, float] | None = None,
) -> Prediction:
    """Return what ``text`` most likely means.

    Args:
        scores: what the letters and words say for each label.
        text: the message.
        threshold: below it a message's ``in_scope`` is out of scope.
        meaning: what the embedding says, where there is one.
    """
    refused = refused_intents(text)
    best: dict[str, tuple[float, str]] = {}
    for name, score in scores.items():
        intent = name.split(SEPARATOR)[0]
        value = score - (REFUSAL if intent in refused else 0)
        if meaning:
            value += meaning.get(name, 0.0)
        if intent not in best or value > best[intent][0]:
            best[intent] = (value, name)
    shares = _softmax({name: value for name, (value, _) in best.items()})
    outside = best.pop(OUT_OF_SCOPE, (NOTHING, ""))[0]
    inside = in_scope([value for value, _ in best.values()], outside)
    if inside < threshold or not best:
        others = 1 - shares.pop(OUT_OF_SCOPE, 0.0)
        confidence = max(1 - others, LEAST_SURE)
        rest = {n: s * (1 - confidence) / others for n, s in shares.items() if others}
        ranking = ((OUT_OF_SCOPE, confidence), *_by_share(rest))
        return Prediction(OUT_OF_SCOPE, None, inside, ranking)
    intent = max(best, key=lambda name: best[name][0])
    confidence = shares.pop(intent)
    _, _, detail = best[intent][1].partition(SEPARATOR)
    ranking = ((intent, confidence), *_by_share(shares))
    return Prediction(intent, detail or None, inside, ranking)


def in_scope(inside: Sequence[float], outside: float) -> float:
    """Return how much more the intents claim a message than ``out_of_scope`` does.

    The intents' side is their free energy, a soft maximum: several intents that nearly
    fit say more than one that nearly fits.
    """
    if not inside:
        return -np.inf
    values = np.asarray(inside)
    highest = values.max()
    powers = np.exp(GATE_SHARPNESS * (values - highest))
    return float(highest + np.log(powers.sum()) / GATE_SHARPNESS - outside)


def _softmax(values: Mapping[str, float]) -> dict[str, float]:
    highest = max(values.values())
    powers = {n: math.exp(SHARPNESS * (v - highest)) for n, v in values.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def _by_share(shares: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(shares.items(), key=lambda item: -item[1])
