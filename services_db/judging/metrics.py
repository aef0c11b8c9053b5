"""What is counted over the answers to judged queries. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from services_db.judging.judged import BEST, DEPTH, Judged

TOP: Final = 5


@dataclass(frozen=True)
class Figures:
    """Means over queries, 0-1; counts where the name says so.

    ``ndcg_5_listed`` counts only what was listed when the query was written, without
    the pool; ``judged_5`` is the share of the first five that somebody has judged.
    ``point_first`` is the share of the queries with a local one-stop point that have
    it first; null: no query has one. ``wrong`` counts the queries with a service in
    the first five that must not be there.
    """

    queries: int
    ndcg_5: float
    ndcg_5_listed: float
    judged_5: float
    recall_10: float
    point_first: float | None
    empty: int
    wrong: int


def ndcg(judged: Judged, found: Sequence[str]) -> float:
    """Return nDCG@5 with gains 2^g - 1: 3 for the best, 1 for a fine one."""
    grades = judged.grades
    gains = [grades.get(key, 0) for key in found[:TOP]]
    ideal = sorted(grades.values(), reverse=True)
    return _dcg(gains) / _dcg(ideal[:TOP])


def _dcg(gains: Sequence[int]) -> float:
    return sum((2.0**g - 1) / math.log2(n + 2) for n, g in enumerate(gains))


def recall(judged: Judged, found: Sequence[str]) -> float:
    """Return the share of the best that is within the first ten."""
    best = [key for key, grade in judged.grades.items() if grade == BEST]
    return fmean(key in found[:DEPTH] for key in best) if best else 1.0


def figures(
    answers: Sequence[tuple[Judged, Sequence[str]]], points: Set[str]
) -> Figures:
    """Return the figures of answers; ``points`` are ids of local one-stop points."""
    with_point = [
        (found, local)
        for judged, found in answers
        if (local := {key for key in judged.grades if judged.grades[key]} & points)
    ]
    return Figures(
        queries=len(answers),
        ndcg_5=round(fmean(ndcg(j, f) for j, f in answers), 3),
        ndcg_5_listed=round(fmean(ndcg(j.without_pool, f) for j, f in answers), 3),
        judged_5=round(
            fmean(
                fmean(key in j.grades for key in f[:TOP]) if f else 1.0
                for j, f in answers
            ),
            3,
        ),
        recall_10=round(fmean(recall(j, f) for j, f in answers), 3),
        point_first=round(fmean(f[:1] != [] and f[0] in p for f, p in with_point), 3)
        if with_point
        else None,
        empty=sum(not found for _, found in answers),
        wrong=sum(bool({*j.wrong} & {*f[:TOP]}) for j, f in answers),
    )
