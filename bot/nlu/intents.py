"""What a message is for: the intent classifier, one model for all languages.

A label is an intent, or ``intent/detail``. Confidence is a softmax over the decision
values of the intents (a detail lends its value to its intent); a message that is
near no intent is out of scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.nlu.features import blocks
from bot.nlu.linear import LinearModel
from bot.nlu.themes import IMPLIED, collect

OUT_OF_SCOPE: Final = "out_of_scope"
SEPARATOR: Final = "/"
SHARPNESS: Final = 4.0
"""Scale of the decision values before the softmax, fixed by cross-validation."""

REFUSAL: Final = 1.0
"""What a refused theme takes from the decision value of its intent."""


@dataclass(frozen=True)
class Prediction:
    """The best intent, its detail, and all intents with their confidence."""

    intent: str
    detail: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    margin: float


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


def predict(model: LinearModel, text: str, threshold: float) -> Prediction:
    """Return what ``text`` most likely means.

    Below ``threshold`` no intent is near enough, and the message is out of scope.
    """
    refused = refused_intents(text)
    best: dict[str, tuple[float, str]] = {}
    for name, score in model.scores(blocks(text)).items():
        intent = name.split(SEPARATOR)[0]
        value = score - (REFUSAL if intent in refused else 0)
        if intent not in best or value > best[intent][0]:
            best[intent] = (value, name)
    names = list(best)
    values = np.asarray([best[name][0] for name in names])
    powers = np.exp(SHARPNESS * (values - values.max()))
    shares = powers / powers.sum()
    order = np.argsort(-shares, kind="stable")
    ranking = tuple((names[i], float(shares[i])) for i in order)
    margin = float(values.max())
    intent, confidence = ranking[0]
    if margin < threshold and intent != OUT_OF_SCOPE:
        intent, confidence = OUT_OF_SCOPE, 1 - confidence
        ranking = ((intent, confidence), *(r for r in ranking if r[0] != intent))
        return Prediction(intent, None, confidence, ranking, margin)
    _, _, detail = best[intent][1].partition(SEPARATOR)
    return Prediction(intent, detail or None, confidence, ranking, margin)
