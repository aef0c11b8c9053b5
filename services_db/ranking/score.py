"""The score: a sum of named parts, so that every place in a list can be explained.

Each part is one array over the services that were found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from services_db.query import Query
from services_db.ranking.columns import NO_RANK, Columns
from services_db.ranking.words import Flags, Floats, Numbers
from services_db.reference import AreaRef
from services_db.reference.codes import (
    ALAND_REGION,
    AreaKind,
    SupportLevel,
    TargetGroup,
    Theme,
)

THEME: Final = 40.0
THEME_BY_RANK: Final = (1.0, 0.85, 0.7, 0.6)
FURTHER_THEME: Final = 5.0
ONE_STOP: Final = 180.0
NAMED_ALONE: Final = 320.0
NAMED_BESIDE_THEMES: Final = 24.0
CRISIS: Final = -100.0
WORDS_ALONE: Final = 65.0
WORDS_BESIDE_THEMES: Final = 12.0
MEANING_ALONE: Final = 14.0
MEANING_BESIDE_THEMES: Final = 8.0
"""A known need says more than a text that may tell something else as well."""
GUESSED_THEME: Final = 60.0
LOCALITY_BESIDE_MEANING: Final = 0.5
STANDS_OUT: Final = 1.5
"""From this on a text is taken to mean the service."""
IS_NEAR: Final = 0.5
LIKELY_THEME: Final = 0.4
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
ALAND: Final = AreaRef(AreaKind.REGION, ALAND_REGION)
"""Its own authorities answer for every subject: what is there is as near as a town."""
_EMPLOYMENT = (Theme.JOB, Theme.ENTREPRENEURSHIP)
_WELLBEING = (
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
)
SUBJECT_OF: Final = {
    AreaKind.EMPLOYMENT_AREA: _EMPLOYMENT,
    AreaKind.WELLBEING_COUNTY: _WELLBEING,
}


@dataclass(frozen=True)
class Scored:
    """A service with the parts of its score.

    ``theme_parts`` holds what each of the query's themes adds; a service counts for
    one of them at a time.
    """

    id: str
    parts: dict[str, float] = field(default_factory=dict)
    theme_parts: dict[Theme, float] = field(default_factory=dict)

    def total(self, theme: Theme | None = None) -> float:
        """Return the sum for one theme (the best one when none is named)."""
        of_theme = max(self.theme_parts.values(), default=0.0)
        if theme is not None:
            of_theme = self.theme_parts.get(theme, 0.0)
        return round(sum(self.parts.values()) + of_theme, 4)


@dataclass(frozen=True)
class Evidence:
    """What text and place say of each service, by number.

    ``coverage`` is the share (0-1) of the query's words that it holds, ``named``
    whether its name holds them all, ``meaning`` how far its meaning stands out (0-4).
    ``guessed`` are the themes that the text seems to be about, each with its
    likelihood (0-1). ``places`` are the reader's areas, ``around`` other
    municipalities that are looked at too.
    """

    coverage: Floats
    named: Flags
    meaning: Floats
    places: Sequence[AreaRef]
    around: Sequence[AreaRef] = ()
    guessed: Mapping[Theme, float] = field(default_factory=dict)

    def means(self, columns: Columns) -> Flags:
        """Return which services the text means, not only touches.

        Those that stand out, more easily when their first theme is a likely one.
        """
        means = self.meaning >= STANDS_OUT
        for theme, likelihood in self.guessed.items():
            if likelihood >= LIKELY_THEME:
                means |= (columns.rank_of(theme) == 0) & (self.meaning >= IS_NEAR)
        return means


@dataclass(frozen=True)
class Scores:
    """The parts of all services found: arrays beside ``numbers``."""

    numbers: Numbers
    parts: dict[str, Floats]
    theme_parts: dict[Theme, Floats]

    def total(self, theme: Theme | None = None) -> Floats:
        """Return the sums for one theme (for each service's best, if none is named)."""
        whole = sum(self.parts.values(), np.zeros(len(self.numbers)))
        if theme is not None:
            whole = whole + self.theme_parts[theme]
        elif self.theme_parts:
            whole = whole + np.max(list(self.theme_parts.values()), axis=0)
        return np.round(whole, 4)


def is_fresh(verified_on: date | None, today: date) -> bool:
    """Whether a record's source is dated within the last two years."""
    return verified_on is not None and verified_on >= _fresh_from(today)


def _fresh_from(today: date) -> date:
    day = min(today.day, 28) if today.month == 2 else today.day
    return date(today.year - FRESH_YEARS, today.month, day)


def score(
    columns: Columns, numbers: Numbers, query: Query, evidence: Evidence, today: date
) -> Scores:
    """Return the scores of services; the one one-stop point is lifted."""
    themes = {t: _theme(columns, numbers, t) for t in query.themes}
    met = np.sum([part > 0 for part in themes.values()], axis=0, dtype=float)
    fresh = columns.verified_on[numbers] >= _fresh_from(today).toordinal()
    locality, is_local = _locality(columns, numbers, query, evidence)
    alone = not query.themes
    beside = WORDS_ALONE if alone else WORDS_BESIDE_THEMES
    meaning = MEANING_ALONE if alone else MEANING_BESIDE_THEMES
    none = np.zeros(len(numbers))
    meant = alone and bool(evidence.meaning.any())
    remote = columns.remote[numbers] if query.municipality is None else none
    phase = columns.has(query.phase)[numbers] if query.phase else none
    ages = columns.age_is_said[numbers] if query.age is not None else none
    unasked = columns.is_crisis & ~evidence.means(columns)
    crisis = none if query.include_crisis else unasked[numbers]
    parts = {
        "further_themes": FURTHER_THEME * np.maximum(0.0, none + met - 1),
        "named": (NAMED_ALONE if alone else NAMED_BESIDE_THEMES)
        * evidence.named[numbers],
        "words": beside * evidence.coverage[numbers],
        "meaning": meaning * evidence.meaning[numbers],
        "guessed_theme": _guessed(columns, numbers, evidence.guessed),
        "crisis": CRISIS * crisis,
        "locality": (LOCALITY_BESIDE_MEANING if meant else 1.0) * locality,
        "focus": FOCUS * _is_focused(columns, numbers, query),
        "remote": REMOTE * remote,
        "level": _level(columns, numbers, query.support_level),
        "phase": PHASE * phase,
        "target_group": _group(columns, numbers, query.target_group),
        "age": AGE * ages,
        "language": _language(columns, numbers, query),
        "fresh": FRESH * fresh,
    }
    points = is_local & columns.is_one_stop[numbers]
    if query.municipality and points.any():
        best = int(np.argmax(np.where(points, locality, -np.inf)))
        parts["one_stop"] = np.zeros(len(numbers))
        parts["one_stop"][best] = ONE_STOP
    return Scores(numbers, {k: np.asarray(v, float) for k, v in parts.items()}, themes)


def _theme(columns: Columns, numbers: Numbers, theme: Theme) -> Floats:
    shares = np.full(NO_RANK + 1, THEME_BY_RANK[-1])
    shares[: len(THEME_BY_RANK)] = THEME_BY_RANK
    shares[NO_RANK] = 0.0
    points: Floats = THEME * shares[columns.rank_of(theme)[numbers]]
    return points


def _guessed(
    columns: Columns, numbers: Numbers, guessed: Mapping[Theme, float]
) -> Floats:
    best = np.zeros(len(numbers))
    for theme, likelihood in guessed.items():
        share = likelihood * _theme(columns, numbers, theme) / THEME
        best = np.maximum(best, GUESSED_THEME * share)
    return best


def _is_focused(columns: Columns, numbers: Numbers, query: Query) -> Flags:
    """Whether a service's first theme is asked for, and it has one or two."""
    ranks = columns.ranks["theme"][:, numbers]
    first = np.zeros(len(numbers), bool)
    for theme in query.themes:
        first |= columns.rank_of(theme)[numbers] == 0
    few = (ranks != NO_RANK).sum(axis=0) < 3
    return first & few  # type: ignore[no-any-return]


def _locality(
    columns: Columns, numbers: Numbers, query: Query, evidence: Evidence
) -> tuple[Floats, Flags]:
    """Return the points of the best area, and whether one is not all of Finland.

    An area counts more for its own subject.
    """
    best, is_local = np.zeros(len(columns.ids)), np.zeros(len(columns.ids), bool)
    for place in (*evidence.places, *evidence.around):
        nearness = 1.0 if place in evidence.places else 0.5
        subject = SUBJECT_OF.get(place.kind, ())
        kind = AreaKind.MUNICIPALITY if place == ALAND else place.kind
        for having in (columns.areas.get(place), columns.provider_areas.get(place)):
            if having is None:
                continue
            if query.themes:
                own = np.full(len(having), bool({*query.themes} & {*subject}))
            else:
                own = np.zeros(len(having), bool)
                for theme in subject:
                    own |= columns.has(theme)[having]
            points = nearness * np.where(own, SUBJECT_AREA, LOCALITY[kind])
            best[having] = np.maximum(best[having], points)
            is_local[having] |= not place.is_national
    return best[numbers], is_local[numbers]


def _level(columns: Columns, numbers: Numbers, wanted: SupportLevel | None) -> Floats:
    if wanted is None:
        return np.zeros(len(numbers))
    levels = list(SupportLevel)
    distance = np.abs(np.arange(len(levels)) - levels.index(wanted))
    has = columns.ranks["support_level"][:, numbers] != NO_RANK
    nearest = np.where(has, distance[:, None], len(levels)).min(axis=0)
    points = np.array([LEVEL_FITS, LEVEL_NEXT, LEVEL_FAR, LEVEL_UNKNOWN])
    fitting: Floats = points[nearest]
    return fitting


def _group(columns: Columns, numbers: Numbers, wanted: TargetGroup) -> Floats:
    if wanted is TargetGroup.YOUNG:
        return np.zeros(len(numbers))
    return TARGET_GROUP * columns.has(wanted)[numbers]


def _language(columns: Columns, numbers: Numbers, query: Query) -> Floats:
    asked = query.service_language or query.language
    nobody = np.zeros(len(columns.ids), bool)
    fits = columns.languages.get(asked, nobody)[numbers]
    says = columns.has_language[numbers]
    if query.service_language is not None:
        return np.where(says, np.where(fits, LANGUAGE_WANTED, -LANGUAGE_WANTED), 0.0)
    return np.where(says & ~fits, LANGUAGE_OF_READER, 0.0)
