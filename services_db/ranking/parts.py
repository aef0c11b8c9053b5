"""What single facts and pieces of evidence are worth: the parts of a score. Pure.

Each part is one array over the services that were found, beside their ``numbers``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
GUESSED_THEME: Final = 60.0
STANDS_OUT: Final = 1.5
"""From this on a text is taken to mean the service."""
IS_NEAR: Final = 0.5
LIKELY_THEME: Final = 0.4
LEVEL_FITS, LEVEL_UNKNOWN, LEVEL_NEXT, LEVEL_FAR = 12.0, 4.0, -4.0, -10.0
TARGET_GROUP: Final = 15.0
LANGUAGE_WANTED: Final = 12.0
LANGUAGE_OF_READER: Final = -4.0

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


def theme(columns: Columns, numbers: Numbers, wanted: Theme) -> Floats:
    """Return more the earlier a service names the theme; 0: it does not."""
    shares = np.full(NO_RANK + 1, THEME_BY_RANK[-1])
    shares[: len(THEME_BY_RANK)] = THEME_BY_RANK
    shares[NO_RANK] = 0.0
    points: Floats = THEME * shares[columns.rank_of(wanted)[numbers]]
    return points


def guessed(
    columns: Columns, numbers: Numbers, likely: Mapping[Theme, float]
) -> Floats:
    """Return what the best of the themes that a text may be about is worth."""
    best = np.zeros(len(numbers))
    for one, likelihood in likely.items():
        share = likelihood * theme(columns, numbers, one) / THEME
        best = np.maximum(best, GUESSED_THEME * share)
    return best


def is_focused(columns: Columns, numbers: Numbers, query: Query) -> Flags:
    """Return whether a service's first theme is asked for, and it has one or two."""
    ranks = columns.ranks["theme"][:, numbers]
    first = np.zeros(len(numbers), bool)
    for theme in query.themes:
        first |= columns.rank_of(theme)[numbers] == 0
    few = (ranks != NO_RANK).sum(axis=0) < 3
    return first & few  # type: ignore[no-any-return]


def locality(
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


def level(columns: Columns, numbers: Numbers, wanted: SupportLevel | None) -> Floats:
    """Return how near a service's levels of support are to the one wanted."""
    if wanted is None:
        return np.zeros(len(numbers))
    levels = list(SupportLevel)
    distance = np.abs(np.arange(len(levels)) - levels.index(wanted))
    has = columns.ranks["support_level"][:, numbers] != NO_RANK
    nearest = np.where(has, distance[:, None], len(levels)).min(axis=0)
    points = np.array([LEVEL_FITS, LEVEL_NEXT, LEVEL_FAR, LEVEL_UNKNOWN])
    fitting: Floats = points[nearest]
    return fitting


def group(columns: Columns, numbers: Numbers, wanted: TargetGroup) -> Floats:
    """Return what being just for others than the young is worth to those others."""
    if wanted is TargetGroup.YOUNG:
        return np.zeros(len(numbers))
    return TARGET_GROUP * columns.has(wanted)[numbers]


def language(columns: Columns, numbers: Numbers, query: Query) -> Floats:
    """Return what the language wanted, or the reader's own, is worth."""
    asked = query.service_language or query.language
    nobody = np.zeros(len(columns.ids), bool)
    fits = columns.languages.get(asked, nobody)[numbers]
    says = columns.has_language[numbers]
    if query.service_language is not None:
        return np.where(says, np.where(fits, LANGUAGE_WANTED, -LANGUAGE_WANTED), 0.0)
    return np.where(says & ~fits, LANGUAGE_OF_READER, 0.0)
