"""Finds what fits a query in the index; the order is ``ranking``'s."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from services_db import reference
from services_db.query import Query
from services_db.query_meaning import Meant
from services_db.query_words import query_words
from services_db.ranking import Columns, Evidence, Ranked, score
from services_db.ranking.words import Flags, Floats
from services_db.reference import COUNTRY, MAINLAND, AreaRef, municipality_ref
from services_db.reference.codes import TargetGroup
from services_db.search_index import SearchIndex

ENOUGH_WORDS: Final = 0.5
BEST_SHARE: Final = 0.3
_ALSO_FOR: Final = {
    TargetGroup.PARENT: {TargetGroup.PARENT, TargetGroup.YOUNG},
    TargetGroup.PROFESSIONAL: {TargetGroup.PROFESSIONAL, TargetGroup.YOUNG},
}


def ranked(
    index: SearchIndex, query: Query, today: date, meant: Meant | None = None
) -> Ranked:
    """Return every service that fits ``query``, best first, each with its score.

    ``meant`` is what the query's text means, where there is an embedding. A one-stop
    point that the municipality lacks is looked for nearby.
    """
    columns = index.columns
    places, around = _places(query, columns, today)
    fits = _eligible(columns, query, today, (*places, *around))
    words = query_words(query.text, query.language)
    coverage, named = index.words.match(words, fits)
    meaning = _meaning(index, fits, meant, query.language)
    guessed = meant.themes if meant and not query.themes else {}
    evidence = Evidence(coverage, named, meaning, places, around, guessed)
    asks = bool(words) or bool(query.themes)
    chosen = fits if not asks else fits & _chosen(columns, query, evidence)
    chosen = _without_unasked_crisis(columns, query, chosen, evidence)
    numbers = np.flatnonzero(chosen).astype(np.int32)
    return Ranked(columns, score(columns, numbers, query, evidence, today), query)


def eligible_ids(index: SearchIndex, query: Query, today: date) -> set[str]:
    """Return the ids that place, dates, age and target group leave in."""
    places, around = _places(query, index.columns, today)
    fits = _eligible(index.columns, query, today, (*places, *around))
    return {index.columns.ids[number] for number in np.flatnonzero(fits)}


def _places(
    query: Query, columns: Columns, today: date
) -> tuple[Sequence[AreaRef], Sequence[AreaRef]]:
    """Return the reader's areas, and the neighbours when no point is in them."""
    if query.municipality is None:
        return (MAINLAND, COUNTRY), ()
    places = reference.areas_of(query.municipality)
    if query.one_stop_only:
        local = [place for place in places if not place.is_national]
        if not _eligible(columns, query, today, local).any():
            near = reference.neighbours_of(query.municipality)
            return places, tuple(map(municipality_ref, near))
    return places, ()


def _eligible(
    columns: Columns, query: Query, today: date, places: Sequence[AreaRef]
) -> Flags:
    """Return what place, dates, age and the people whom it is for leave in."""
    fits = columns.covering(places)
    day = today.toordinal()
    fits &= (columns.valid_from <= day) & (day <= columns.valid_until)
    if query.age is not None:
        fits &= (columns.age_min <= query.age) & (query.age <= columns.age_max)
    if query.one_stop_only:
        fits &= columns.is_one_stop
    if query.nature is not None:
        fits &= columns.nature == query.nature.value
    ours = ~columns.says("target_group")
    for group in _ALSO_FOR.get(query.target_group, {query.target_group}):
        ours |= columns.has(group)
    return fits & ours


def _meaning(
    index: SearchIndex, fits: Flags, meant: Meant | None, language: str
) -> Floats:
    found = np.zeros(len(fits))
    if meant is not None and index.meanings is not None:
        numbers = np.flatnonzero(fits).astype(np.int32)
        found[numbers] = index.meanings.nearness(meant.vector, numbers, language)
    return found


def _chosen(columns: Columns, query: Query, evidence: Evidence) -> Flags:
    """Return what a need, a word or the meaning points at.

    Beside a theme, words must say much; alone, at least a share of what the best
    service says.
    """
    coverage = evidence.coverage
    least = ENOUGH_WORDS if query.themes else BEST_SHARE * coverage.max(initial=0.0)
    chosen = evidence.named | ((coverage >= least) & (coverage > 0))
    for theme in query.themes:
        chosen |= columns.has(theme)
    if not query.themes:
        chosen |= evidence.means(columns)
    if query.municipality is not None:
        chosen |= columns.is_one_stop
    return chosen


def _without_unasked_crisis(
    columns: Columns, query: Query, chosen: Flags, evidence: Evidence
) -> Flags:
    """Leave crisis services in only where they belong.

    That is: by name, when the text means just that, for a need that nothing else
    meets, or instead of nothing.
    """
    if query.include_crisis:
        return chosen
    ordinary = chosen & ~columns.is_crisis
    if not ordinary.any():
        return chosen
    belongs = evidence.named | evidence.means(columns)
    for theme in query.themes:
        if not (ordinary & columns.has(theme)).any():
            belongs |= columns.has(theme)
    return ordinary | (chosen & belongs)
