"""The score: a sum of named parts, so that every place in a list can be explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from services_db.query import Query
from services_db.ranking import parts as part
from services_db.ranking.columns import Columns
from services_db.ranking.parts import Evidence
from services_db.ranking.words import Floats, Numbers
from services_db.reference.codes import Theme

FURTHER_THEME: Final = 5.0
ONE_STOP: Final = 180.0
NAMED_ALONE: Final = 150.0
NAMED_BESIDE_THEMES: Final = 24.0
CRISIS: Final = -100.0
WORDS_ALONE: Final = 80.0
WORDS_BESIDE_THEMES: Final = 12.0
MEANING_ALONE: Final = 12.0
MEANING_BESIDE_THEMES: Final = 8.0
"""A known need says more than a text that may tell something else as well."""
PHASE: Final = 14.0
AGE: Final = 8.0
FRESH: Final = 3.0
FOCUS: Final = 3.0
REMOTE: Final = 2.0
FRESH_YEARS: Final = 2


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
    themes = {t: part.theme(columns, numbers, t) for t in query.themes}
    met = np.sum([part > 0 for part in themes.values()], axis=0, dtype=float)
    fresh = columns.verified_on[numbers] >= _fresh_from(today).toordinal()
    locality, is_local = part.locality(columns, numbers, query, evidence)
    alone = not query.themes
    beside = WORDS_ALONE if alone else WORDS_BESIDE_THEMES
    meaning = MEANING_ALONE if alone else MEANING_BESIDE_THEMES
    none = np.zeros(len(numbers))
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
        "guessed_theme": part.guessed(columns, numbers, evidence.guessed),
        "crisis": CRISIS * crisis,
        "locality": locality,
        "focus": FOCUS * part.is_focused(columns, numbers, query),
        "remote": REMOTE * remote,
        "level": part.level(columns, numbers, query.support_level),
        "phase": PHASE * phase,
        "target_group": part.group(columns, numbers, query.target_group),
        "age": AGE * ages,
        "language": part.language(columns, numbers, query),
        "fresh": FRESH * fresh,
    }
    points = is_local & columns.is_one_stop[numbers]
    if query.municipality and points.any():
        best = int(np.argmax(np.where(points, locality, -np.inf)))
        parts["one_stop"] = np.zeros(len(numbers))
        parts["one_stop"][best] = ONE_STOP
    return Scores(numbers, {k: np.asarray(v, float) for k, v in parts.items()}, themes)
