"""The intent classifier: linear, one model for all languages, small and quick.

A label is an intent, or ``intent/detail``. Confidence is a softmax over the decision
values of the intents (a detail lends its value to its intent); a message that is
near no intent is out of scope.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.nlu.features import Vocabulary
from bot.nlu.noise import noisy_copy

OUT_OF_SCOPE: Final = "out_of_scope"
SEPARATOR: Final = "/"
SHARPNESS: Final = 4.0
"""Scale of the decision values before the softmax, fixed by cross-validation."""

TOLERANCE: Final = 0.1
"""Where the training stops; a finer one costs time and changes no held-out label."""


@dataclass(frozen=True)
class Prediction:
    """The best intent, its detail, and all intents with their confidence."""

    intent: str
    detail: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    margin: float


@dataclass
class IntentModel:
    """A trained classifier. ``weights`` is features x labels."""

    vocabulary: Vocabulary
    labels: list[str]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    threshold: float

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        cost: float = 1.0,
        threshold: float = -1.0,
        noise: float = 0.4,
        seed: int = 20,
    ) -> IntentModel:
        """Train on labelled texts; deterministic for a given ``seed``.

        ``noise`` is the share of texts that are learnt a second time, with slips of a
        thumb in them.
        """
        from sklearn.svm import LinearSVC

        rng = np.random.default_rng(seed)
        learnt, names = list(texts), list(labels)
        vocabulary = Vocabulary.fit(learnt)
        for text, label in zip(texts, labels, strict=True):
            if rng.random() < noise:
                learnt.append(noisy_copy(text, rng))
                names.append(label)
        machine = LinearSVC(C=cost, tol=TOLERANCE, random_state=seed)
        machine.fit(vocabulary.matrix(learnt), names)
        return cls(
            vocabulary,
            [str(name) for name in machine.classes_],
            np.ascontiguousarray(machine.coef_.T, dtype=np.float32),
            machine.intercept_.astype(np.float32),
            threshold,
        )

    def scores(self, text: str) -> dict[str, float]:
        """Return the decision value of every label."""
        where, values = self.vocabulary.vector(text)
        decided = values @ self.weights[where] + self.bias
        return dict(zip(self.labels, decided.tolist(), strict=True))

    def predict(self, text: str) -> Prediction:
        """Return what ``text`` most likely means."""
        scores = self.scores(text)
        best: dict[str, tuple[float, str]] = {}
        for label, value in scores.items():
            intent = label.split(SEPARATOR)[0]
            if intent not in best or value > best[intent][0]:
                best[intent] = (value, label)
        names = list(best)
        values = np.asarray([best[name][0] for name in names])
        powers = np.exp(SHARPNESS * (values - values.max()))
        shares = powers / powers.sum()
        order = np.argsort(-shares)
        ranking = tuple((names[i], float(shares[i])) for i in order)
        margin = float(values.max())
        intent, confidence = ranking[0]
        if margin < self.threshold and intent != OUT_OF_SCOPE:
            intent, confidence = OUT_OF_SCOPE, 1 - confidence
            ranking = ((intent, confidence), *(r for r in ranking if r[0] != intent))
            return Prediction(intent, None, confidence, ranking, margin)
        _, _, detail = best[intent][1].partition(SEPARATOR)
        return Prediction(intent, detail or None, confidence, ranking, margin)

    def save(self, folder: Path) -> None:
        """Write the model as JSON and arrays: reading it runs no code."""
        described: dict[str, Any] = {
            "labels": self.labels,
            "threshold": self.threshold,
            "features": [list(block) for block in self.vocabulary.index],
        }
        (folder / "intents.json").write_text(
            json.dumps(described, ensure_ascii=False), encoding="utf-8"
        )
        np.savez_compressed(
            folder / "intents.npz",
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            idf=self.vocabulary.idf,
        )

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what ``save`` wrote."""
        described = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            weights = arrays["weights"].astype(np.float32)
            bias, idf = arrays["bias"], arrays["idf"]
        index: list[dict[str, int]] = []
        start = 0
        for block in described["features"]:
            index.append({name: start + i for i, name in enumerate(block)})
            start += len(block)
        return cls(
            Vocabulary(index, idf),
            described["labels"],
            weights,
            bias,
            described["threshold"],
        )
