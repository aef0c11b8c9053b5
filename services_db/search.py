"""Finds the candidates of a query in the database; the order is ``ranking``'s."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from services_db import reference
from services_db import statements as sql
from services_db.batches import batched
from services_db.codes_of import codes_of
from services_db.query import Query
from services_db.query_words import query_words
from services_db.ranking import Candidate, Scored, arrange, score_all
from services_db.ranking.words import (
    Forms,
    IndexedText,
    WordMatch,
    beginning,
    match_words,
)
from services_db.reference import COUNTRY, MAINLAND, AreaRef, municipality_ref
from services_db.reference.codes import AreaKind, ServiceNature, TargetGroup

ENOUGH_WORDS: Final = 0.5
BEST_SHARE: Final = 0.3
MOST_IDS: Final = 1000
_ALSO_FOR: Final = {
    TargetGroup.PARENT: {TargetGroup.PARENT, TargetGroup.YOUNG},
    TargetGroup.PROFESSIONAL: {TargetGroup.PROFESSIONAL, TargetGroup.YOUNG},
}


def ranked(connection: Connection, query: Query, today: date) -> list[Scored]:
    """Return every service that fits ``query``, best first, each with its score.

    A one-stop point that the municipality lacks is looked for nearby.
    """
    if query.municipality is None:
        return _ranked_in(connection, query, today, (MAINLAND, COUNTRY))
    places = reference.areas_of(query.municipality)
    found = _ranked_in(connection, query, today, places)
    if not query.one_stop_only or any(_is_local(s.candidate) for s in found):
        return found
    around = tuple(map(municipality_ref, reference.neighbours_of(query.municipality)))
    near = _ranked_in(connection, query, today, around, nearby=True) if around else []
    return [*near, *found]


def _ranked_in(
    connection: Connection,
    query: Query,
    today: date,
    places: Sequence[AreaRef],
    *,
    nearby: bool = False,
) -> list[Scored]:
    words = query_words(query.text, query.language)
    asked = _eligible(query, today, places)
    matches = _word_matches(connection, words, asked)
    asked |= {
        "everything": not query.themes and not words,
        "worth": _worth(query, matches),
        "themes": [theme.value for theme in query.themes],
        "with_points": query.municipality is not None,
    }
    candidates = _candidates(connection, asked)
    for candidate in candidates.values():
        candidate.nearby = nearby
        if match := matches.get(candidate.id):
            candidate.coverage, candidate.named = match.coverage, match.named
    fitting = _fitting(candidates.values(), query)
    return arrange(score_all(fitting, query, today), query)


def _eligible(query: Query, today: date, places: Sequence[AreaRef]) -> dict[str, Any]:
    """Return the parameters of what place, age and dates leave in."""
    unknown = query.age is None
    return {
        **sql.covering(places),
        "today": today,
        "age_high": sql.OLDEST if unknown else query.age,
        "age_low": sql.YOUNGEST if unknown else query.age,
        "any_service": not query.one_stop_only,
    }


def _word_matches(
    connection: Connection, words: Sequence[Forms], asked: dict[str, Any]
) -> dict[str, WordMatch]:
    if not words:
        return {}
    if connection.dialect.name == "sqlite":
        statement, wanted = sql.WORDS_SQLITE, fts5(words)
    else:
        statement, wanted = sql.WORDS_POSTGRESQL, tsquery(words)
    rows = connection.execute(statement, {**asked, "words": wanted})
    return match_words(words, (IndexedText(*row) for row in rows))


def fts5(words: Sequence[Forms]) -> str:
    """Return an FTS5 query for ``words``: quoted, long ones by how they begin."""
    doubled = ((form.replace('"', '""'), star) for form, star in _sought(words))
    return " OR ".join(f'"{form}"{" *" if star else ""}' for form, star in doubled)


def tsquery(words: Sequence[Forms]) -> str:
    """Return a tsquery of the same meaning as ``fts5``."""
    doubled = (
        (form.replace("\\", "\\\\").replace("'", "''"), star)
        for form, star in _sought(words)
    )
    return " | ".join(f"'{form}'{':*' if star else ''}" for form, star in doubled)


def _sought(words: Sequence[Forms]) -> list[tuple[str, bool]]:
    """Return what to look up of each form, and whether it is only a beginning."""
    forms = dict.fromkeys(form for forms in words for form in forms)
    begun = {form: beginning(form) for form in forms}
    return list(dict.fromkeys((b or form, b is not None) for form, b in begun.items()))


def _worth(query: Query, matches: dict[str, WordMatch]) -> list[str]:
    """Return the ids whose words are enough.

    Beside a theme, words must say much; alone, at least a share of what the best
    service says.
    """
    best = max((match.coverage for match in matches.values()), default=0.0)
    least = ENOUGH_WORDS if query.themes else BEST_SHARE * best
    return [
        service
        for service, match in matches.items()
        if match.named or match.coverage >= least
    ]


def _candidates(connection: Connection, asked: dict[str, Any]) -> dict[str, Candidate]:
    candidates: dict[str, Candidate] = {}
    rows: Sequence[Any] = connection.execute(sql.CANDIDATES, asked).all()
    for row in rows:
        if row.id not in candidates:
            candidates[row.id] = Candidate(*row[:-2])
        candidates[row.id].areas.add(AreaRef(AreaKind(row.kind), row.code))
    for key, kind, code in connection.execute(sql.PROVIDER_AREAS, asked).all():
        if key in candidates:
            candidates[key].provider_areas.add(AreaRef(AreaKind(kind), code))
    for ids in batched(candidates, MOST_IDS):
        for key, codes in codes_of(connection, ids).items():
            candidates[key].codes = codes
    return candidates


def _fitting(candidates: Collection[Candidate], query: Query) -> list[Candidate]:
    """Return those for the query's people; crisis services only where they belong."""
    people = _ALSO_FOR.get(query.target_group, {query.target_group})
    ours = [
        candidate
        for candidate in candidates
        if not candidate.of("target_group")
        or people.intersection(candidate.of("target_group"))
    ]
    if query.include_crisis:
        return ours
    ordinary = [c for c in ours if c.nature != ServiceNature.CRISIS]
    crisis = [c for c in ours if c.nature == ServiceNature.CRISIS]
    themes: set[str] = set(query.themes)
    met = {theme for c in ordinary for theme in c.of("theme")} & themes
    unmet = themes - met
    return ordinary + [
        c
        for c in crisis
        if c.named or unmet.intersection(c.of("theme")) or not ordinary
    ]


def _is_local(candidate: Candidate) -> bool:
    return any(not area.is_national for area in candidate.areas)
