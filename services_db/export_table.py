"""Writes the catalogue as a sheet (CSV, XLSX) that the table importer reads back.

A table holds one place and no area providers; how many records had more is told.
Cells that a spreadsheet would take for a formula get a ``'`` in front, which the
import takes away again.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services_db import db
from services_db.clean import plain
from services_db.reading import read_records
from services_db.records import ServiceRecord
from services_db.reference.codes import ContactKind
from services_db.reference.municipalities import FALLBACK
from services_db.sources.notes import Notes
from services_db.sources.table.columns import Column, heading_of, shipped
from services_db.sources.table.composite import write_contacts, write_hours

FORMULA: Final = re.compile(r"^\s*'*[=+\-@\t\r＝＋－＠]")
ALWAYS: Final = ("id", "name", "summary", "areas")
_BETWEEN: Final = "; "
_PLACE: Final = {"place_name": "name", "place_municipality": "municipality"}
_OF_PLACE: Final = frozenset(
    {*_PLACE, "address", "postal_code", "city", "latitude", "longitude"}
)
_OF_SOURCE: Final = {"source_name": "name", "source_url": "url"}
_OF_RECORD: Final = frozenset({"provider", "keywords"})


@dataclass(frozen=True)
class Exported:
    """How many services were written; ``notes`` say what a table cannot hold."""

    services: int
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        return f"{self.services} services"


def export_table(
    url: str,
    kind: str,
    target: Path,
    *,
    feed: str | None = None,
    municipality: str | None = None,
    language: str = "en",
) -> Exported:
    """Write the services at ``url`` to ``target``, as ``csv`` or ``xlsx``.

    CSV is UTF-8 with commas, after RFC 4180. ``feed`` leaves one import's services,
    ``municipality`` those that reach it; the headings are in ``language``. The file
    is there whole or not at all.

    Raises:
        CatalogueUnavailable: when the database does not serve.
        KeyError: when there is no such municipality, or kind of file.
        OSError: when the file cannot be written.
    """
    write = _WRITERS[kind]
    with db.reading(url) as connection:
        records = list(read_records(connection, feed=feed, municipality=municipality))
    unfinished = target.with_name(f".{target.name}.part")
    try:
        write(unfinished, table_of(records, language))
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return Exported(len(records), _not_held(records))


def table_of(records: Sequence[ServiceRecord], language: str) -> Iterator[list[str]]:
    """Yield the headings and a row for each record; columns that are empty are left.

    Cells are safe to open in a spreadsheet.
    """
    spoken = _spoken(records)
    columns = [
        (name, column, of_text)
        for name, column in shipped().columns.items()
        for of_text in (spoken if column.translated else [None])
    ]
    cells = [[_cell(r, *column) for column in columns] for r in records]
    kept = [
        index
        for index, (name, _, _) in enumerate(columns)
        if any(row[index] for row in cells) or (name in ALWAYS and not cells)
    ]
    yield [
        heading_of(name, language, of_text)
        for name, _, of_text in (columns[index] for index in kept)
    ]
    for row in cells:
        yield [without_formula(row[index]) for index in kept]


def without_formula(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def _spoken(records: Iterable[ServiceRecord]) -> list[str]:
    found = dict.fromkeys(
        language
        for record in records
        for language in (*record.texts, *record.provider, *record.keywords)
    )
    first = [language for language in FALLBACK if language in found]
    return list(dict.fromkeys([*first, *found])) or [shipped().default_language]


def _cell(record: ServiceRecord, name: str, column: Column, of_text: str | None) -> str:
    if column.reads == "contacts":
        kind = column.kind or ContactKind(name)
        return write_contacts(
            contact
            for contact in record.contacts
            if (contact.kind, contact.professional) == (kind, column.professional)
        )
    if name == "hours":
        places = record.locations[:1]
        return write_hours(
            [*record.schedules, *(s for p in places for s in p.schedules)]
        )
    return _written(_value(record, name, of_text))


def _value(record: ServiceRecord, name: str, of_text: str | None) -> Any:
    if name in _OF_PLACE:
        place = record.locations[0] if record.locations else None
        value = getattr(place, _PLACE.get(name, name), None)
        return value.get(of_text) if name == "place_name" and value else value or None
    if name in _OF_SOURCE:
        return getattr(record.source, _OF_SOURCE[name])
    if name in _OF_RECORD:
        return getattr(record, name).get(of_text)
    if of_text is not None:
        return getattr(record.texts.get(of_text), name, None)
    return getattr(record, name)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _BETWEEN.join(plain(str(item)).replace(";", ",") for item in value)
    return plain(str(value))


def _not_held(records: Iterable[ServiceRecord]) -> list[str]:
    notes = Notes()
    kinds = {
        (column.kind or ContactKind(name), column.professional)
        for name, column in shipped().columns.items()
        if column.reads == "contacts"
    }
    for record in records:
        if record.providers:
            notes.add("services with area providers, not written", record.id)
        if len(record.locations) > 1:
            notes.add("services with more places, the first written", record.id)
        if any((c.kind, c.professional) not in kinds for c in record.contacts):
            notes.add("services with contacts that no column is for", record.id)
    return notes.lines()


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _write_xlsx(path: Path, rows: Iterable[Sequence[str]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("services")
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([cell or None for cell in row])
    book.save(path)


_WRITERS: Final[dict[str, Callable[[Path, Iterable[Sequence[str]]], None]]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
