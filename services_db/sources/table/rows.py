"""Rows of a sheet to records. Every problem is kept, with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import ValidationError

from services_db import clean
from services_db.records import ServiceRecord
from services_db.sources.curated import describe
from services_db.sources.notes import Notes
from services_db.sources.table.area_cells import read_areas
from services_db.sources.table.cells import text_of
from services_db.sources.table.columns import Layout, folded, lay_out
from services_db.sources.table.placing import PLACE, put
from services_db.sources.table.problem import CellProblem
from services_db.sources.table.sheets import Sheet
from services_db.sources.table.words import plain_words

_TITLE_ROWS: Final = 10


class SheetReader:
    """Reads one sheet after another of one feed."""

    def __init__(self, feed: str, notes: Notes) -> None:
        self.problems: list[str] = []
        self._feed = feed
        self._notes = notes

    def read(self, sheet: Sheet) -> Iterator[tuple[str, ServiceRecord]]:
        """Yield the records of a sheet, each with its place (file, sheet, row).

        A sheet without any heading that is known is passed over with a note.
        """
        if not sheet.rows:
            return
        first = _heading_row(sheet)
        if first is None:
            self._notes.add("sheets without a known heading, not read", sheet.place)
            return
        number, headings = sheet.rows[first]
        layout = lay_out(headings)
        shared = self._check(sheet, layout, number)
        if shared is None:
            return
        for row_number, cells in sheet.rows[first + 1 :]:
            place = f"{sheet.place}, row {row_number}"
            record = self._record(place, layout, cells, shared)
            if record is not None:
                yield place, record

    def _check(self, sheet: Sheet, layout: Layout, number: int) -> list[str] | None:
        """Return the areas that the sheet's name gives; ``None``: it cannot be read."""
        for heading in layout.unknown:
            self._notes.add(f"{sheet.place}: column {heading!r} is not known, not read")
        before = len(self.problems)
        where = f"{sheet.place}, row {number}"
        for first, second in layout.twice:
            self.problems.append(
                f"{where}: columns {first.letter} and {second.letter} "
                f"({first.heading!r}, {second.heading!r}) mean the same; leave one out"
            )
        if missing := layout.missing():
            self.problems.append(
                f"{where}: column {' and column '.join(missing)} is missing; "
                "add it with its heading in this row"
            )
        areas: list[str] = []
        if not layout.has("areas"):
            try:
                areas = read_areas(sheet.title) if sheet.title else []
            except CellProblem:
                areas = []
            if not areas:
                named = ", or name the sheet after a municipality"
                self.problems.append(
                    f"{where}: column areas is missing; add it with its heading in "
                    f"this row{named if sheet.title else ''}"
                )
        return areas if len(self.problems) == before else None

    def _record(
        self, place: str, layout: Layout, cells: Sequence[Any], shared: list[str]
    ) -> ServiceRecord | None:
        data: dict[str, Any] = {"areas": shared, "contacts": [], "themes": []}
        data |= {"texts": {}, "provider": {}, "keywords": {}, "source": {}}
        where: dict[str, Any] = {"name": {}, "schedules": []}
        marked: list[str] = []
        before = len(self.problems)
        self._check_width(place, layout, cells)
        for one in layout.placed:
            cell = cells[one.index] if one.index < len(cells) else None
            if one.mark is not None:
                if folded(text_of(cell)) in plain_words("yes"):
                    if one.mark.leaves_out:
                        self._notes.add("rows marked to be left out")
                        return None
                    marked += one.mark.themes
                continue
            try:
                put(one, cell, data, where)
            except CellProblem as problem:
                self.problems.append(
                    f"{place}, column {one.letter} ({one.heading!r}): {problem}"
                )
        if len(self.problems) > before:
            return None
        data["themes"] = list(dict.fromkeys([*data["themes"], *marked]))
        self._check_whole(place, data)
        if len(self.problems) > before:
            return None
        if any(where.get(name) for name in (*PLACE.values(), "name")):
            data["locations"] = [where]
        return self._checked(place, data)

    def _check_width(self, place: str, layout: Layout, cells: Sequence[Any]) -> None:
        last = max(one.index for one in layout.placed)
        beyond = [cell for cell in cells[last + 1 :] if text_of(cell)]
        if beyond and not layout.unknown:
            self._notes.add("rows with cells beyond the headings, not read", place)

    def _check_whole(self, place: str, data: dict[str, Any]) -> None:
        if not data["areas"]:
            self.problems.append(f"{place}: no area is given; fill the column areas")
        if not data["texts"]:
            self.problems.append(f"{place}: the name is empty; write one")
        for language, text in data["texts"].items():
            for field in ("name", "summary"):
                if not text.get(field):
                    self.problems.append(
                        f"{place}: {field} ({language}) is empty though other texts in "
                        f"{language} are there; write it"
                    )

    def _checked(self, place: str, data: dict[str, Any]) -> ServiceRecord | None:
        data.setdefault("id", self._made_id(data))
        data["source"] = {"name": self._feed, "url": "", **data["source"]}
        cleaned, done = clean.foreign(data)
        for note in done:
            self._notes.add(note.partition(": ")[2], place)
        try:
            return ServiceRecord.model_validate(cleaned)
        except ValidationError as error:
            self.problems.extend(f"{place}: {line}" for line in describe(error))
            return None

    def _made_id(self, data: dict[str, Any]) -> str:
        """Return an id that stays the same as long as name, provider and areas do."""
        names = sorted(text["name"] for text in data["texts"].values())
        made = repr(
            (self._feed, names, sorted(data["provider"].items()), data["areas"])
        )
        return f"{self._feed[:60]}-{hashlib.sha256(made.encode()).hexdigest()[:12]}"


def _heading_row(sheet: Sheet) -> int | None:
    """Return which row has the headings: the first with two that are known.

    There may be a title above; without any such row, the first with one.
    """
    known = [
        sum(one.column is not None for one in lay_out(cells).placed)
        for _, cells in sheet.rows[:_TITLE_ROWS]
    ]
    for enough in (2, 1):
        for index, count in enumerate(known):
            if count >= enough:
                return index
    return None
