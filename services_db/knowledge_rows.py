"""Rows of what the catalogue says beside services: which language, which are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row

from services_db.ranking.words import WordMatch
from services_db.records import SourceRef
from services_db.reference import COUNTRY, MAINLAND, areas_of
from services_db.reference.codes import Phase, Theme
from services_db.reference.municipalities import FALLBACK

T = TypeVar("T")
ENOUGH = 0.5
"""The share of the best match that another one must reach."""


def in_language(rows: Iterable[Row[Any]], language: str) -> list[Row[Any]]:
    """Return one row for each key: the reader's language, else fi, sv, en, any."""
    order = (language, *FALLBACK)
    best: dict[str, Row[Any]] = {}
    for row in rows:
        known = best.get(row.key)
        if known is None or _rank(row.language, order) < _rank(known.language, order):
            best[row.key] = row
    return list(best.values())


def _rank(language: str, order: Sequence[str]) -> int:
    return order.index(language) if language in order else len(order)


def is_ahead(row: Row[Any], on: date) -> bool:
    """Whether a row still holds on a day or later."""
    last = row.ends or row.starts
    return (last is None or last >= on) and (
        row.valid_until is None or on <= row.valid_until
    )


def holds_in(row: Row[Any], municipality: str | None) -> bool:
    """Whether a row is said of a place; of an unknown one only what all share."""
    places = (MAINLAND, COUNTRY) if municipality is None else areas_of(municipality)
    return not {*row.areas}.isdisjoint(map(str, places))


def about(
    rows: list[Row[Any]],
    matches: Mapping[str, WordMatch],
    themes: Sequence[Theme],
    phases: Sequence[Phase],
) -> list[Row[Any]]:
    """Return the rows that the words are about, else those that the codes meet."""
    if not matches:
        return [r for r in rows if meets(r.themes, themes, r.phases, phases)]
    least = ENOUGH * max(match.coverage for match in matches.values())
    return [r for r in rows if r.key in matches and matches[r.key].coverage >= least]


def met(row: Row[Any], themes: Sequence[Theme], phases: Sequence[Phase]) -> int:
    """Return how many of the codes that are asked for a row has."""
    return len({*row.themes} & {*themes}) + len({*row.phases} & {*phases})


def meets(
    themes: Sequence[str],
    asked_themes: Sequence[Theme],
    phases: Sequence[str],
    asked_phases: Sequence[Phase],
) -> bool:
    """Whether a row is about what is asked; a row without codes is about anything."""
    if not asked_themes and not asked_phases:
        return True
    if not themes and not phases:
        return True
    return bool({*themes} & {*asked_themes} or {*phases} & {*asked_phases})


def codes(kind: Callable[[str], T], codes: Sequence[str]) -> tuple[T, ...]:
    """Return a row's codes typed."""
    return tuple(kind(code) for code in codes)


def source(row: Row[Any]) -> SourceRef:
    """Return who said so."""
    return SourceRef(name=row.source_name, url=row.source_url)
