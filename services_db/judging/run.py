"""Runs judged queries through the search and through its peers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from services_db import statements as sql
from services_db.clock import moment_of
from services_db.judging.judged import Judged, read_judged
from services_db.judging.metrics import Figures, figures
from services_db.judging.peers import peers
from services_db.query_meaning import QueryMeaning
from services_db.search import eligible_ids, ranked
from services_db.search_index import SearchIndex, read_index

COLLOQUIAL = "colloquial"
Answers = list[tuple[Judged, list[str]]]


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
    others = peers(connection.execute(sql.READ_TEXTS).tuples())
    found: dict[str, dict[str, Any]] = {}
    for part, judged in read_judged(folder).items():
        ours = [(one, _ours(index, one, meaning)) for one in judged]
        report: dict[str, Any] = {"laituri": _by_kind(ours, points)}
        for name, peer in others.items():
            answers = []
            for one in judged:
                may = eligible_ids(index, one.query, moment_of(one.query).date())
                answers.append((one, peer(one.query, may)))
            report[name] = {
                "all": _figures(answers, points),
                COLLOQUIAL: _figures(_of_style(answers, COLLOQUIAL), points),
            }
            own = report["laituri"][COLLOQUIAL]["ndcg_5"]
            theirs = report[name][COLLOQUIAL]["ndcg_5"]
            report[f"times_{name}"] = round(own / theirs, 2) if theirs else None
        found[part] = report
    return found


def _ours(index: SearchIndex, judged: Judged, meaning: QueryMeaning) -> list[str]:
    query = judged.query
    today = moment_of(query).date()
    page = ranked(index, query, today, meaning.of(query, index)).page(0, query.limit)
    return [scored.id for scored in page]


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
    counted: Figures = figures(answers, points)
    return asdict(counted)
