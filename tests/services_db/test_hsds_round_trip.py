"""Open Referral HSDS 3.0: what is written, and that nothing is lost on the way back."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_db import Catalogue, ServiceRecord, db
from services_db.clean import foreign
from services_db.hsds import model as h
from services_db.hsds.export import export_hsds
from services_db.hsds.package import DESCRIPTOR
from services_db.hsds.writing import hsds_service
from services_db.reading import read_records
from services_db.sources import curated, read
from services_db.sync import sync

from .hsds_records import EVERYTHING

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]
TODAY = date(2026, 11, 24)


def written(url: str, target: Path) -> list[ServiceRecord]:
    """Return the records of a database after a way through ``target``."""
    export_hsds(url, target)
    return list(read("hsds", [str(target)], feed="back").services)


def held(url: str) -> list[ServiceRecord]:
    engine = db.connect(url)
    with engine.connect() as connection:
        found = list(read_records(connection))
    engine.dispose()
    return found


@pytest.fixture
def full(fill: Fill, make: Make, url: str) -> str:
    fill(
        make("paja", **EVERYTHING),
        make("plain", areas=["country:FI"]),
        make("unknown", provider={}),
        make("toinen", locations=[{"id": "hall", "city": "Jyväskylä"}]),
        make("ruotsiksi", texts={"sv": {"name": "Ett", "summary": ""}}, areas=[]),
        make("maksullinen", charge="paid", target_groups=[]),
        url=url,
    )
    return url


@pytest.mark.parametrize("name", ["out.json", "package"])
def test_what_is_exported_is_read_back_whole(
    full: str, tmp_path: Path, name: str
) -> None:
    before = held(full)
    assert len(before) == 6
    assert written(full, tmp_path / name) == before


@pytest.mark.parametrize("name", ["out.json", "package"])
def test_the_shipped_catalogue_is_read_back_whole(
    fill: Fill, sqlite_url: str, tmp_path: Path, name: str
) -> None:
    shipped = curated.read(()).services[::8]
    fill(*shipped, url=sqlite_url)
    assert written(sqlite_url, tmp_path / name) == held(sqlite_url)


@given(
    name=st.text(min_size=1, max_size=200),
    summary=st.text(max_size=900),
    description=st.none() | st.text(max_size=900),
    label=st.dictionaries(st.sampled_from(["fi", "sv", "en"]), st.text(max_size=9)),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_comes_back(
    make: Make,
    tmp_path: Path,
    name: str,
    summary: str,
    description: str | None,
    label: dict[str, str],
) -> None:
    text = {"name": name, "summary": summary, "description": description}
    record = make(
        "a",
        texts={"fi": text, "en": text},
        contacts=[{"kind": "web", "value": "x", "label": label}],
    )
    service = hsds_service(record, TODAY).to_json()
    path = tmp_path / "a.json"
    path.write_text(json.dumps([service]), encoding="utf-8")
    expected, _ = foreign(record.model_dump(mode="json"))
    back = read("hsds", [str(path)]).services
    assert back == [ServiceRecord.model_validate(expected)]


def test_fields_of_hsds_say_what_hsds_can_hold(make: Make) -> None:
    service = hsds_service(make("paja", **EVERYTHING), TODAY)
    assert (service.name, service.alternate_name) == ("Nuorten paja", "Paja")
    assert service.application_process == "Soita tai tule."
    assert service.fees_description == "Ei maksa."
    assert (service.minimum_age, service.maximum_age) == (16, 29)
    assert service.assured_date == "2026-06-01"
    assert service.url == "https://example.org/a"
    assert service.email == "paja@example.org"
    assert [(p.number, p.type, p.description) for p in service.phones] == [
        ("+358 40 0000000", "voice", "A"),
        ("040 0000001", "text", None),
        ("040 0000002", "voice", None),
    ]
    assert [a.uri for a in service.service_areas] == ["municipality:179", "region:13"]
    assert [one.code for one in service.languages] == ["fi", "sv"]
    at = service.service_at_locations[0]
    assert at.location is not None
    assert at.location.addresses[0].state_province == "Keski-Suomi"
    assert at.schedules[0].byday == "TU"
    assert service.schedules[1].notes == "closed"
    assert service.cost_options[0].amount == 0


def test_a_service_that_has_ended_is_inactive(make: Make) -> None:
    ended = make("a", valid_until="2026-11-23")
    assert hsds_service(ended, TODAY).status == "inactive"
    assert hsds_service(make("a", valid_until="2026-11-24"), TODAY).status == "active"


def test_ids_are_uuids_and_stay_the_same(make: Make) -> None:
    first, second = (hsds_service(make("a"), TODAY) for _ in range(2))
    assert first == second
    given_one = "0b2c8d54-7d4e-4a3c-9a51-3f9f9d1b1c11"
    assert hsds_service(make(given_one), TODAY).id == given_one
    assert hsds_service(make("b"), TODAY).id != first.id


def test_a_package_keeps_the_rules_of_its_descriptor(full: str, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    export_hsds(full, folder)
    described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    rows: dict[str, list[dict[str, str]]] = {}
    for resource in described["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows[resource["name"]] = list(csv.DictReader(file))
    assert len(rows["service"]) == 6
    assert len(rows["location"]) == 2
    for resource in described["resources"]:
        listed, schema = rows[resource["name"]], resource["schema"]
        keys = [row["id"] for row in listed]
        assert len(set(keys)) == len(keys) > 0
        wanted = [f["name"] for f in schema["fields"] if "constraints" in f]
        assert all(row[name] for row in listed for name in wanted)
        for link in schema["foreignKeys"]:
            aims = {row["id"] for row in rows[link["reference"]["resource"]]}
            assert {row[link["fields"]] for row in listed} - {""} <= aims


def test_an_existing_folder_is_left_alone(full: str, tmp_path: Path) -> None:
    kept = tmp_path / "package" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(OSError, match="not empty"):
        export_hsds(full, tmp_path / "package")
    assert [p.name for p in tmp_path.iterdir() if "package" in p.name] == ["package"]
    assert kept.read_text(encoding="utf-8") == "mine"


def some_id(number: int) -> str:
    return f"0b2c8d54-7d4e-4a3c-9a51-{number:012d}"


FOREIGN: dict[str, Any] = {
    "id": some_id(0),
    "name": "Advice desk",
    "description": "Advice. " * 100,
    "status": "active",
    "url": "https://example.org/desk",
    "email": "desk@example.org",
    "alert": "Closed in July.",
    "wait_time": "a week",
    "minimum_age": 15,
    "phones": [
        {
            "id": some_id(1),
            "number": "040 1",
            "type": "fax",
        },
        {"id": some_id(2), "number": "040 2"},
    ],
    "service_areas": [{"id": some_id(3), "name": "Muurame"}],
    "schedules": [
        {"id": some_id(4), "freq": "MONTHLY"},
        {
            "id": some_id(5),
            "freq": "WEEKLY",
            "byday": "MO,TU",
            "opens_at": "09:00:00",
            "closes_at": "15:00:00",
        },
    ],
}


def test_another_systems_service_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "others.json"
    path.write_text(json.dumps(FOREIGN), encoding="utf-8")
    batch = read("hsds", [str(path)], language="en")
    (record,) = batch.services
    assert (batch.kind, batch.feed) == ("hsds", "others")
    assert record.id == FOREIGN["id"]
    assert record.texts["en"].name == "Advice desk"
    assert len(record.texts["en"].summary) <= 500
    assert record.texts["en"].description == ("Advice. " * 100).strip()
    assert record.texts["en"].note == "Closed in July."
    assert record.areas == ["municipality:500"]
    assert [(c.kind, c.value) for c in record.contacts] == [
        ("phone", "040 2"),
        ("web", "https://example.org/desk"),
        ("email", "desk@example.org"),
    ]
    assert [s.byday for s in record.schedules] == [["MO", "TU"]]
    key = FOREIGN["id"]
    assert batch.notes == [
        f"schedules that are no weekly hours, left out: 1 ({key})",
        f"service.wait_time: not kept: 1 ({key})",
    ]


def test_what_is_no_longer_given_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    gone = {
        **FOREIGN,
        "id": "0b2c8d54-7d4e-4a3c-9a51-3f9f9d1b1c12",
        "status": "defunct",
    }
    path.write_text(json.dumps([FOREIGN, gone]), encoding="utf-8")
    batch = read("hsds", [str(path)])
    assert len(batch.services) == 1
    assert "services that are defunct, left out: 1" in "\n".join(batch.notes)


def test_the_model_holds_the_duties_of_the_standard() -> None:
    """Required fields of the core tables, as the specification lists them."""
    required = {
        table: {n for n, f in table.model_fields.items() if f.is_required()}
        for table in (h.Organization, h.Service, h.Location, h.Address, h.Metadata)
    }
    assert required == {
        h.Organization: {"id", "name", "description"},
        h.Service: {"id", "name", "status"},
        h.Location: {"id", "location_type"},
        h.Address: {
            *("id", "address_1", "city", "state_province"),
            *("postal_code", "country", "address_type"),
        },
        h.Metadata: {
            *("id", "last_action_date", "last_action_type", "field_name"),
            *("previous_value", "replacement_value", "updated_by"),
        },
    }


def test_a_batch_is_written_and_counted(fill: Fill, make: Make, tmp_path: Path) -> None:
    """The same export twice changes nothing the second time."""
    fill(make("paja", **EVERYTHING), url=new_database(tmp_path / "a.sqlite"))
    export_hsds(f"sqlite:///{tmp_path}/a.sqlite", tmp_path / "a.json")
    batch = read("hsds", [str(tmp_path / "a.json")])
    engine = db.connect(new_database(tmp_path / "b.sqlite"))
    assert sync(engine, batch).services.added == 1
    assert sync(engine, batch).services.unchanged == 1
    engine.dispose()


def new_database(path: Path) -> str:
    db.migrate(f"sqlite:///{path}")
    return f"sqlite:///{path}"
