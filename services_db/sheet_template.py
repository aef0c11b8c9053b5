"""An empty workbook for a coordinator to fill in; the table importer reads it back.

Columns that hold codes have drop-downs with the names that the importer knows. Where
a cell may hold several, the list only suggests: more are typed after a ``;``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from services_db import reference
from services_db.labels import has, label, languages
from services_db.sources.table.columns import Column, heading_of, shipped
from services_db.sources.table.sheets import LISTS
from services_db.sources.table.words import codes_of

ROWS: Final = 1000
"""How many rows have drop-downs."""
_TEXT: Final = "@"
_WIDTH: Final = 24
_ONE_OF: Final = ("yes_no", "code", "municipality")


def write_template(target: Path, language: str) -> None:
    """Write the workbook to ``target``, its words in ``language``.

    Texts have a column for each language that has labels, ``language`` first. All
    cells are texts, so that no phone number loses its zero.

    Raises:
        FileExistsError: when something is there already; it may be filled in.
        OSError: when the file cannot be written.
    """
    book = Workbook()
    for empty in book.worksheets:
        book.remove(empty)
    sheet, lists = book.create_sheet("services"), book.create_sheet(LISTS)
    sheet.freeze_panes = "A2"
    lists.sheet_state = "hidden"
    places: dict[tuple[str, ...], str] = {}
    for number, (name, column, of_text) in enumerate(_columns(language), start=1):
        heading = sheet.cell(1, number, heading_of(name, language, of_text))
        heading.font = Font(bold=column.required or name == "areas")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].number_format = _TEXT
        sheet.column_dimensions[letter].width = _WIDTH
        choices = tuple(_choices(column, language))
        if choices and choices not in places:
            places[choices] = _put(lists, len(places) + 1, choices)
        checked = _validation(column, places.get(choices), language)
        if checked is not None:
            sheet.add_data_validation(checked)
            checked.add(f"{letter}2:{letter}{ROWS + 1}")
    with target.open("xb") as file:
        book.save(file)


def _columns(language: str) -> Iterator[tuple[str, Column, str | None]]:
    spoken = dict.fromkeys([language, *languages()])
    for name, column in shipped().columns.items():
        for of_text in spoken if column.translated else [None]:
            yield name, column, of_text


def _choices(column: Column, language: str) -> Iterator[str]:
    if column.reads == "yes_no":
        yield from (label(language, f"template.{word}") for word in ("yes", "no"))
    elif column.vocabulary:
        for code in codes_of(column.vocabulary):
            key = f"{column.vocabulary}.{code}"
            if has(language, key):
                yield label(language, key)
    elif column.reads in ("municipality", "areas"):
        towns = (m.code for m in reference.municipalities())
        refs = [reference.municipality_ref(code) for code in towns]
        if column.reads == "areas":
            yield label(language, "report.national")
        yield from sorted(reference.area_name(ref, language) for ref in refs)


def _put(lists: Any, number: int, choices: Sequence[str]) -> str:
    """Write a list into a column of its own; return the range that it fills."""
    for row, choice in enumerate(choices, start=1):
        lists.cell(row, number, choice)
    letter = get_column_letter(number)
    return f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"


def _validation(
    column: Column, listed: str | None, language: str
) -> DataValidation | None:
    """Return the drop-down and the hint of a column; ``None``: it needs neither."""
    checked = DataValidation(
        type="list" if listed else None, formula1=listed, allow_blank=True
    )
    if listed:
        checked.showErrorMessage = column.reads in _ONE_OF
        checked.error = label(language, "template.one_of")
    if has(language, f"template.{column.reads}"):
        checked.showInputMessage = True
        checked.prompt = label(language, f"template.{column.reads}")
    return checked if listed or checked.prompt else None
