"""Right, wrong and missed; calibration; what a threshold costs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

BINS: Final = 10
KEPT: Final = 0.95
"""The share of in-scope messages that a threshold must let through."""


@dataclass
class Counts:
    """Right, wrong and missed finds of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: Iterable[Any], wanted: Iterable[Any]) -> None:
        """Count one message."""
        has, should = set(found), set(wanted)
        self.right += len(has & should)
        self.wrong += len(has - should)
        self.missed += len(should - has)

    def figures(self) -> dict[str, float | int]:
        """Return precision, recall and F1; 1.0 where there is nothing to find."""
        found, wanted = self.right + self.wrong, self.right + self.missed
        precision = self.right / found if found else 1.0
        recall = self.right / wanted if wanted else 1.0
        both = precision + recall
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / both, 4) if both else 0.0,
            "wanted": wanted,
        }


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error (ECE) over ten bins of equal width.

    The mean gap between confidence and share of right answers, weighted by the
    bins' sizes; 0 is perfect.
    """
    sure, correct = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        abs(correct[places == i].mean() - sure[places == i].mean())
        * (places == i).sum()
        for i in range(BINS)
        if (places == i).any()
    ]
    return float(sum(gaps) / len(sure))


def threshold_keeping(in_scope: Sequence[float], share: float = KEPT) -> float:
    """Return the highest threshold that at least ``share`` of the scores reach."""
    ordered = sorted(in_scope, reverse=True)
    return ordered[math.ceil(share * len(ordered)) - 1]


def share_below(scores: Sequence[float], threshold: float) -> float | None:
    """Return how large a share of the scores lies below; ``None`` without scores."""
    if not scores:
        return None
    return sum(score < threshold for score in scores) / len(scores)
