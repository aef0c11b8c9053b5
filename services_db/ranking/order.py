"""The order of a result: by score; several needs share the first page between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services_db.query import Query
from services_db.ranking.score import Scored
from services_db.reference.codes import Theme


def arrange(scored: Sequence[Scored], query: Query) -> list[Scored]:
    """Return all of ``scored`` in the order shown, for any page of the query's size.

    One need: by score. Several: the needs take turns in each page, those that the
    one-stop point does not cover first, and a page is grouped in the needs' order.
    """
    if len(query.themes) < 2:
        return sorted(scored, key=lambda s: (-s.total(), s.candidate.id))
    size = max(1, query.limit)
    turns = list(_take_turns(scored, query))
    arranged: list[Scored] = []
    for start in range(0, len(turns), size):
        page = turns[start : start + size]
        arranged.extend(sorted(page, key=lambda s: _group(s, query.themes)))
    return arranged


def _take_turns(scored: Sequence[Scored], query: Query) -> Iterator[Scored]:
    taken: set[str] = set()
    first = [s for s in scored if "one_stop" in s.parts]
    covered: set[Theme] = set()
    for point in first:
        taken.add(point.candidate.id)
        covered.update(point.theme_parts)
        yield point
    queues = {theme: _queue(scored, theme) for theme in query.themes}
    uncovered = [theme for theme in query.themes if theme not in covered]
    order = [*uncovered, *(t for t in query.themes if t in covered)]
    while queues:
        for theme in order:
            best = _next(queues.get(theme, []), taken)
            if best is None:
                queues.pop(theme, None)
                continue
            yield best
    rest = [s for s in scored if s.candidate.id not in taken]
    yield from sorted(rest, key=lambda s: (-s.total(), s.candidate.id))


def _queue(scored: Sequence[Scored], theme: Theme) -> list[Scored]:
    """Return the services of one need, the best last."""
    of_theme = [s for s in scored if theme in s.theme_parts]
    return sorted(
        of_theme, key=lambda s: (-s.total(theme), s.candidate.id), reverse=True
    )


def _next(queue: list[Scored], taken: set[str]) -> Scored | None:
    while queue:
        best = queue.pop()
        if best.candidate.id not in taken:
            taken.add(best.candidate.id)
            return best
    return None


def _group(scored: Scored, themes: Sequence[Theme]) -> int:
    """Return the place of a service's group; the one-stop point is before all."""
    if "one_stop" in scored.parts:
        return -1
    found = [number for number, t in enumerate(themes) if t in scored.theme_parts]
    return found[0] if found else len(themes)
