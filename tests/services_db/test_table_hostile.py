"""Hostile sheets, through the command: told with the place, nothing changed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import db
from services_db.reading import read_records
from services_db.records import ServiceRecord
from services_db.sources.table.columns import shipped

SCRIPT = "<script>alert(1)</script>"
HEAD = ["id", "name", "summary", "areas"]
GOOD = ["a", "Paja", "Opit.", "179"]
LONG = "Pitkä " * 1700
Import = Callable[[str, bytes], Result]


def as_csv(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(*rows: list[str]) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
    return packed.getvalue()


def held(settings: Settings) -> list[ServiceRecord]:
    engine = db.connect(settings.catalogue_url)
    with engine.connect() as connection:
        found = list(read_records(connection))
    engine.dispose()
    return found


@pytest.fixture
def bring(settings: Settings, tmp_path: Path) -> Import:
    """Import the bytes of a sheet into a catalogue that has one service."""

    def run(kind: str, content: bytes) -> Result:
        path = tmp_path / f"pajat.{kind}"
        path.write_bytes(content)
        asked = ["import", kind, str(path)]
        return CliRunner().invoke(catalogue, asked, obj=settings)

    assert run("csv", as_csv(HEAD, GOOD)).exit_code == 0
    return run


BROKEN = {
    "cut csv": ("csv", as_csv(HEAD) + b'a,"Paja', "begins on line 2"),
    "cut xlsx": ("xlsx", as_xlsx(HEAD, GOOD)[:-200], "is not an XLSX workbook"),
    "latin-1": ("csv", as_csv(HEAD, GOOD).replace(b"Opit", b"\xe4"), "not UTF-8"),
    "error page": ("csv", b"<html><title>503</title></html>", "is a web page"),
    "error page as xlsx": ("xlsx", b"<html></html>", "is not an XLSX workbook"),
    "csv as xlsx": ("xlsx", as_csv(HEAD, GOOD), "is not an XLSX workbook"),
    "xlsx as csv": ("csv", as_xlsx(HEAD, GOOD), "pajat.csv: "),
    "bomb": ("xlsx", bomb(), "unpacks to far too much (20000000 bytes)"),
    "bomb as csv": ("csv", bomb(), "pajat.csv: "),
    "type": ("xlsx", as_xlsx([*HEAD, "age from"], [*GOOD, "x"]), "row 2, column E"),
    "zeros": ("csv", b"\0" * 1000, "pajat.csv"),
    "long id": ("csv", as_csv(HEAD, [LONG, *GOOD[1:]]), "pajat.csv, row 2"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_sheet_changes_nothing(
    settings: Settings, bring: Import, name: str
) -> None:
    kind, content, said = BROKEN[name]
    before = held(settings)
    failed = bring(kind, content)
    assert failed.exit_code == 1, failed.output
    assert said in failed.stderr
    assert "Traceback" not in failed.output
    assert held(settings) == before


TEXTS = [n for n, c in shipped().columns.items() if c.reads in ("text", "texts")]
OTHERS = [n for n in shipped().columns if n not in TEXTS]


@pytest.mark.parametrize("column", OTHERS)
def test_script_where_no_text_belongs_is_refused_with_its_cell(
    settings: Settings, bring: Import, column: str
) -> None:
    there = column in HEAD
    head = HEAD if there else [*HEAD, column]
    row = [*GOOD, SCRIPT][: len(head)]
    row[head.index(column)] = SCRIPT
    before = held(settings)
    failed = bring("csv", as_csv(head, row))
    letter = "ABCDE"[head.index(column)]
    assert failed.exit_code == 1, failed.output
    assert f"pajat.csv, row 2, column {letter} ('{column}'): " in failed.stderr
    assert held(settings) == before


def test_script_in_every_text_stays_a_text(settings: Settings, bring: Import) -> None:
    head = [*TEXTS, "areas"]
    row = [SCRIPT if name != "id" else "a" for name in TEXTS]
    done = bring("csv", as_csv(head, [*row, "179"]))
    assert done.exit_code == 0, done.output
    (record,) = held(settings)
    assert record.texts["fi"].name == SCRIPT  # escaped where it is shown
    assert record.provider == {"fi": SCRIPT}


@pytest.mark.parametrize(("kind", "form"), [("csv", as_csv), ("xlsx", as_xlsx)])
def test_a_name_of_ten_thousand_letters_is_cut_and_told(
    settings: Settings, bring: Import, kind: str, form: Callable[..., bytes]
) -> None:
    done = bring(kind, form(HEAD, ["a", LONG, "Opit.", "179"]))
    assert done.exit_code == 0, done.output
    assert "name: cut to 200: 1" in done.stderr
    assert len(held(settings)[0].texts["fi"].name) <= 200
