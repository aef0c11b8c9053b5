"""The catalogue as a search needs it, read once into memory; see docs/adr/0011."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Executable

from services_db import statements as sql
from services_db.ranking.columns import Columns, ServiceFacts
from services_db.ranking.meaning import Meanings
from services_db.ranking.words import WordIndex, WordIndexBuilder
from services_db.reference import AreaRef
from services_db.reference.codes import AreaKind

_AT_ONCE: Final = 2000


@dataclass(frozen=True)
class SearchIndex:
    """All that a search looks at. ``version`` is the database's when it was read."""

    version: int
    columns: Columns
    words: WordIndex
    meanings: Meanings | None


def version_of(connection: Connection) -> int:
    """Return the number that grows with each change that a search would notice."""
    return connection.scalar(sql.VERSION) or 0


def read_index(connection: Connection) -> SearchIndex:
    """Read the catalogue in one transaction: a statement for each table."""
    version = version_of(connection)
    columns = Columns(
        sorted(_facts(connection), key=lambda service: service.id),
        (tuple(row) for row in _rows(connection, sql.ALL_CODES)),
        _areas(connection, sql.ALL_AREAS),
        _areas(connection, sql.ALL_PROVIDER_AREAS),
    )
    return SearchIndex(
        version, columns, _words(connection, columns), _meanings(connection, columns)
    )


def _rows(connection: Connection, statement: Executable) -> Iterator[Any]:
    options = {"yield_per": _AT_ONCE}
    yield from connection.execution_options(**options).execute(statement)


def _facts(connection: Connection) -> Iterator[ServiceFacts]:
    confirmed = {key: day for key, day in connection.execute(sql.ALL_CONFIRMED)}
    for row in _rows(connection, sql.ALL_SERVICES):
        facts = ServiceFacts(*row)
        word = confirmed.get(facts.id)
        if word is not None and (facts.verified_on or word) <= word:
            facts = replace(facts, verified_on=word)
        yield facts


def _areas(
    connection: Connection, statement: Executable
) -> Iterator[tuple[str, AreaRef]]:
    kinds = {kind.value: kind for kind in AreaKind}
    for key, kind, code in _rows(connection, statement):
        yield key, AreaRef(kinds[kind], code)


def _words(connection: Connection, columns: Columns) -> WordIndex:
    builder = WordIndexBuilder()
    for key, name, keywords, text in _rows(connection, sql.ALL_WORDS):
        if (number := columns.number.get(key)) is not None:
            builder.add(number, name, keywords, text)
    return builder.index(len(columns.ids))


def _meanings(connection: Connection, columns: Columns) -> Meanings | None:
    known = connection.execute(sql.MODELS).all()
    if not known:
        return None
    model, size = max(known, key=lambda row: (row.texts, row.model))[:2]
    vectors = (
        (columns.number[key], language, vector)
        for key, language, vector in _rows(connection, sql.vectors_of(model))
        if key in columns.number and len(vector) == size
    )
    return Meanings(model, len(columns.ids), vectors, size)
