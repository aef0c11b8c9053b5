"""What is counted over the answers to judged queries. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from services_db.judging.judged import DEPTH, Judged

TOP: Final = 5


@dataclass(frozen=True)
class Figures:
    """Means over queries, 0-1; counts where the name says so.

    ``point_first`` is the share of the queries with a local one-stop point that have
    it first; null: no query has one. ``wrong`` counts the queries with a service in
    the first five that must not be there.
    """

    queries: int
    ndcg_5: float
    recall_10: float
    point_first: float | None
    empty: int
    wrong: int


def ndcg(judged: Judged, found: Sequence[str]) -> float:
    """Return nDCG@5 with gains 2^g - 1: 3 for the best, 1 for a fine one."""
    gains = [judged.gain(key) for key in found[:TOP]]
    ideal = sorted(map(judged.gain, (*judged.best, *judged.fine)), reverse=True)
    return _dcg(gains) / _dcg(ideal[:TOP])


def _dcg(gains: Sequence[int]) -> float:
    return sum((2.0**g - 1) / math.log2(n + 2) for n, g in enumerate(gains))


def recall(judged: Judged, found: Sequence[str]) -> float:
    """Return the share of the best that is within the first ten."""
    return fmean(key in found[:DEPTH] for key in judged.best)


def figures(
    answers: Sequence[tuple[Judged, Sequence[str]]], points: Set[str]
) -> Figures:
    """Return the figures of answers; ``points`` are ids of local one-stop points."""
    with_point = [
        (found, local)
        for judged, found in answers
        if (local := {*judged.best, *judged.fine} & points)
    ]
    return Figures(
        queries=len(answers),
        ndcg_5=round(fmean(ndcg(j, f) for j, f in answers), 3),
        recall_10=round(fmean(recall(j, f) for j, f in answers), 3),
        point_first=round(fmean(f[:1] != [] and f[0] in p for f, p in with_point), 3)
        if with_point
        else None,
        empty=sum(not found for _, found in answers),
        wrong=sum(bool({*j.wrong} & {*f[:TOP]}) for j, f in answers),
    )
