"""The sheet to fill in: what its drop-downs offer, the import reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.utils import range_boundaries

from bot.cli.catalogue import catalogue
from services_db import labels, reference
from services_db.errors import ImportRefused
from services_db.reference.codes import Theme
from services_db.sources import read
from services_db.sources.table.cells import read_cell
from services_db.sources.table.columns import lay_out, shipped


def written(target: Path, language: str) -> Result:
    asked = ["template", str(target), "--language", language]
    return CliRunner().invoke(catalogue, asked)


@pytest.fixture(params=labels.languages())
def template(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A template in each language."""
    target = tmp_path / "sheet.xlsx"
    done = written(target, request.param)
    assert (done.exit_code, done.stdout) == (0, f"{target}\n")
    return target


def offered(book: Any, column: int) -> list[str]:
    """Return what the drop-down of the first cell under a heading lists."""
    sheet = book["services"]
    cell = sheet.cell(2, column).coordinate
    for validation in sheet.data_validations.dataValidation:
        if cell in validation.sqref and validation.type == "list":
            name, _, cells = validation.formula1.partition("!")
            left, top, _, bottom = range_boundaries(cells)
            rows = range(top, bottom + 1)
            return [book[name.strip("'")].cell(row, left).value for row in rows]
    return []


def headings(book: Any) -> list[str]:
    return [cell.value for cell in book["services"][1]]


def test_every_heading_is_one_that_the_import_knows(template: Path) -> None:
    layout = lay_out(headings(openpyxl.load_workbook(template)))
    assert (layout.unknown, layout.twice, layout.missing()) == ([], [], [])
    assert {one.name for one in layout.placed} == set(shipped().columns)
    named = [one.language for one in layout.placed if one.name == "name"]
    assert sorted(map(str, named)) == sorted(labels.languages())


def test_every_choice_is_read_and_each_code_is_offered(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    read_as: dict[str, list[Any]] = {}
    for one in lay_out(headings(book)).placed:
        assert one.column is not None
        choices = offered(book, one.index + 1)
        read_as[one.name] = [read_cell(one.column, choice) for choice in choices]
    assert read_as["themes"] == [[theme.value] for theme in Theme]
    assert read_as["walk_in"] == [True, False]
    assert read_as["charge"] == ["free", "paid", "unknown"]
    assert len(read_as["target_groups"]) == len(read_as["nature"]) == 4
    assert ["fi"] in read_as["languages"]
    everywhere = {m.code for m in reference.municipalities()}
    assert set(read_as["place_municipality"]) == everywhere
    assert read_as["areas"][0] == [str(reference.COUNTRY)]
    assert len(read_as["areas"]) == 1 + len(everywhere)
    assert read_as["name"] == read_as["phone"] == []


def test_a_filled_template_is_imported_as_it_was_chosen(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book["services"]
    wanted = {"name": "Paja", "summary": "Opit.", "phone": "040 123 4567"}
    for one in lay_out(headings(book)).placed:
        choices = offered(book, one.index + 1)
        if value := wanted.pop(one.name, choices[-1] if choices else None):
            sheet.cell(2, one.index + 1, value)
    book.save(template)
    (record,) = read("xlsx", [str(template)]).services
    assert record.themes == [list(Theme)[-1]]
    assert record.contacts[0].value.startswith("040")
    assert (record.walk_in, record.charge, record.nature) == (
        False,
        "unknown",
        "crisis",
    )
    assert len(record.areas) == 1


def test_cells_are_texts_and_one_choice_is_enforced(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["services"]
    assert {d.number_format for d in sheet.column_dimensions.values()} == {"@"}
    enforced = [
        v
        for v in sheet.data_validations.dataValidation
        if v.type == "list" and v.showErrorMessage
    ]
    single = [c for c in shipped().columns.values() if c.reads in ("yes_no", "code")]
    assert len(enforced) == len(single) + 1  # the place's municipality


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "mine.xlsx"
    target.write_text("filled in", encoding="utf-8")
    failed = written(target, "fi")
    assert failed.exit_code == 1
    assert "mine.xlsx: File exists" in failed.stderr
    assert target.read_text(encoding="utf-8") == "filled in"


def test_an_empty_template_is_no_import(template: Path) -> None:
    with pytest.raises(ImportRefused, match="holds no service"):
        read("xlsx", [str(template)])
