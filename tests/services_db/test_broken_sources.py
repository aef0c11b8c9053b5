"""Every importer with every defect: told with its place, nothing changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from bot.settings import Settings
from services_db import db
from services_db.models import Base
from services_db.reading import read_records
from tests.services_db import importers
from tests.services_db.fake_ptv import FakePtv
from tests.services_db.importers import Importer, changed, leaves

Dump = dict[str, list[str]]

IMPORTERS: Final = {
    one.__name__.lower(): one
    for one in (
        importers.Curated,
        importers.Ptv,
        importers.Sync,
        importers.Hsds,
        importers.Package,
        importers.Csv,
        importers.Xlsx,
    )
}
DEFECTS: Final = ("truncated", "encoding", "types", "cycle", "long", "bomb", "page")
LISTED: Final = "/Service/serviceWithGD/list"

REFUSED: Final = {
    "curated": {
        "truncated": "a.yml: paja: source: Field required",
        "encoding": "a.yml: line 4: is not UTF-8; save it as UTF-8",
        "types": "a.yml: paja: contacts.0.kind: Input should be",
        "long": "a.yml: paja: texts.fi.name: String should have at most 200",
        "bomb": "a.yml: #1: record: Input should be a valid dictionary",
        "page": "a.yml: is a web page",
    },
    "ptv": {
        "truncated": "a.json: line 1, column",
        "encoding": "a.json: line 1: is not UTF-8",
        "types": "a.json: item 1: aaaaaaaa-0000-4000-8000-000000000001: serviceNames: ",
        "bomb": "a.json: line 1: is not UTF-8",
        "page": "a.json: is a web page",
    },
    "sync": {
        "truncated": f"{LISTED}: line 1, column",
        "encoding": f"{LISTED}: line 1: is not UTF-8",
        "types": "PTV, services: aaaaaaaa-0000-4000-8000-000000000001: serviceNames: ",
        "bomb": "the answer is larger than 50 MB",
        "page": f"{LISTED}: is a web page",
    },
    "hsds": {
        "truncated": "a.json: line 1, column",
        "encoding": "a.json: line 1: is not UTF-8",
        "types": "a.json: #1: phones: Input should be",
        "cycle": f"a.json: #1: organization {importers.UUID}3: is its own ancestor",
        "bomb": "a.json: line 1: is not UTF-8",
        "page": "a.json: is a web page",
    },
    "package": {
        "truncated": "services.csv: line 2: has fewer cells than there are headings",
        "encoding": "services.csv: line 2: is not UTF-8",
        "types": f"services.csv: {importers.UUID}1: status: Input should be 'active'",
        "cycle": f"organization {importers.UUID}3: is its own ancestor",
        "bomb": f"services.csv: {importers.UUID}1: more than 20000 rows hang on it",
        "page": "services.csv: is a web page",
    },
    "csv": {
        "truncated": "a.csv, row 2",
        "encoding": "a.csv: line 2: is not UTF-8",
        "types": "a.csv, row 2, column H ('age from'): 'sixteen' is no age",
        "bomb": "a.csv: ",
        "page": "a.csv: is a web page",
    },
    "xlsx": {
        "truncated": "a.xlsx: is not an XLSX workbook",
        "encoding": "a.xlsx: is a broken workbook",
        "types": "a.xlsx, sheet 'Sheet', row 2, column H ('age from'): 'sixteen'",
        "bomb": "a.xlsx: unpacks to far too much (20000000 bytes)",
        "page": "a.xlsx: is not an XLSX workbook",
    },
}
"""What the message says: the file or the page, the place in it, and what is wrong."""

READ: Final = {
    "ptv": {"cycle": "read: 1 services", "long": "texts.fi.name: cut to 200: 1"},
    "sync": {"cycle": "read: 1 services", "long": "texts.fi.name: cut to 200: 1"},
    "hsds": {"long": "texts.fi.name: cut to 200: 1"},
    "package": {"long": "texts.fi.name: cut to 200: 1"},
    "csv": {"long": "texts.fi.name: cut to 200: 1"},
    "xlsx": {"long": "texts.fi.name: cut to 200: 1"},
}
"""What is no defect here: what is told beside the import, exit code 0.

Nothing is read of PTV's parents, so that a circle of them does nothing.
"""

IMPOSSIBLE: Final = {
    ("curated", "cycle"): "a record has no parent",
    ("csv", "cycle"): "a row has no parent",
    ("xlsx", "cycle"): "a row has no parent",
}


def test_no_pair_is_forgotten() -> None:
    told = [(i, d) for table in (REFUSED, READ) for i in table for d in table[i]]
    every = {(i, d) for i in IMPORTERS for d in DEFECTS}
    assert sorted([*told, *IMPOSSIBLE]) == sorted(every)


def dump(url: str) -> Dump:
    """Return all rows of all tables."""
    engine = db.connect(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sources"
    made.mkdir()
    return made


def brought(kind: str, settings: Settings, folder: Path, ptv: FakePtv) -> Importer:
    """Return an importer whose whole source is in the catalogue."""
    ptv.items["services"] = {
        one: item for one, item in ptv.items["services"].items() if one.endswith("1")
    }
    made = IMPORTERS[kind](settings, folder, ptv)
    done = made.whole()
    assert done.exit_code == 0, done.output
    return made


def assert_refused(importer: Importer, said: str, result: Any, before: Dump) -> None:
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    message = result.stderr.rpartition("Error: ")[2]
    assert said in message
    assert len(message) < 10_000
    assert dump(importer.settings.catalogue_url) == before


@pytest.mark.parametrize(
    ("kind", "defect"), [(kind, defect) for kind in REFUSED for defect in REFUSED[kind]]
)
def test_a_broken_source_changes_nothing(
    settings: Settings, folder: Path, ptv: FakePtv, kind: str, defect: str
) -> None:
    importer = brought(kind, settings, folder, ptv)
    before = dump(settings.catalogue_url)
    assert before["service"]
    result = getattr(importer, defect)()
    assert_refused(importer, REFUSED[kind][defect], result, before)
    assert importer.whole().exit_code == 0


@pytest.mark.parametrize("kind", IMPORTERS)
def test_a_broken_source_changes_nothing_on_postgresql(
    settings: Settings, folder: Path, ptv: FakePtv, postgres_url: str, kind: str
) -> None:
    server = settings.model_copy(update={"database_url": postgres_url})
    assert server.catalogue_url.startswith("postgresql")
    importer = brought(kind, server, folder, ptv)
    before = dump(server.catalogue_url)
    assert before["service"]
    assert_refused(importer, REFUSED[kind]["types"], importer.types(), before)


@pytest.mark.parametrize(
    ("kind", "defect"), [(kind, defect) for kind in READ for defect in READ[kind]]
)
def test_what_is_harmless_is_read_and_told(
    settings: Settings, folder: Path, ptv: FakePtv, kind: str, defect: str
) -> None:
    importer = brought(kind, settings, folder, ptv)
    result = getattr(importer, defect)()
    assert result.exit_code == 0, result.output
    assert READ[kind][defect] in result.output
    (record,) = held(settings)
    assert 0 < len(record.texts["fi"].name) <= 200


def held(settings: Settings) -> list[Any]:
    engine = db.connect(settings.catalogue_url)
    with engine.connect() as connection:
        found = list(read_records(connection))
    engine.dispose()
    return found


@pytest.mark.parametrize("kind", IMPORTERS)
def test_script_in_any_field_is_refused_or_stays_a_text(
    settings: Settings, folder: Path, ptv: FakePtv, kind: str
) -> None:
    """Where no text belongs it is refused with its place; no link ever holds it."""
    importer = brought(kind, settings, folder, ptv)
    places = [p for p in leaves(importer.record) if p[0] in importer.scripted]
    for place in places or leaves(importer.record):
        before = dump(settings.catalogue_url)
        result = importer.other(place, importers.SCRIPT)
        if result.exit_code:
            assert_refused(importer, "", result, before)
            assert any(place in result.stderr for place in importer.places)
        for record in held(settings):
            assert not any("<" in one.value for one in record.contacts)
            assert "<" not in record.source.url
    named = importer.other(importer.name, importers.SCRIPT)
    assert named.exit_code == 0, named.output
    assert importers.SCRIPT in [one.texts["fi"].name for one in held(settings)]


def test_the_records_of_the_corpus_differ_where_they_are_broken() -> None:
    for importer in IMPORTERS.values():
        other = changed(importer.record, importer.typed, importer.wrong)
        assert json.dumps(other) != json.dumps(importer.record)
