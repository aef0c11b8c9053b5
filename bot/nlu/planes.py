"""Linear classifiers over sentence embeddings: one plane a label, all fitted at once.

The same squared hinge loss as the letters' machines have, but the rows are dense and
few hundred numbers wide: whole matrices are faster here than sentence after sentence.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from services_db.embedding import Vectors

COST: Final = 0.3
STEPS: Final = 60
"""By then the loss changes by less than the held-out accuracy can show."""


def fit_planes(rows: Vectors, owners: npt.NDArray[np.int32], labels: int) -> Vectors:
    """Return one plane a label, ``(width + 1) x labels``; the last row is the bias.

    ``owners`` says for each row which label it has. Rare labels weigh as much as
    common ones.
    """
    from scipy.optimize import minimize

    count, width = rows.shape
    side = np.full((count, labels), -1, dtype=np.float32)
    side[np.arange(count), owners] = 1
    shares = count / (labels * np.maximum(np.bincount(owners, minlength=labels), 1))
    cost = np.where(side > 0, COST * shares, COST).astype(np.float32)

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        planes = flat.reshape(width + 1, labels).astype(np.float32)
        short = np.maximum(1 - side * decide(rows, planes), 0)
        pull = cost * short
        slope = np.vstack([rows.T @ (pull * side), (pull * side).sum(axis=0)])
        total = 0.5 * float((flat**2).sum()) + float((pull * short).sum())
        return total, flat - 2 * slope.ravel().astype(np.float64)

    start = np.zeros((width + 1) * labels)
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}
    )
    planes: Vectors = found.x.reshape(width + 1, labels).astype(np.float32)
    return planes


def decide(rows: Vectors, planes: Vectors) -> Vectors:
    """Return on which side of each plane rows lie, and how far."""
    decided: Vectors = rows @ planes[:-1] + planes[-1]
    return decided
