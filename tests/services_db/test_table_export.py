"""An export is safe to open, and an import of it gives the same services back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import ServiceRecord, db
from services_db.export_table import export_table, table_of, without_formula
from services_db.reading import read_records
from services_db.sources import Batch, read
from services_db.sources.table.cells import text_of
from services_db.sync import sync

Make = Callable[..., ServiceRecord]

RICH: dict[str, Any] = {
    "texts": {
        "fi": {
            "name": "=Keksitty paja",
            "summary": 'Opit; tekemällä, "itse".',
            "alternate_names": ["+Paja", "Verstas"],
            "description": "Rivi yksi.\n\n-Rivi kaksi.",
            "how_to_apply": "@soita",
            "note": "'=hipsu",
        },
        "sv": {"name": "Påhittad verkstad", "summary": "Du lär dig."},
    },
    "provider": {"fi": "Keksitty kunta", "sv": "Påhittad kommun"},
    "provider_id": "o1",
    "themes": ["job", "training"],
    "support_levels": ["intensified"],
    "tno_types": ["guidance"],
    "phases": ["dropped_out", "unemployed"],
    "target_groups": ["young", "parent"],
    "nature": "support",
    "is_one_stop": True,
    "age_min": 15,
    "age_max": 28,
    "areas": ["municipality:179", "region:13"],
    "languages": ["fi", "sv"],
    "charge": "free",
    "walk_in": True,
    "booking": False,
    "contacts": [
        {
            "kind": "phone",
            "value": "+358 40 000 0001",
            "label": {"fi": "Ohjaaja; arkisin", "sv": "Handledare"},
        },
        {"kind": "phone", "value": "040 000 0002"},
        {"kind": "web", "value": "https://paja.example.org/a?b=c,d"},
        {"kind": "phone", "value": "040 000 0003", "professional": True},
    ],
    "schedules": [
        {
            "byday": ["MO", "TU", "WE", "FR"],
            "opens_at": "09:00",
            "closes_at": "16:30",
            "description": {"fi": "Soita ovella", "sv": "Ring på"},
        },
        {"closed": True, "valid_from": "2026-12-24", "valid_to": "2026-12-26"},
        {"byday": ["SA"], "opens_at": "22:00", "closes_at": "02:00"},
    ],
    "locations": [
        {
            "id": "c1",
            "name": {"fi": "Keksitty talo"},
            "address": "Keksitty katu 1",
            "postal_code": "40100",
            "city": "Jyväskylä",
            "municipality": "179",
            "latitude": 62.24,
            "longitude": 25.75,
        }
    ],
    "keywords": {"fi": ["kädet", "tekeminen"], "sv": ["händer"]},
    "classifications": ["P28.3", "KR1.3"],
    "valid_from": "2026-01-01",
    "valid_until": "2027-12-31",
    "verified_on": "2026-11-01",
    "source": {"name": "Keksitty kunta", "url": "https://kunta.example.org"},
}
MORE: dict[str, Any] = {
    "contacts": [{"kind": "chat", "value": "https://c.example", "professional": True}],
    "locations": [{"address": "Katu 1"}, {"address": "Katu 2"}],
    "providers": [
        {
            "area": "wellbeing_county:15",
            "name": {"fi": "Alue"},
            "note": {"fi": "Huom."},
            "contacts": [{"kind": "web", "value": "https://alue.example"}],
            "verified_on": "2026-05-05",
            "source": {"name": "Alue", "url": "https://alue.example"},
        }
    ],
}


@pytest.fixture
def filled(url: str, make: Make) -> str:
    """The URL of a database that holds three services."""
    db.migrate(url)
    engine = db.connect(url)
    records = [make("a1", **RICH), make("b2", **MORE), make("c3", areas=["region:01"])]
    sync(engine, Batch("table", "pajat", records))
    engine.dispose()
    return url


def records_of(url: str, **chosen: Any) -> list[ServiceRecord]:
    engine = db.connect(url)
    try:
        with engine.connect() as connection:
            return list(read_records(connection, **chosen))
    finally:
        engine.dispose()


def test_records_are_read_back_as_they_were_written(filled: str, make: Make) -> None:
    assert records_of(filled) == [
        make("a1", **RICH),
        make("b2", **MORE),
        make("c3", areas=["region:01"]),
    ]


def test_records_of_one_municipality_and_of_one_feed(filled: str) -> None:
    def ids(**chosen: Any) -> list[str]:
        return [record.id for record in records_of(filled, **chosen)]

    assert ids(municipality="179") == ["a1", "b2"]
    assert ids(municipality="091") == ["b2", "c3"]
    assert ids(feed="pajat") == ["a1", "b2", "c3"]
    assert ids(feed="muut") == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_an_import_gives_the_same_services_back(
    sqlite_url: str, make: Make, tmp_path: Path, kind: str, language: str
) -> None:
    db.migrate(sqlite_url)
    engine = db.connect(sqlite_url)
    sync(engine, Batch("table", "pajat", [make("a1", **RICH)]))
    engine.dispose()
    target = tmp_path / f"pajat.{kind}"
    done = export_table(sqlite_url, kind, target, language=language)
    assert (done.services, done.notes) == (1, [])
    (back,) = read(kind, [str(target)]).services
    given = make("a1", **RICH).model_dump(mode="json")
    found = back.model_dump(mode="json")
    given["locations"][0]["id"] = None  # a table has no ids of places
    assert found == given


def test_what_a_table_cannot_hold_is_told(filled: str, tmp_path: Path) -> None:
    done = export_table(filled, "csv", tmp_path / "a.csv")
    assert done.notes == [
        "services with area providers, not written: 1 (b2)",
        "services with more places, the first written: 1 (b2)",
        "services with contacts that no column is for: 1 (b2)",
    ]


def cells_of(path: Path) -> list[str]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [cell for row in csv.reader(file) for cell in row]
    book = openpyxl.load_workbook(path)
    found = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in found if cell.data_type == "f"]
    return [str(cell.value) for cell in found if cell.value is not None]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(filled: str, tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"a.{kind}"
    export_table(filled, kind, target)
    cells = cells_of(target)
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")]
    assert "'=Keksitty paja" in cells
    assert any(cell.startswith("'+358 40 000 0001 [") for cell in cells)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+358 40",
        "-1",
        "@a",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "'=1",
        "''=1",
        "\u00a0=1",
        "tavallinen",
        "'hipsu'",
        "",
    ],
)
def test_the_sign_in_front_is_undone(text: str) -> None:
    safe = without_formula(text)
    assert safe[:1] not in tuple("=+-@＝＋－＠")
    assert text_of(safe) == text.strip()


def test_columns_that_are_empty_are_left(make: Make) -> None:
    headings, cells = table_of([make("a1")], "fi")
    assert headings[:4] == [
        "tunnus",
        "nimi (fi)",
        "tiivistelmä (fi)",
        "järjestäjä (fi)",
    ]
    assert "puhelin" not in headings
    assert dict(zip(headings, cells, strict=True))["alueet"] == "country:FI"


def test_an_empty_catalogue_gives_the_headings(make: Make) -> None:
    assert list(table_of([], "en")) == [["id", "name (fi)", "summary (fi)", "areas"]]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """Run a command in a home of its own."""
    settings = Settings(LAITURI_HOME=tmp_path / "home", LAITURI_DATABASE_URL=None)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(catalogue, arguments, obj=settings)

    return command


@pytest.fixture
def home(run: Callable[..., Result], tmp_path: Path) -> Path:
    """A home with two services, one of them in Jyväskylä."""
    sheet = tmp_path / "pajat.csv"
    sheet.write_text(
        "id,name,summary,areas\na,Paja,Opit.,179\nb,Talo,Asut.,564\n", encoding="utf-8"
    )
    assert run("import", "csv", str(sheet)).exit_code == 0
    return tmp_path


def test_the_command_writes_and_reads_back(
    run: Callable[..., Result], home: Path
) -> None:
    target = home / "pajat.xlsx"
    done = run("export", "xlsx", "--feed", "pajat", str(target))
    assert (done.exit_code, done.stdout) == (0, f"{target}: 2 services\n")
    assert (
        "0 added, 0 changed, 2 unchanged" in run("import", "xlsx", str(target)).output
    )


def test_the_command_writes_one_municipality(
    run: Callable[..., Result], home: Path
) -> None:
    target = home / "kartta.csv"
    done = run(
        "export", "csv", "--municipality", "179", "--language", "fi", str(target)
    )
    assert done.exit_code == 0
    rows = target.read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("tunnus,nimi (fi),tiivistelmä (fi),alueet")
    assert [row[:6] for row in rows[1:]] == ["a,Paja"]


def test_the_command_fails_without_a_half_file(
    run: Callable[..., Result], home: Path
) -> None:
    nowhere = home / "none" / "a.csv"
    assert run("export", "csv", str(nowhere)).exit_code == 1
    assert run("export", "csv", "--municipality", "999", str(home / "b.csv")).exit_code
    assert not (home / "b.csv").exists()
    assert not list(home.glob(".*.part"))
