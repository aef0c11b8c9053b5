"""Broken HSDS files: a message with the place, exit code 1, database unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import ServiceRecord, db
from services_db.hsds.export import export_hsds
from services_db.reading import read_records
from services_db.sources import Batch
from services_db.sync import sync

from .hsds_records import EVERYTHING

Make = Callable[..., ServiceRecord]
Change = Callable[[dict[str, Any]], Any]
KEY = "0b2c8d54-7d4e-4a3c-9a51-3f9f9d1b1c11"
OTHER = "0b2c8d54-7d4e-4a3c-9a51-3f9f9d1b1c12"


@pytest.fixture
def settings(tmp_path: Path, make: Make) -> Settings:
    """A home whose catalogue has one service already."""
    found = Settings(LAITURI_HOME=tmp_path / "home", LAITURI_DATABASE_URL=None)
    db.migrate(found.catalogue_url)
    engine = db.connect(found.catalogue_url)
    sync(engine, Batch("table", "before", [make("paja", **EVERYTHING)]))
    engine.dispose()
    return found


def held(settings: Settings) -> list[ServiceRecord]:
    engine = db.connect(settings.catalogue_url)
    with engine.connect() as connection:
        found = list(read_records(connection))
    engine.dispose()
    return found


def refused(settings: Settings, source: Path) -> str:
    """Import, and return the message after seeing that nothing was changed."""
    before = held(settings)
    result: Result = CliRunner().invoke(
        catalogue, ["import", "hsds", str(source)], obj=settings
    )
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert held(settings) == before
    return result.stderr.rpartition("Error: ")[2]


def service(**changes: Any) -> dict[str, Any]:
    areas = [{"id": OTHER, "uri": "municipality:179"}]
    plain = {"id": KEY, "name": "A", "status": "active", "service_areas": areas}
    return {**plain, **changes}


def a_term(key: str, parent: str | None) -> dict[str, Any]:
    term = {"id": key, "name": "t", "description": "d", "parent_id": parent}
    return {"id": key, "link_id": KEY, "taxonomy_term": term}


DOCUMENTS: dict[str, tuple[Any, str]] = {
    "truncated": ('{"contents": [{"id": "', "broken.json: line 1, column 22: is not"),
    "empty": ("", "broken.json: is empty"),
    "no service": ("[]", "broken.json: holds no service"),
    "wrong encoding": ('{"name": "Jyväskylä"}'.encode("latin-1"), "is not UTF-8"),
    "UTF-16": ('{"name": "ä"}'.encode("utf-16"), "is UTF-16; save it as UTF-8"),
    "error page": ("<!DOCTYPE html><title>502</title>", "is a web page"),
    "not a service": ('"text"', "expected a service, a list of them, or a page"),
    "a list of numbers": ("[1, 2]", "expected a service, a list of them, or a page"),
    "no list": ('{"contents": 3}', "expected a service, a list of them, or a page"),
    "too deep": ("[" * 100_000, "is nested too deep"),
    "not a number": ('[{"minimum_age": NaN}]', "NaN is no number of JSON"),
    "nothing required": ([{}], "broken.json: #1: id: Field required"),
    "second is broken": ([service(), {"id": KEY}], "#2: name: Field required"),
    "id is no UUID": (service(id="1"), "#1: id: String should match pattern"),
    "status": (service(status="open"), "#1: status: Input should be 'active'"),
    "age as a text": (service(minimum_age="young"), "#1: minimum_age"),
    "ages turned": (service(minimum_age=30, maximum_age=20), "age_min: is greater"),
    "phones as a text": (service(phones="040"), "#1: phones: Input should be a valid"),
    "phone without number": (service(phones=[{"id": KEY}]), "phones.0.number: Field"),
    "date": (service(assured_date="31.12.2026"), "#1: assured_date: Value error"),
    "e-mail": (service(email="at home"), "#1: email: String should match pattern"),
    "no area": (service(service_areas=[]), "service_areas: names no municipality"),
    "outside Finland": (
        service(
            service_at_locations=[
                {
                    "id": KEY,
                    "location": {
                        "id": KEY,
                        "location_type": "physical",
                        "latitude": 0,
                        "longitude": 0,
                    },
                }
            ]
        ),
        "#1: locations.0.latitude: Input should be greater",
    ),
    "cycle of terms": (
        service(attributes=[a_term(KEY, OTHER), a_term(OTHER, KEY)]),
        f"#1: taxonomy_term {KEY}: is its own ancestor",
    ),
    "cycle of organizations": (
        service(
            organization={
                "id": KEY,
                "name": "o",
                "description": "d",
                "parent_organization_id": KEY,
            }
        ),
        f"#1: organization {KEY}: is its own ancestor",
    ),
    "twice": ([service(), service()], f"{KEY}: id: comes twice"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_broken_document_is_refused(
    settings: Settings, tmp_path: Path, name: str
) -> None:
    content, message = DOCUMENTS[name]
    path = tmp_path / "broken.json"
    if isinstance(content, str | bytes):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    else:
        path.write_text(json.dumps(content), encoding="utf-8")
    assert message in refused(settings, path)


def test_a_missing_file_is_named(settings: Settings, tmp_path: Path) -> None:
    assert "there is no such file" in refused(settings, tmp_path / "none.json")


def test_many_problems_are_not_all_told(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(json.dumps([{} for _ in range(100)]), encoding="utf-8")
    said = refused(settings, path).strip().splitlines()
    assert len(said) == 21
    assert said[-1] == "… and 280 more"


def test_hostile_texts_become_harmless(settings: Settings, tmp_path: Path) -> None:
    """Script in every field and names of 10,000 letters: cut, plain, links left out."""
    script = "<script>alert(1)</script>"
    hostile = service(
        name="n" * 10_000,
        description=script,
        alert=f"\u202e{script}\x00",
        url="javascript:alert(1)",
        application_process=script,
        alternate_name=script,
        organization={"id": OTHER, "name": script, "description": script},
    )
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(hostile), encoding="utf-8")
    result = CliRunner().invoke(catalogue, ["import", "hsds", str(path)], obj=settings)
    assert result.exit_code == 0, result.output
    assert "texts.fi.name: cut to 200" in result.stderr
    assert "contacts: an unsafe link was left out" in result.stderr
    (record,) = (one for one in held(settings) if one.id == KEY)
    assert len(record.texts["fi"].name) == 200
    assert record.contacts == []
    assert record.source.url == ""
    assert record.texts["fi"].note == script  # shown as text, never as markup


@pytest.fixture
def package(settings: Settings, tmp_path: Path) -> Path:
    """A whole package of one service."""
    folder = tmp_path / "package"
    export_hsds(settings.catalogue_url, folder)
    return folder


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("services.csv", "active", "open", "services.csv: "),
        (
            "services.csv",
            "id,organization_id",
            "x,organization_id",
            "column id is",
        ),
        ("phones.csv", "voice", "voice,,,,,", "has more cells than there are headings"),
        ("phones.csv", "voice", '"voice', "phones.csv: line "),
        ("addresses.csv", "Katu 1", "", "address_1: Field required"),
        ("schedules.csv", "09:00:00", "nine", "schedules.0.opens_at: Value error"),
        ("datapackage.json", '"services.csv"', '"../services.csv"', "points outside"),
        ("datapackage.json", '"resources"', '"x"', "datapackage.json: is no data"),
    ],
)
def test_a_broken_package_is_refused(
    settings: Settings, package: Path, file: str, old: str, new: str, message: str
) -> None:
    rewrite(package / file, old, new)
    assert message in refused(settings, package)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfei\x00d\x00", "taxonomies.csv: is UTF-16; save it as UTF-8"),
        (b"id\n\xe4", "taxonomies.csv: line 2: is not UTF-8"),
        (b"<html>502</html>", "taxonomies.csv: is a web page"),
        (b"", "taxonomies.csv: is empty"),
        (b"id\n" + b"a" * 200_000, "taxonomies.csv: line 1: field larger than"),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    settings: Settings, package: Path, content: bytes, message: str
) -> None:
    (package / "taxonomies.csv").write_bytes(content)
    assert message in refused(settings, package)


def test_a_row_that_refers_to_nothing_is_named(
    settings: Settings, package: Path
) -> None:
    (package / "organizations.csv").unlink()
    said = refused(settings, package)
    assert said.startswith("services.csv: ")
    assert "organization_id: there is no organization" in said


def test_a_row_that_comes_twice_is_named(settings: Settings, package: Path) -> None:
    path = package / "services.csv"
    heading, row = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{heading}\n{row}{row}", encoding="utf-8")
    assert "comes twice in this file" in refused(settings, package)


def test_a_folder_without_services_is_no_package(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "bare").mkdir()
    assert "bare: has no services.csv" in refused(settings, tmp_path / "bare")
