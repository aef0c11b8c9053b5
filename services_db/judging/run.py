"""Runs judged queries through the search and through its peers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from services_db import statements as sql
from services_db.clock import moment_of
from services_db.judging.judged import DEPTH, Judged, read_judged
from services_db.judging.metrics import figures
from services_db.judging.peers import Peer, peers
from services_db.query_meaning import QueryMeaning
from services_db.search import eligible_ids, ranked
from services_db.search_index import SearchIndex, read_index

COLLOQUIAL = "colloquial"
OURS = "laituri"
Answers = list[tuple[Judged, list[str]]]
System = Callable[[Judged], list[str]]
"""Gives a query's services, best first, at most ``DEPTH``."""


def judge(
    connection: Connection, folder: Path, meaning: QueryMeaning
) -> dict[str, dict[str, Any]]:
    """Return the figures of the search and its peers, by part of the judged set.

    Each system has ``all`` and ``colloquial``; the search has every style and
    language too, and by how many times its colloquial nDCG is a peer's.

    Raises:
        JudgedSetBroken: when the set cannot be read.
    """
    index = read_index(connection)
    points = index.columns.local_points()
    known = systems(connection, index, meaning)
    found: dict[str, dict[str, Any]] = {}
    for part, judged in read_judged(folder).items():
        report: dict[str, Any] = {}
        for name, system in known.items():
            answers = [(one, system(one)) for one in judged]
            report[name] = (
                _by_kind(answers, points)
                if name == OURS
                else {
                    "all": _figures(answers, points),
                    COLLOQUIAL: _figures(_of_style(answers, COLLOQUIAL), points),
                }
            )
        own = report[OURS][COLLOQUIAL]["ndcg_5"]
        for name in known.keys() - {OURS}:
            theirs = report[name][COLLOQUIAL]["ndcg_5"]
            report[f"times_{name}"] = round(own / theirs, 2) if theirs else None
        found[part] = report
    return found


def systems(
    connection: Connection, index: SearchIndex, meaning: QueryMeaning
) -> dict[str, System]:
    """Return the search, BM25 over raw words and lemmas, and meaning alone."""
    read = connection.execute(sql.READ_TEXTS)
    others = peers((key, language, text) for key, language, text in read)

    def ours(judged: Judged) -> list[str]:
        query = judged.query
        today, meant = moment_of(query).date(), meaning.of(query, index)
        page = ranked(index, query, today, meant).page(0, DEPTH)
        return [scored.id for scored in page]

    def by_meaning(judged: Judged) -> list[str]:
        query = judged.query
        meant = meaning.of(query, index)
        if meant is None or index.meanings is None:
            return []
        may = sorted(eligible_ids(index, query, moment_of(query).date()))
        numbers = np.array([index.columns.number[key] for key in may], np.int32)
        near = index.meanings.nearness(meant.vector, numbers, query.language)
        return [may[place] for place in np.argsort(-near, kind="stable")[:DEPTH]]

    def of_peer(peer: Peer) -> System:
        def found(judged: Judged) -> list[str]:
            may = eligible_ids(index, judged.query, moment_of(judged.query).date())
            return peer(judged.query, may)[:DEPTH]

        return found

    return {
        OURS: ours,
        **{name: of_peer(peer) for name, peer in others.items()},
        "meaning_alone": by_meaning,
    }


def _by_kind(answers: Answers, points: set[str]) -> dict[str, Any]:
    styles = dict.fromkeys(judged.style for judged, _ in answers)
    languages = dict.fromkeys(judged.language for judged, _ in answers)
    return {
        "all": _figures(answers, points),
        **{style: _figures(_of_style(answers, style), points) for style in styles},
        **{
            language: _figures(
                [a for a in answers if a[0].language == language], points
            )
            for language in languages
        },
    }


def _of_style(answers: Answers, style: str) -> Answers:
    return [answer for answer in answers if answer[0].style == style]


def _figures(answers: Answers, points: set[str]) -> dict[str, Any]:
    return asdict(figures(answers, points))
