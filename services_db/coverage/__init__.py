"""What there is where, what is missing, and what was asked in vain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from services_db import db
from services_db.coverage.cells import DIMENSIONS, Cell, cells
from services_db.coverage.minimum import Met, Wanted, load_minimum, met
from services_db.coverage.needs import Need, unanswered
from services_db.coverage.reach import Services, grouped
from services_db.reference.codes import AreaKind

__all__ = ["DIMENSIONS", "Cell", "Coverage", "Met", "Need", "Wanted", "coverage"]


@dataclass(frozen=True)
class Coverage:
    """A report of some places of one kind, by their codes with their municipalities.

    ``cells`` count services, ``minimum`` holds a line for each place and each wanted
    service, ``needs`` the searches that found nothing.
    """

    kind: AreaKind
    places: Mapping[str, Collection[str]]
    cells: Sequence[Cell] = ()
    wanted: Sequence[Wanted] = ()
    minimum: Sequence[Met] = ()
    needs: Sequence[Need] = ()
    hidden_needs: int = 0
    by: Sequence[str] = field(default_factory=tuple)


def coverage(
    url: str,
    municipalities: Sequence[str],
    *,
    rows: AreaKind = AreaKind.MUNICIPALITY,
    by: Sequence[str] = ("theme",),
    minimum: Path | None = None,
    since: date | None = None,
) -> Coverage:
    """Return the coverage of municipalities (codes), counted ``by`` some dimensions.

    With ``rows`` of another kind it is that of the areas that any of them is in, each
    with all its municipalities.
    ``minimum`` is a region's own list, without it the one that is shipped; needs are
    those ``since`` a day.

    Raises:
        ImportRefused: when the list is broken.
        CatalogueUnavailable: when the database does not serve.
    """
    wanted = load_minimum(minimum)
    places = grouped(municipalities, rows)
    with db.reading(url) as connection:
        services = Services.load(connection)
        needs, hidden = unanswered(connection, places, since)
    return Coverage(
        kind=rows,
        places=places,
        cells=cells(services, places, by),
        wanted=wanted,
        minimum=met(services, places, wanted),
        needs=needs,
        hidden_needs=hidden,
        by=by,
    )
