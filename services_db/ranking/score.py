"""The score: a sum of named parts, so that every place in a list can be explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services_db.query import Query
from services_db.ranking.candidate import Candidate
from services_db.reference import AreaRef
from services_db.reference.codes import (
    AreaKind,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
)

THEME: Final = 40.0
THEME_BY_RANK: Final = (1.0, 0.85, 0.7, 0.6)
FURTHER_THEME: Final = 5.0
ONE_STOP: Final = 100.0
NAMED: Final = 200.0
CRISIS: Final = -100.0
WORDS_ALONE: Final = 40.0
WORDS_BESIDE_THEMES: Final = 24.0
LEVEL_FITS, LEVEL_UNKNOWN, LEVEL_NEXT, LEVEL_FAR = 12.0, 4.0, -4.0, -10.0
PHASE: Final = 14.0
TARGET_GROUP: Final = 15.0
AGE: Final = 8.0
FRESH: Final = 6.0
FOCUS: Final = 3.0
REMOTE: Final = 5.0
LANGUAGE_WANTED: Final = 12.0
LANGUAGE_OF_READER: Final = -4.0
FRESH_YEARS: Final = 2

LOCALITY: Final = {
    AreaKind.MUNICIPALITY: 24.0,
    AreaKind.EMPLOYMENT_AREA: 15.0,
    AreaKind.WELLBEING_COUNTY: 15.0,
    AreaKind.REGION: 10.0,
    AreaKind.ECONOMIC_DEVELOPMENT_CENTRE: 8.0,
    AreaKind.MAINLAND: 0.0,
    AreaKind.COUNTRY: 0.0,
}
SUBJECT_AREA: Final = 18.0
_EMPLOYMENT = {Theme.JOB, Theme.ENTREPRENEURSHIP}
_WELLBEING = {
    Theme.MENTAL_HEALTH,
    Theme.SUBSTANCE_USE,
    Theme.HEALTH,
    Theme.FAMILY,
    Theme.MONEY,
    Theme.DISABILITY,
    Theme.VIOLENCE_CRIME,
    Theme.YOUNG_PARENT,
    Theme.DAILY_LIFE,
    Theme.GAMBLING_GAMING,
    Theme.SEXUALITY_GENDER,
}
SUBJECT_OF: Final = {
    AreaKind.EMPLOYMENT_AREA: _EMPLOYMENT,
    AreaKind.WELLBEING_COUNTY: _WELLBEING,
}
_LEVELS = list(SupportLevel)
_WIDTH = {kind: number for number, kind in enumerate(AreaKind)}


@dataclass
class Scored:
    """A candidate with the parts of its score.

    ``theme_parts`` holds what each of the query's themes adds; a candidate counts
    for one of them at a time.
    """

    candidate: Candidate
    parts: dict[str, float] = field(default_factory=dict)
    theme_parts: dict[Theme, float] = field(default_factory=dict)

    def total(self, theme: Theme | None = None) -> float:
        """Return the sum for one theme (the best one when none is named)."""
        of_theme = max(self.theme_parts.values(), default=0.0)
        if theme is not None:
            of_theme = self.theme_parts.get(theme, 0.0)
        return round(sum(self.parts.values()) + of_theme, 4)


def nearest(candidate: Candidate) -> AreaRef | None:
    """Return the narrowest area by which a service reaches the reader."""
    areas = candidate.areas | candidate.provider_areas
    return min(areas, key=lambda area: (_WIDTH[area.kind], area.code), default=None)


def is_fresh(verified_on: date | None, today: date) -> bool:
    """Whether a record's source is dated within the last two years."""
    if verified_on is None:
        return False
    day = min(today.day, 28) if today.month == 2 else today.day
    return verified_on >= date(today.year - FRESH_YEARS, today.month, day)


def score_all(
    candidates: Iterable[Candidate], query: Query, today: date
) -> list[Scored]:
    """Return every candidate with its score; the one one-stop point is lifted."""
    scored = [_score(candidate, query, today) for candidate in candidates]
    points = [s for s in scored if query.municipality and _is_local_point(s.candidate)]
    if points:
        best = min(
            points, key=lambda s: (-_locality(s.candidate, query), s.candidate.id)
        )
        best.parts["one_stop"] = ONE_STOP
    return scored


def _is_local_point(candidate: Candidate) -> bool:
    if not candidate.is_one_stop:
        return False
    area = nearest(candidate)
    return area is not None and not area.is_national


def _score(candidate: Candidate, query: Query, today: date) -> Scored:
    scored = Scored(candidate)
    own = candidate.of("theme")
    for theme in query.themes:
        if theme in own:
            rank = min(own.index(theme), len(THEME_BY_RANK) - 1)
            scored.theme_parts[theme] = THEME * THEME_BY_RANK[rank]
    beside = WORDS_BESIDE_THEMES if query.themes else WORDS_ALONE
    parts = {
        "further_themes": FURTHER_THEME * max(0, len(scored.theme_parts) - 1),
        "named": NAMED if candidate.named and not query.themes else 0.0,
        "words": beside * candidate.coverage,
        "crisis": CRISIS if _is_unasked_crisis(candidate, query) else 0.0,
        "locality": _locality(candidate, query),
        "focus": FOCUS if own[:1] and own[0] in query.themes and len(own) < 3 else 0.0,
        "remote": REMOTE if candidate.remote and not query.municipality else 0.0,
        "level": _level(candidate.of("support_level"), query.support_level),
        "phase": PHASE if query.phase in candidate.of("phase") else 0.0,
        "target_group": _group(candidate.of("target_group"), query.target_group),
        "age": AGE if _age_is_said(candidate, query) else 0.0,
        "language": _language(candidate.of("language"), query),
        "fresh": FRESH if is_fresh(candidate.verified_on, today) else 0.0,
    }
    scored.parts = {name: points for name, points in parts.items() if points}
    return scored


def _is_unasked_crisis(candidate: Candidate, query: Query) -> bool:
    return candidate.nature == ServiceNature.CRISIS and not query.include_crisis


def _locality(candidate: Candidate, query: Query) -> float:
    """Return the points of the best area: an area counts more for its own subject."""
    themes: set[str] = {*query.themes} or {*candidate.of("theme")}
    best = 0.0
    for area in candidate.areas | candidate.provider_areas:
        subject = SUBJECT_OF.get(area.kind, set())
        points = SUBJECT_AREA if themes & subject else LOCALITY[area.kind]
        best = max(best, points)
    return best / 2 if candidate.nearby else best


def _level(own: Sequence[str], wanted: SupportLevel | None) -> float:
    if wanted is None:
        return 0.0
    if not own:
        return LEVEL_UNKNOWN
    distance = min(
        abs(_LEVELS.index(SupportLevel(level)) - _LEVELS.index(wanted)) for level in own
    )
    return (LEVEL_FITS, LEVEL_NEXT, LEVEL_FAR)[distance]


def _group(own: Sequence[str], wanted: TargetGroup) -> float:
    specific = wanted is not TargetGroup.YOUNG and wanted in own
    return TARGET_GROUP if specific else 0.0


def _age_is_said(candidate: Candidate, query: Query) -> bool:
    limited = candidate.age_min is not None or candidate.age_max is not None
    return query.age is not None and limited


def _language(own: Sequence[str], query: Query) -> float:
    if not own:
        return 0.0
    if query.service_language is not None:
        fits = query.service_language in own
        return LANGUAGE_WANTED if fits else -LANGUAGE_WANTED
    return 0.0 if query.language in own else LANGUAGE_OF_READER
