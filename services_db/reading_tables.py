"""The rows of a few services, each table read once and grouped by service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from services_db import models as m

Row = Any
Texts = dict[str, str]


class Tables:
    """What the tables hold of the services of ``ids``."""

    def __init__(self, connection: Connection, ids: Sequence[str]) -> None:
        self._connection = connection
        self._ids = ids
        self._grouped: dict[Any, dict[Hashable, list[Row]]] = {}
        self.services = self._rows(m.Service, "id", ids)
        organizations = {row.organization_id for row in self.services}
        self.providers = self._named(
            m.OrganizationText, "organization_id", sorted(organizations)
        )
        placed = self._rows(m.ServiceAtLocation, "service_id", ids)
        places = sorted({row.location_id for row in placed})
        self.places = {row.id: row for row in self._rows(m.Location, "id", places)}
        self.place_names = self._named(m.LocationText, "location_id", places)

    def of(self, table: Any, service: str) -> list[Row]:
        """Return one service's rows of a table, in the order of its key."""
        if table not in self._grouped:
            rows = self._rows(table, "service_id", self._ids)
            self._grouped[table] = group(rows, lambda row: row.service_id)
        return self._grouped[table].get(service, [])

    def _rows(self, table: Any, key: str, ids: Sequence[str]) -> list[Row]:
        columns = table.__table__
        statement = (
            select(columns)
            .where(columns.c[key].in_(ids))
            .order_by(*columns.primary_key)
        )
        return list(self._connection.execute(statement))

    def _named(self, table: Any, key: str, ids: Sequence[str]) -> dict[str, Texts]:
        found: dict[str, Texts] = defaultdict(dict)
        for row in self._rows(table, key, ids):
            found[getattr(row, key)][row.language] = row.name
        return found


def group(
    rows: Sequence[Row], key: Callable[[Row], Hashable]
) -> dict[Hashable, list[Row]]:
    """Return the rows by their key, in their order."""
    found: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def by_position(rows: Sequence[Row], column: str) -> dict[int, Texts]:
    """Return a column's texts by position and language."""
    found: dict[int, Texts] = defaultdict(dict)
    for row in rows:
        found[row.position][row.language] = getattr(row, column)
    return found
