"""Nested HSDS rows as the flat tables of a data package, and back. Pure.

Which table hangs on which is read off the models: a list of rows gives each of them
the column ``<parent>_id``, a row inside a row gives the parent ``<field>_id``.
Attributes and metadata name what they belong to in columns of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple, get_args

from services_db.errors import ImportRefused
from services_db.hsds import model as h
from services_db.hsds.base import Table

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]

ROOTS: Final = (h.Service, h.Organization, h.TaxonomyTerm, h.Taxonomy)
_LINKS: Final = {
    "attribute": ("link_id", "link_entity"),
    "metadata": ("resource_id", "resource_type"),
}
MOST_ROWS: Final = 20_000
SHOWN_ID: Final = 100
_REFERS: Final = {"taxonomy_detail": "taxonomy_id"}


class Nested(NamedTuple):
    """A field of a table that holds another: many rows of it, or one."""

    name: str
    table: type[Table]
    many: bool


@lru_cache
def nested(table: type[Table]) -> tuple[Nested, ...]:
    """Return the fields of a table that hold others."""
    found = []
    for name, field in table.model_fields.items():
        for one in (field.annotation, *get_args(field.annotation)):
            if isinstance(one, type) and issubclass(one, Table):
                many = not isinstance(field.annotation, type) and field.default == ()
                found.append(Nested(name, one, many))
    return tuple(found)


@lru_cache
def columns(table: type[Table]) -> tuple[str, ...]:
    """Return the columns of a table's file, in the standard's order."""
    inner = {one.name for one in nested(table)}
    return tuple(name for name in table.model_fields if name not in inner)


@lru_cache
def tables() -> dict[str, type[Table]]:
    """Return all tables by name, each before those that hang on it."""
    found: dict[str, type[Table]] = {}

    def add(table: type[Table]) -> None:
        if table.table not in found:
            found[table.table] = table
            for one in nested(table):
                add(one.table)

    for root in ROOTS:
        add(root)
    return found


def flatten(rows: Iterable[Table]) -> Rows:
    """Return the rows of every table by table and id; a row that comes twice is one."""
    found: Rows = {name: {} for name in tables()}
    for row in rows:
        _flatten(row, {}, found)
    return found


def _flatten(row: Table, linked: Row, found: Rows) -> None:
    flat = {name: getattr(row, name) for name in columns(type(row))}
    for one in nested(type(row)):
        value = getattr(row, one.name)
        if one.many:
            for child in value:
                _flatten(child, _link(row, one.table), found)
        elif value is not None:
            flat[_REFERS.get(one.name, f"{one.name}_id")] = value.id
            _flatten(value, {}, found)
    known = found[row.table].setdefault(row.id, {})
    for name, value in {**linked, **flat}.items():
        if value is not None or name not in known:
            known[name] = value if value is not None else linked.get(name)


def _link(parent: Table, child: type[Table]) -> Row:
    if child.table in _LINKS:
        link, kind = _LINKS[child.table]
        return {link: parent.id, kind: parent.table}
    return {f"{parent.table}_id": parent.id}


def nest(rows: dict[str, list[Row]]) -> Iterator[Row]:
    """Yield each service of flat tables with all that belongs to it.

    Raises:
        ImportRefused: when more than ``MOST_ROWS`` hang on a service: rows that many
            others share would else make a small package fill the memory.
    """
    index = _Index(rows)
    for row in rows.get(h.Service.table, []):
        index.room, index.service = MOST_ROWS, row["id"]
        yield index.whole(h.Service, row)


class _Index:
    """Flat rows by what they hang on."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.room, self.service = MOST_ROWS, ""
        self._by_id = {
            name: {row["id"]: row for row in listed} for name, listed in rows.items()
        }
        self._hanging: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for name, table in tables().items():
            links = [_LINKS[name][0]] if name in _LINKS else _owners(table)
            for row in rows.get(name, []):
                for link in links:
                    if row.get(link):
                        self._hanging[name, f"{link}={row[link]}"].append(row)

    def whole(self, table: type[Table], row: Row) -> Row:
        """Return a row with its nested rows."""
        self.room -= 1
        if self.room < 0:
            raise ImportRefused(
                f"{h.Service.path}: {self.service[:SHOWN_ID]}: more than {MOST_ROWS} "
                "rows hang on it"
            )
        found = dict(row)
        for one in nested(table):
            if one.many:
                link = _LINKS.get(one.table.table, (f"{table.table}_id", ""))[0]
                hanging = self._hanging[one.table.table, f"{link}={row['id']}"]
                found[one.name] = [self.whole(one.table, child) for child in hanging]
                continue
            key = row.get(_REFERS.get(one.name, f"{one.name}_id"))
            held = self._by_id.get(one.table.table, {}).get(key or "")
            if held is not None:
                found[one.name] = self.whole(one.table, held)
        if table is h.Service:
            found["attributes"] += self._of_attributes(found["attributes"])
        return found

    def _of_attributes(self, attributes: list[Row]) -> list[Row]:
        """Return what is said of attributes: it lies beside them in nested JSON."""
        return [
            self.whole(h.Attribute, row)
            for one in attributes
            for row in self._hanging["attribute", f"link_id={one['id']}"]
        ]


def _owners(table: type[Table]) -> list[str]:
    return [name for name in columns(table) if name.endswith("_id")]
