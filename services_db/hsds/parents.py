"""Terms and organizations may have parents; a circle of them is an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services_db.errors import ImportRefused
from services_db.hsds import model as h
from services_db.hsds.base import Table
from services_db.hsds.tabular import nested


def refuse_cycles(service: h.Service) -> None:
    """Refuse a service whose terms or organizations are their own ancestors.

    Raises:
        ImportRefused: naming the row.
    """
    rows = list(_rows(service))
    terms = {r.id: r.parent_id for r in rows if isinstance(r, h.TaxonomyTerm)}
    above = {
        r.id: r.parent_organization_id for r in rows if isinstance(r, h.Organization)
    }
    for name, parents in (("taxonomy_term", terms), ("organization", above)):
        for start in parents:
            if _returns(start, parents):
                raise ImportRefused(f"{name} {start}: is its own ancestor")


def _returns(start: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    key: str | None = start
    while key is not None and key not in seen:
        seen.add(key)
        key = parents.get(key)
    return key is not None


def _rows(row: Table) -> Iterator[Table]:
    yield row
    for one in nested(type(row)):
        value = getattr(row, one.name)
        inner: Iterable[Table] = value if one.many else filter(None, [value])
        for child in inner:
            yield from _rows(child)
