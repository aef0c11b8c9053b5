"""CSV and XLSX files as sheets of rows: bounded, and never unpacked to disk."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from defusedxml import DefusedXmlException

from services_db.errors import ImportRefused
from services_db.sources.files import read_bytes, read_text

ROW_LIMIT: Final = 200_000
COLUMN_LIMIT: Final = 300
MEMBER_LIMIT: Final = 1000
RATIO_LIMIT: Final = 100
UNPACKED_LIMIT: Final = 300 * 1024 * 1024
SHEET_END: Final = 1_048_576
LISTS: Final = "_lists"
"""The sheet that holds a template's choices, which is not read."""
SEPARATORS: Final = (",", ";", "\t")
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"

Row = Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that hold something, each with its number from 1.

    ``title`` is empty for CSV.
    """

    file: str
    title: str
    rows: list[tuple[int, Row]]

    @property
    def place(self) -> str:
        """The file, with the sheet where there are several."""
        return f"{self.file}, sheet {self.title!r}" if self.title else self.file


def csv_sheets(path: Path) -> list[Sheet]:
    """Read a CSV file: UTF-8, separated by comma, semicolon or tab.

    Raises:
        ImportRefused: naming the line where it goes wrong.
    """
    text = read_text(path)
    if text.lstrip()[:1] in ("{", "["):
        raise ImportRefused(f"{path.name}: is JSON, not CSV")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text), strict=True
    )
    rows: list[tuple[int, Row]] = []
    line, widest, cut = 1, 0, False
    try:
        for row in reader:
            _add(path.name, rows, line, row)
            cut, widest = len(row) < widest, max(widest, len(row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(
            f"{path.name}: the row that begins on line {line}: {error}; "
            'put the cell in quotes and write "" for a quote'
        ) from None
    if cut and not text.endswith(("\n", "\r")):
        raise ImportRefused(
            f"{path.name}, row {rows[-1][0]}: the last row has fewer cells than others "
            "and no line end; the file may be cut, save or fetch it anew"
        )
    return [Sheet(path.name, "", rows)]


def xlsx_sheets(path: Path) -> list[Sheet]:
    """Read the sheets of an XLSX workbook; of formulas, the values last computed.

    Raises:
        ImportRefused: when it is no workbook, or its parts are dangerous.
    """
    content = read_bytes(path)
    _refuse_bombs(path.name, content)
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise ImportRefused("openpyxl does not use defusedxml here; XLSX is not read")
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        try:
            return [
                Sheet(path.name, sheet.title, _rows(path.name, sheet))
                for sheet in book.worksheets
                if sheet.title != LISTS
            ]
        finally:
            book.close()
    except ImportRefused:
        raise
    except Exception as error:
        if _is_about_entities(error):
            raise ImportRefused(
                f"{path.name}: declares XML entities, which no sheet needs"
            ) from None
        raise ImportRefused(
            f"{path.name}: is a broken workbook ({type(error).__name__}); "
            "open it and save it anew as XLSX"
        ) from None


def _is_about_entities(error: BaseException | None) -> bool:
    """Whether defusedxml stopped it; openpyxl raises errors of its own over it."""
    while error is not None:
        if isinstance(error, DefusedXmlException):
            return True
        error = error.__cause__ or error.__context__
    return False


def _refuse_bombs(name: str, content: bytes) -> None:
    if content.startswith(_OLD_EXCEL):
        raise ImportRefused(
            f"{name}: is an old or a locked Excel file; save it as XLSX without a "
            "password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise ImportRefused(f"{name}: is not an XLSX workbook") from None
    if len(members) > MEMBER_LIMIT:
        raise ImportRefused(f"{name}: has more than {MEMBER_LIMIT} parts")
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED_LIMIT or unpacked > len(content) * RATIO_LIMIT:
        raise ImportRefused(f"{name}: unpacks to far too much ({unpacked} bytes)")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or _is_link(member):
            raise ImportRefused(f"{name}: has a part that points outside of it")


def _is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 == 0o120000


def _rows(name: str, sheet: Any) -> list[tuple[int, Row]]:
    sheet.reset_dimensions()  # what the file says of its size may be false
    rows: list[tuple[int, Row]] = []
    values = sheet.iter_rows(values_only=True, max_col=COLUMN_LIMIT, max_row=SHEET_END)
    for number, row in enumerate(values, start=1):
        _add(f"{name}, sheet {sheet.title!r}", rows, number, row)
    return rows


def _add(place: str, rows: list[tuple[int, Row]], number: int, row: Row) -> None:
    if row.count(None) == len(row):  # quick: a workbook may have a million of these
        return
    filled = len(row)
    while filled and (row[filled - 1] is None or row[filled - 1] == ""):
        filled -= 1
    if not filled:
        return
    if len(rows) >= ROW_LIMIT:
        raise ImportRefused(f"{place}: has more than {ROW_LIMIT} rows; split it")
    rows.append((number, row[:filled]))


def _separator(text: str) -> str:
    """Return the separator that the first line holds most of, outside quotes."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=bare.count)
