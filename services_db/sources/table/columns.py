"""Which column is what: the headings of ``table_columns.yml`` against a sheet's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from openpyxl.utils import get_column_letter
from pydantic import Field

from services_db.records import Record
from services_db.reference.codes import ContactKind, Theme
from services_db.sources.yaml_file import StrictLoader

FILE: Final = Path(__file__).parent.parent / "table_columns.yml"
_WITH_LANGUAGE = re.compile(r"^(?P<name>.*\S)\s*\((?P<language>[a-zA-Z]{2,3})\)$")
_BLANKS = re.compile(r"[\s_]+")

Reads = Literal[
    "text",
    "texts",
    "code",
    "codes",
    "languages",
    "areas",
    "municipality",
    "yes_no",
    "age",
    "date",
    "degrees",
    "link",
    "postal_code",
    "contacts",
    "hours",
]


class Column(Record):
    """A column that a sheet may have; see the head of ``table_columns.yml``."""

    reads: Reads
    headings: dict[str, list[str]]
    translated: bool = False
    required: bool = False
    vocabulary: str | None = None
    kind: ContactKind | None = None
    professional: bool = False


class Mark(Record):
    """A column where an x says what the service is about, or keeps it out."""

    headings: list[str]
    themes: tuple[Theme, ...] = ()
    leaves_out: bool = False


class Columns(Record):
    """The whole file. ``words`` are words by code, for each vocabulary."""

    default_language: str
    columns: dict[str, Column]
    marks: dict[str, Mark]
    words: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """A column where a sheet has it; ``letter`` is the spreadsheet's."""

    index: int
    heading: str
    name: str
    column: Column | None = None
    mark: Mark | None = None
    language: str | None = None

    @property
    def letter(self) -> str:
        """The column's letter in a spreadsheet."""
        return get_column_letter(self.index + 1)


@dataclass
class Layout:
    """What the headings of a sheet mean. ``unknown`` ones are not read."""

    placed: list[Placed] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    twice: list[tuple[Placed, Placed]] = field(default_factory=list)

    def missing(self) -> list[str]:
        """Return the names of required columns that are not there."""
        there = {one.name for one in self.placed}
        return [
            name
            for name, column in shipped().columns.items()
            if column.required and name not in there
        ]

    def has(self, name: str) -> bool:
        """Whether the sheet has a column."""
        return any(one.name == name for one in self.placed)


@lru_cache
def shipped() -> Columns:
    """Return the columns shipped with the project, read and checked on first use."""
    loaded = yaml.load(FILE.read_text(encoding="utf-8"), StrictLoader)  # noqa: S506
    return Columns.model_validate(loaded)


def lay_out(headings: Sequence[Any]) -> Layout:
    """Return what a row of headings means."""
    layout = Layout()
    by_meaning: dict[tuple[str, str | None], Placed] = {}
    for index, cell in enumerate(headings):
        heading = str(cell).strip() if cell is not None else ""
        if not heading:
            continue
        placed = _place(index, heading)
        if placed is None:
            layout.unknown.append(heading)
            continue
        first = by_meaning.setdefault((placed.name, placed.language), placed)
        if first is not placed:
            layout.twice.append((first, placed))
        layout.placed.append(placed)
    return layout


def heading_of(name: str, language: str, of_text: str | None = None) -> str:
    """Return the heading that an export writes, ``name (fi)`` for texts in ``fi``."""
    named = shipped().columns[name].headings
    heading = (named.get(language) or named["en"])[0]
    return f"{heading} ({of_text})" if of_text else heading


def folded(text: str) -> str:
    """Return a heading or word as it is compared: small, single blanks."""
    return _BLANKS.sub(" ", text).strip().casefold()


def _place(index: int, heading: str) -> Placed | None:
    columns, marks = _by_heading()
    language = None
    name = columns.get(folded(heading))
    if name is None and (found := _WITH_LANGUAGE.match(heading)):
        name = columns.get(folded(found["name"]))
        language = found["language"].lower()
        if name is not None and not shipped().columns[name].translated:
            name = None
    if name is not None:
        column = shipped().columns[name]
        if column.translated:
            language = language or shipped().default_language
        return Placed(index, heading, name, column=column, language=language)
    mark = marks.get(folded(heading))
    if mark is not None:
        return Placed(index, heading, mark, mark=shipped().marks[mark])
    return None


@lru_cache
def _by_heading() -> tuple[dict[str, str], dict[str, str]]:
    columns = {
        heading: name
        for name, column in shipped().columns.items()
        for heading in _headings(name, column)
    }
    marks = {
        folded(heading): name
        for name, mark in shipped().marks.items()
        for heading in mark.headings
    }
    return columns, marks


def _headings(name: str, column: Column) -> Iterator[str]:
    yield folded(name)
    for headings in column.headings.values():
        yield from map(folded, headings)
