"""A linear classifier, one decision value a label, kept as arrays and JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from bot.nlu.features import Blocks, Vocabulary
from bot.nlu.features_fit import fit_vocabulary

TOLERANCE: Final = 1e-2


Labels = Collection[str]


@dataclass(frozen=True)
class Task:
    """What one set of labels is learnt from, and how."""

    labels: Sequence[Labels | None]
    """The labels of each text, any number; ``None``: nothing is learnt from it."""
    cost: float


@dataclass
class LinearModel:
    """Trained weights, features x labels, in half precision: twice as small."""

    vocabulary: Vocabulary
    labels: list[str]
    weights: npt.NDArray[np.float16]
    bias: npt.NDArray[np.float32]

    @classmethod
    def fit(cls, counted: Iterable[Blocks], tasks: Sequence[Task], seed: int) -> Self:
        """Train one support vector machine a label; deterministic for a ``seed``.

        The tasks share the features. Rare labels of a task weigh as much as common
        ones.
        """
        vocabulary, matrix = fit_vocabulary(counted)
        fitted = [_fit_task(task, matrix, seed) for task in tasks]
        return cls(
            vocabulary,
            [name for names, _, _ in fitted for name in names],
            np.hstack([weights for _, weights, _ in fitted]),
            np.concatenate([bias for _, _, bias in fitted]),
        )

    def scores(self, counted: Blocks) -> dict[str, float]:
        """Return the decision value of every label; above zero it holds."""
        where, values = self.vocabulary.vector(counted)
        decided = values @ self.weights[where].astype(np.float32) + self.bias
        return dict(zip(self.labels, decided.tolist(), strict=True))

    def save(self, folder: Path, name: str) -> None:
        """Write the model as JSON and arrays: reading it runs no code."""
        described: dict[str, Any] = {
            "labels": self.labels,
            "features": [list(block) for block in self.vocabulary.index],
        }
        (folder / f"{name}.json").write_text(
            json.dumps(described, ensure_ascii=False), encoding="utf-8"
        )
        np.savez_compressed(
            folder / f"{name}.npz",
            weights=self.weights,
            bias=self.bias,
            idf=self.vocabulary.idf,
        )

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Read what ``save`` wrote."""
        described = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            weights, bias, idf = (arrays[key] for key in ("weights", "bias", "idf"))
        index: list[dict[str, int]] = []
        start = 0
        for block in described["features"]:
            index.append({feature: start + i for i, feature in enumerate(block)})
            start += len(block)
        return cls(Vocabulary(index, idf), described["labels"], weights, bias)


def _fit_task(
    task: Task, matrix: Any, seed: int
) -> tuple[list[str], npt.NDArray[np.float16], npt.NDArray[np.float32]]:
    """Return names, weights and bias of a task's labels; ``matrix``: a row a text."""
    from sklearn.svm import LinearSVC

    learnt = [i for i, own in enumerate(task.labels) if own is not None]
    labels = [own for own in task.labels if own is not None]
    rows = matrix if len(learnt) == matrix.shape[0] else matrix[learnt]
    names = sorted({name for own in labels for name in own})
    weights = np.zeros((matrix.shape[1], len(names)), dtype=np.float16)
    bias = np.zeros(len(names), dtype=np.float32)
    for i, name in enumerate(names):
        target = np.fromiter((name in own for own in labels), dtype=np.int8)
        share = len(labels) / (len(names) * int(target.sum()))
        machine = LinearSVC(
            C=task.cost,
            tol=TOLERANCE,
            random_state=seed,
            class_weight={0: 1, 1: share},
        ).fit(rows, target)
        weights[:, i] = machine.coef_[0]
        bias[i] = machine.intercept_[0]
    return names, weights, bias
