"""``catalogue sync ptv --api v12``: the same records by the other interface."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import ServiceRecord, db
from services_db.reading import read_records
from services_db.reference.codes import ContactKind
from tests.services_db.fake_ptv import FakePtv, at, body, once
from tests.services_db.ptv_cli import Run, Shown
from tests.services_db.ptv_items import (
    key,
    v12_channel,
    v12_connection,
    v12_general_description,
    v12_organization,
    v12_service,
)

LATER = {"publishedAt": "2099-01-01T00:00:00.000Z"}


@pytest.fixture(autouse=True)
def _v12(ptv: FakePtv) -> None:
    ptv.items.clear()
    for number in range(1, 6):
        ptv.put("services", v12_service(number))
        ptv.put("connections", v12_connection(number, 1))
    ptv.put("channels", v12_channel(1))
    ptv.put("organizations", v12_organization(1))
    ptv.put("general descriptions", v12_general_description(1))


def test_a_service_comes_with_all_that_hangs_on_it(run_sync: Run, shown: Shown) -> None:
    done = run_sync("--api", "v12")
    assert done.stdout == "services: 5 added, 0 changed, 0 unchanged, 0 removed\n"
    card = shown()[0]
    assert (card.name, card.provider) == ("Keksitty paja 1", "Keksitty kaupunki")
    assert card.charge == "free"
    assert card.languages == ["fi", "sv"]
    assert [(c.kind, c.value) for c in card.contacts] == [
        (ContactKind.EMAIL, "oma@example.org"),
        (ContactKind.PHONE, "+358400000001"),
        (ContactKind.PHONE, "116999"),
        (ContactKind.WEB, "https://paja.example.org"),
        (ContactKind.EMAIL, "paja@example.org"),
        (ContactKind.ADDRESS, "Pajakatu 2 B, 40100 Jyväskylä"),
    ]
    assert card.location == {"lat": 62.237053, "lon": 25.753068}
    assert "ma 9–15" in card.opening.text
    assert card.how_to_apply == "Soita."
    assert "hours of odd or even weeks, left out" in done.stderr


def test_markdown_and_general_descriptions(run_sync: Run, settings: Settings) -> None:
    run_sync("--api", "v12")
    record = next(records(settings.catalogue_url))
    assert (
        record.texts["fi"].description
        == "Näin\nTule sivulle (https://paja.example.org)."
    )
    assert record.texts["sv"].name == "Allmän verkstad"
    assert record.classifications[:3] == ["P28.3", "KE8", "KR1.3"]


def records(url: str) -> Iterator[ServiceRecord]:
    engine = db.connect(url)
    with engine.connect() as connection:
        yield from read_records(connection)
    engine.dispose()


def test_an_increment_follows_services_channels_and_connections(
    run_sync: Run, ptv: FakePtv, shown: Shown
) -> None:
    run_sync("--api", "v12")
    ptv.seen.clear()
    ptv.put("services", v12_service(6, **LATER))
    ptv.put("connections", v12_connection(2, 1, languageVersions={}, **LATER))
    ptv.archived[key("a", 3)] = "2099-01-01T00:00:00Z"
    done = run_sync("--api", "v12")
    assert "1 added, 1 changed, 3 unchanged, 1 removed" in done.stdout
    assert not any(key("a", 1) in path for path in ptv.seen)
    assert [len(card.contacts) for card in shown()] == [6, 5, 6, 6, 0]


def test_filters_are_put_to_the_server(run_sync: Run, ptv: FakePtv) -> None:
    north = {"areaType": "LimitedArea", "regions": ["19"], "municipalities": []}
    ptv.put("services", v12_service(7, area=north))
    ptv.put("services", v12_service(8, area={"areaType": "WholeCountry"}))
    look = ("--api", "v12", "--preview", "--full")
    assert "7 added" in run_sync(*look).stdout
    assert "1 added" in run_sync(*look, "--area", "region:19").stdout
    home = ("--municipality", "179")
    assert "5 added" in run_sync(*look, *home).stdout
    assert "6 added" in run_sync(*look, *home, "--nationwide").stdout
    assert "7 added" in run_sync(*look, "--language", "fi").stdout
    assert "0 added" in run_sync(*look, "--language", "en").stdout


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (body(b"<html>"), "is a web page"),
        (body(b"[]"), "page 1: is not a page of PTV"),
        (body(b'{"items": [1], "totalPages": "x"}'), "0 added"),
        (once(403), "PTV does not accept the key"),
        (once(400), "PTV does not take"),
    ],
)
def test_a_broken_answer_is_told(
    run_sync: Run, ptv: FakePtv, fault: object, said: str
) -> None:
    ptv.faults = [at("service/search", fault)]  # type: ignore[arg-type]
    done = run_sync("--api", "v12", "--service-class", "P28.3")
    assert said in done.output
    assert (done.exit_code == 0) == (said == "0 added")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"languageVersions": ["fi"]}, "languageVersions: is not an object"),
        ({"serviceClasses": "P28"}, "serviceClasses: is not a list of texts"),
        ({"area": {"regions": [7]}}, "regions: is not a list of texts"),
        ({"languageVersions": {"fi": {"name": ["a"]}}}, "serviceNames.0.value"),
    ],
)
def test_a_wrong_type_is_told_with_its_place(
    run_sync: Run, ptv: FakePtv, changes: dict[str, object], said: str
) -> None:
    ptv.put("services", v12_service(1, **changes))
    failed = run_sync("--api", "v12", "--target-group", "KR1.3")
    assert failed.exit_code == 1
    assert key("a", 1) in failed.stderr
    assert said in failed.stderr


def test_without_a_key_it_says_what_to_set(settings: Settings) -> None:
    keyless = settings.model_copy(update={"ptv_api_key": None})
    asked = ["sync", "ptv", "--api", "v12"]
    failed = CliRunner().invoke(catalogue, asked, obj=keyless)
    assert failed.exit_code == 2
    assert "set LAITURI_PTV_API_KEY" in failed.stderr
