"""The order of a result: by score; several needs share the first page between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from services_db.query import Query
from services_db.ranking.columns import Columns
from services_db.ranking.score import Scored, Scores
from services_db.ranking.words import Floats, Numbers
from services_db.reference.codes import Theme


@dataclass(frozen=True)
class Ranked:
    """What a search found, in order; scores are told apart only for what is shown."""

    columns: Columns
    scores: Scores
    query: Query

    def __len__(self) -> int:
        return len(self.scores.numbers)

    def page(self, offset: int = 0, limit: int | None = None) -> list[Scored]:
        """Return a part of the order; all that is left when no limit is given.

        One need: by score. Several: the needs take turns in each page of the query's
        size, those that the one-stop point does not cover first, and a page is
        grouped in the needs' order.
        """
        end = len(self) if limit is None else min(len(self), offset + limit)
        if len(self.query.themes) < 2:
            order = _best_first(self.scores.total())[offset:end]
            return [self._scored(place) for place in order]
        size = max(1, self.query.limit)
        turns = list(islice(self._take_turns(), -(-end // size) * size))
        arranged: list[int] = []
        for start in range(0, len(turns), size):
            arranged.extend(sorted(turns[start : start + size], key=self._group))
        return [self._scored(place) for place in arranged[offset:end]]

    def of(self, service_id: str) -> Scored | None:
        """Return one service's score; ``None``: it was not found."""
        number = self.columns.number.get(service_id)
        places = np.flatnonzero(self.scores.numbers == number)
        return self._scored(int(places[0])) if len(places) else None

    def _scored(self, place: int) -> Scored:
        return Scored(
            self.columns.ids[self.scores.numbers[place]],
            {k: float(v[place]) for k, v in self.scores.parts.items() if v[place]},
            {
                theme: float(points[place])
                for theme, points in self.scores.theme_parts.items()
                if points[place]
            },
        )

    def _take_turns(self) -> Iterator[int]:
        of_theme = self.scores.theme_parts
        point = self._one_stop()
        taken = np.zeros(len(self), bool)
        covered: set[Theme] = set()
        if point is not None:
            taken[point] = True
            covered = {theme for theme in of_theme if of_theme[theme][point]}
            yield point
        queues = {theme: self._queue(theme) for theme in self.query.themes}
        uncovered = [theme for theme in self.query.themes if theme not in covered]
        order = [*uncovered, *(t for t in self.query.themes if t in covered)]
        while queues:
            for theme in order:
                best = next((p for p in queues.get(theme, ()) if not taken[p]), None)
                if best is None:
                    queues.pop(theme, None)
                    continue
                taken[best] = True
                yield best
        for place in _best_first(self.scores.total()):
            if not taken[place]:
                yield int(place)

    def _one_stop(self) -> int | None:
        lifted = self.scores.parts.get("one_stop")
        return None if lifted is None else int(np.argmax(lifted))

    def _queue(self, theme: Theme) -> Iterator[int]:
        """Yield the services of one need, the best first."""
        for place in _best_first(self.scores.total(theme)):
            if self.scores.theme_parts[theme][place]:
                yield int(place)

    def _group(self, place: int) -> int:
        """Return the place of a service's group; the one-stop point is before all."""
        if place == self._one_stop():
            return -1
        of_theme: Sequence[Theme] = self.query.themes
        found = [n for n, t in enumerate(of_theme) if self.scores.theme_parts[t][place]]
        return found[0] if found else len(of_theme)


def _best_first(total: Floats) -> Numbers:
    """Return the places by score, the best first, equal ones in the order of ids."""
    return np.argsort(-total, kind="stable").astype(np.int32)
