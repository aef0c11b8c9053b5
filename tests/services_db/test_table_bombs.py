"""A hostile workbook is refused before it costs anything."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from services_db.errors import ImportRefused
from services_db.sources import files, read
from services_db.sources.table import sheets

SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    "</sheetData></worksheet>"
)
Rebuild = Callable[..., str]


@pytest.fixture
def rebuild(tmp_path: Path) -> Rebuild:
    """Write a good workbook with some parts changed or added."""

    def rebuilt(changes: dict[str, str], drop: tuple[str, ...] = ()) -> str:
        book = openpyxl.Workbook()
        book.active.append(["name", "summary", "areas"])
        book.active.append(["Paja", "Opit.", "179"])
        good = io.BytesIO()
        book.save(good)
        path = tmp_path / "a.xlsx"
        with (
            zipfile.ZipFile(good) as source,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in source.namelist():
                if name not in changes and name not in drop:
                    target.writestr(name, source.read(name))
            for name, content in changes.items():
                target.writestr(name, content)
        return str(path)

    return rebuilt


def refusal(path: str) -> str:
    with pytest.raises(ImportRefused) as refused:
        read("xlsx", [path])
    return str(refused.value)


def row_at(number: int, column: str = "A") -> str:
    cell = f'<c r="{column}{number}" t="inlineStr"><is><t>x</t></is></c>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<?xml version="1.0"?>'
    row = f'<row r="{number}">{cell}</row>'
    return f'{head}<worksheet xmlns="{space}"><sheetData>{row}</sheetData></worksheet>'


def test_the_workbook_itself_is_good(rebuild: Rebuild) -> None:
    assert read("xlsx", [rebuild({})]).services[0].texts["fi"].name == "Paja"


def test_a_part_that_unpacks_to_far_too_much(rebuild: Rebuild) -> None:
    said = refusal(rebuild({"xl/bomb.xml": "0" * 20_000_000}))
    assert "unpacks to far too much" in said


def test_too_many_parts(rebuild: Rebuild) -> None:
    said = refusal(rebuild({f"xl/p{n}.xml": "x" for n in range(1100)}))
    assert "has more than 1000 parts" in said


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil", "xl\\..\\evil"])
def test_a_part_outside(rebuild: Rebuild, name: str) -> None:
    assert "points outside" in refusal(rebuild({name: "x"}))


def test_a_link(rebuild: Rebuild, tmp_path: Path) -> None:
    path = rebuild({})
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "points outside" in refusal(path)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities(rebuild: Rebuild, part: str) -> None:
    assert "declares XML entities" in refusal(rebuild({part: ENTITIES}))


def test_a_row_far_down_costs_little(rebuild: Rebuild) -> None:
    began = time.monotonic()
    assert "holds no service" in refusal(rebuild({SHEET: row_at(999_999_999)}))
    assert time.monotonic() - began < 60


def test_a_column_far_away_is_not_read(rebuild: Rebuild) -> None:
    assert "holds no service" in refusal(rebuild({SHEET: row_at(1, "XFD")}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>502</html>", "a.xlsx: is not an XLSX workbook"),
        (b"id;nimi\n1;Paja\n", "a.xlsx: is not an XLSX workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old or a locked Excel"),
        (b"", "a.xlsx: is empty"),
    ],
)
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert said in refusal(str(path))


def test_a_workbook_without_its_parts(rebuild: Rebuild) -> None:
    said = refusal(rebuild({}, drop=("xl/workbook.xml",)))
    assert "is a broken workbook" in said


def test_a_workbook_cut_in_the_middle(rebuild: Rebuild) -> None:
    path = Path(rebuild({}))
    path.write_bytes(path.read_bytes()[:-200])
    assert "is not an XLSX workbook" in refusal(str(path))


def test_the_limits_are_those_of_the_safety_rules() -> None:
    assert files.SIZE_LIMIT == 50 * 1024 * 1024
    assert sheets.RATIO_LIMIT == 100
    assert sheets.MEMBER_LIMIT == 1000
    assert sheets.ROW_LIMIT == 200_000
