"""A sheet becomes services: what each column may hold, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services_db import ServiceRecord
from services_db.reference.codes import Charge, ContactKind, TargetGroup, Theme
from services_db.sources import read

Csv = Callable[..., str]
Xlsx = Callable[..., str]

FULL = {
    "Tunnus": "paja-1",
    "Nimi": "Keksitty paja",
    "Namn (sv)": "Påhittad verkstad",
    "Tiivistelmä": "Opit tekemällä.",
    "Kort beskrivning (sv)": "Du lär dig i praktiken.",
    "muut nimet (fi)": "Paja; Verstas",
    "Kuvaus": "Rivi yksi.\nRivi kaksi.",
    "Hakeminen": "Soita.",
    "Hakusanat": "tekeminen; kädet",
    "Järjestäjä": "Keksitty kunta",
    "Organisation (sv)": "Påhittad kommun",
    "Kunta": "Jyväskylä; 500, Åbo",
    "Aiheet": "työ, training; arki",
    "Tukitaso": "enemmän apua",
    "TNO-tyypit": "ohjaus",
    "Nivelvaiheet": "dropped_out",
    "Kohderyhmät": "nuoret, vanhemmat",
    "Luonne": "tuki",
    "Yhden luukun palvelu": "ei",
    "Ikä alkaen": "15",
    "Ikä enintään": "28",
    "Palvelukielet": "suomi, sv",
    "Maksullisuus": "maksuton",
    "Ilman ajanvarausta": "x",
    "Lähete tarvitaan": "?",
    "Puhelin": "040 000 0001 [fi: Ohjaaja | sv: Handledare]\n040 000 0002",
    "Sähköposti": "paja@example.org",
    "www": "https://paja.example.org",
    "Puhelin ammattilaisille": "040 000 0003",
    "Aukioloajat": "MO-TH 9:00–15:00; FR 9.00-12.00\nclosed 2026-12-24..2026-12-26",
    "Osoite": "Keksitty katu 1",
    "Postinumero": "40100",
    "Postitoimipaikka": "Jyväskylä",
    "Paikan kunta": "179",
    "Leveysaste": "62,24",
    "Pituusaste": "25.75",
    "Tarkistettu": "24.11.2026",
    "Lähde": "Keksitty kunta",
    "Lähteen osoite": "https://kunta.example.org",
}


@pytest.fixture
def csv_file(tmp_path: Path) -> Csv:
    """Write rows of cells as CSV."""

    def written(
        *rows: Any,
        name: str = "pajat.csv",
        separator: str = ",",
        encoding: str = "utf-8",
    ) -> str:
        def cell(value: Any) -> str:
            doubled = str(value).replace('"', '""')
            return f'"{doubled}"'

        lines = (separator.join(map(cell, row)) for row in rows)
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return str(path)

    return written


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Xlsx:
    """Write sheets of rows as XLSX."""

    def written(name: str = "pajat.xlsx", **sheets: list[list[Any]]) -> str:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        book.save(path)
        return str(path)

    return written


def check_full(record: ServiceRecord) -> None:
    assert record.id == "paja-1"
    fi, sv = record.texts["fi"], record.texts["sv"]
    assert (fi.name, sv.name) == ("Keksitty paja", "Påhittad verkstad")
    assert sv.summary == "Du lär dig i praktiken."
    assert fi.alternate_names == ["Paja", "Verstas"]
    assert fi.description == "Rivi yksi.\nRivi kaksi."
    assert fi.how_to_apply == "Soita."
    assert record.keywords == {"fi": ["tekeminen", "kädet"]}
    assert record.provider == {"fi": "Keksitty kunta", "sv": "Påhittad kommun"}
    assert record.areas == ["municipality:179", "municipality:500", "municipality:853"]
    assert record.themes == [Theme.JOB, Theme.TRAINING, Theme.DAILY_LIFE]
    assert record.support_levels == ["intensified"]
    assert record.tno_types == ["guidance"]
    assert record.phases == ["dropped_out"]
    assert record.target_groups == [TargetGroup.YOUNG, TargetGroup.PARENT]
    assert record.nature == "support"
    assert record.is_one_stop is False
    assert (record.age_min, record.age_max) == (15, 28)
    assert record.languages == ["fi", "sv"]
    assert record.charge is Charge.FREE
    assert (record.walk_in, record.referral_needed, record.remote) == (True, None, None)
    assert [(c.kind, c.value, c.professional) for c in record.contacts] == [
        (ContactKind.PHONE, "040 000 0001", False),
        (ContactKind.PHONE, "040 000 0002", False),
        (ContactKind.EMAIL, "paja@example.org", False),
        (ContactKind.WEB, "https://paja.example.org", False),
        (ContactKind.PHONE, "040 000 0003", True),
    ]
    assert record.contacts[0].label == {"fi": "Ohjaaja", "sv": "Handledare"}
    assert [row.byday for row in record.schedules] == [
        ["MO", "TU", "WE", "TH"],
        ["FR"],
        [],
    ]
    assert record.schedules[1].closes_at == time(12)
    assert record.schedules[2].closed
    assert record.schedules[2].valid_from == date(2026, 12, 24)
    (place,) = record.locations
    assert (place.address, place.municipality) == ("Keksitty katu 1", "179")
    assert (place.latitude, place.longitude) == (62.24, 25.75)
    assert record.verified_on == date(2026, 11, 24)
    assert record.source.url == "https://kunta.example.org"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_column_of_a_csv(csv_file: Csv, separator: str, encoding: str) -> None:
    path = csv_file(FULL, FULL.values(), separator=separator, encoding=encoding)
    batch = read("csv", [path])
    assert (batch.kind, batch.feed) == ("table", "pajat")
    check_full(batch.services[0])


def test_every_column_of_an_xlsx(xlsx_file: Xlsx) -> None:
    path = xlsx_file(Palvelut=[list(FULL), list(FULL.values())])
    check_full(read("xlsx", [path]).services[0])


def test_cells_of_a_spreadsheet_have_types(xlsx_file: Xlsx) -> None:
    headings = ["id", "name", "summary", "municipality code", "age to", "walk in"]
    cells = [7.0, "Paja", "Opit.", 49, 28, True]
    path = xlsx_file(
        A=[[*headings, "verified on"], [*cells, date(2026, 11, 24)], [None] * 7]
    )
    (record,) = read("xlsx", [path]).services
    assert record.id == "7"
    assert record.areas == ["municipality:049"]
    assert (record.age_max, record.walk_in) == (28, True)
    assert record.verified_on == date(2026, 11, 24)


def test_what_a_sheet_does_not_say_stays_unknown(csv_file: Csv) -> None:
    path = csv_file(["nimi", "tiivistelmä", "kunta"], ["Paja", "Opit.", "national"])
    (record,) = read("csv", [path]).services
    assert record.areas == ["country:FI"]
    assert record.provider == {}
    assert record.charge is Charge.UNKNOWN
    assert record.verified_on is None
    assert (record.age_min, record.walk_in, record.contacts) == (None, None, [])
    assert (record.source.name, record.source.url) == ("pajat", "")


def test_an_id_is_made_and_stays(csv_file: Csv) -> None:
    rows = [["nimi", "tiivistelmä", "kunta"], ["Paja", "Opit.", "179"]]
    first = read("csv", [csv_file(*rows)]).services[0]
    changed = [rows[0], ["Paja", "Opit tekemällä.", "179"]]
    assert read("csv", [csv_file(*changed)]).services[0].id == first.id
    moved = [rows[0], ["Paja", "Opit.", "500"]]
    assert read("csv", [csv_file(*moved)]).services[0].id != first.id


def test_a_sheet_may_be_named_after_its_area(xlsx_file: Xlsx) -> None:
    rows = [["id", "Name", "serviceSummary"], ["a", "Paja", "Opit."]]
    other = [rows[0], ["b", "Linja", "Soita."]]
    path = xlsx_file(Oulu=rows, kansalliset=other, Selitykset=[["mittari", "selitys"]])
    batch = read("xlsx", [path])
    assert [(r.id, r.areas) for r in batch.services] == [
        ("a", ["municipality:564"]),
        ("b", ["country:FI"]),
    ]
    assert any("sheets without a known heading, not read: 1" in n for n in batch.notes)


def test_a_service_in_two_sheets_is_one_in_both_areas(xlsx_file: Xlsx) -> None:
    headings = ["id", "name", "summary", "asuminen", "raha-asiat"]
    batch = read(
        "xlsx",
        [
            xlsx_file(
                Oulu=[headings, ["a", "Apu", "Saat apua.", "x", None]],
                Turku=[headings, ["a", "Apu", "Saat apua.", None, "X"]],
            )
        ],
    )
    (record,) = batch.services
    assert record.areas == ["municipality:564", "municipality:853"]
    assert record.themes == [Theme.HOUSING, Theme.MONEY]
    assert any("joined: 1" in note for note in batch.notes)


def test_marks_give_themes_and_leave_out(csv_file: Csv) -> None:
    path = csv_file(
        ["nimi", "tiivistelmä", "kunta", "Opiskelu tai työ", "itsetunto", "EI MUKAAN"],
        ["Paja", "Opit.", "179", "x", "", ""],
        ["Satama", "Laivoille.", "179", "x", "", "x"],
    )
    batch = read("csv", [path])
    (record,) = batch.services
    assert record.themes == [Theme.TRAINING, Theme.JOB]
    assert "rows marked to be left out: 1" in batch.notes


def test_a_title_above_the_headings_is_passed_over(csv_file: Csv) -> None:
    path = csv_file(
        ["Palvelut 2026"], ["nimi", "tiivistelmä", "kunta"], ["Paja", "Opit.", "179"]
    )
    assert read("csv", [path]).services[0].texts["fi"].name == "Paja"


def test_an_unknown_column_is_told(csv_file: Csv) -> None:
    path = csv_file(
        ["nimi", "tiivistelmä", "kunta", "Lempiväri"], ["Paja", "Opit.", "179", "sini"]
    )
    notes = read("csv", [path]).notes
    assert "pajat.csv: column 'Lempiväri' is not known, not read: 1" in notes


def test_several_files_are_one_feed_with_a_name(csv_file: Csv) -> None:
    headings = ["id", "nimi", "tiivistelmä", "kunta"]
    paths = [
        csv_file(headings, ["a", "Paja", "Opit.", "179"], name="a.csv"),
        csv_file(headings, ["b", "Talo", "Asut.", "179"], name="b.csv"),
    ]
    batch = read("csv", paths, feed="keski-suomi")
    assert (batch.feed, len(batch.services)) == ("keski-suomi", 2)


@pytest.mark.parametrize(
    ("cell", "areas"),
    [
        ("179", ["municipality:179"]),
        ("49", ["municipality:049"]),
        ("Helsingfors", ["municipality:091"]),
        ("region:13", ["region:13"]),
        ("Keski-Suomen hyvinvointialue", ["wellbeing_county:15"]),
        ("S:t Karins; region:13", ["municipality:202", "region:13"]),
        ("koko maa", ["country:FI"]),
        ("Manner-Suomi", ["mainland:FI"]),
        ("179; 179", ["municipality:179"]),
    ],
)
def test_areas_by_code_and_by_name(csv_file: Csv, cell: str, areas: list[str]) -> None:
    path = csv_file(["name", "summary", "areas"], ["Paja", "Opit.", cell])
    assert read("csv", [path]).services[0].areas == areas
