"""A provider's word counts everywhere: in the order, in HSDS, on paper."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services_db import Query, ServiceRecord, verifications
from services_db.clock import now_in_finland
from services_db.hsds.export import export_hsds
from services_db.service_map import entries, page, sections
from services_db.sources import read
from tests.services_db.conftest import Fill, Make
from tests.services_db.statement import version_of

TODAY = now_in_finland().date()
NOON = {"opens_at": "12:00:00", "closes_at": "15:00:00"}


def confirm(url: str, key: str) -> None:
    said = verifications.answer(url, key, version_of(url, key), "mark", right=True)
    assert said == "open"


def test_a_word_counts_as_fresh_in_the_order_at_the_next_search(
    fill: Fill, make: Make, url: str
) -> None:
    catalogue = fill(
        make("a", verified_on="2019-05-01"), make("b", verified_on=None), url=url
    )
    assert [one.id for one in catalogue.search(Query()).services] == ["a", "b"]
    confirm(url, "b")
    assert [one.id for one in catalogue.search(Query()).services] == ["b", "a"]
    fill(
        make("a", verified_on="2019-05-01"),
        make("b", verified_on=None, summary="Uusi."),
        url=url,
    )
    assert [one.id for one in catalogue.search(Query()).services] == ["a", "b"]


@pytest.mark.parametrize("name", ["out.json", "package"])
@pytest.mark.parametrize("day", ["2019-05-01", None])
def test_hsds_says_when_it_was_assured_and_gives_the_sources_day_back(
    fill: Fill, make: Make, url: str, tmp_path: Path, name: str, day: str | None
) -> None:
    fill(make("a", verified_on=day), make("b", verified_on=day), url=url)
    confirm(url, "a")
    document = tmp_path / "out.json"
    export_hsds(url, document)
    services = json.loads(document.read_text(encoding="utf-8"))["contents"]
    assured = {one["name"]: one.get("assured_date") for one in services}
    assert sorted(assured.values(), key=str) == sorted([day, str(TODAY)], key=str)
    target = tmp_path / name
    if name != "out.json":
        export_hsds(url, target)
    back = read("hsds", [str(target)], feed="back").services
    expected = date.fromisoformat(day) if day else None
    assert [record.verified_on for record in back] == [expected, expected]


def test_the_map_for_paper_says_it(fill: Fill, make: Make, url: str) -> None:
    catalogue = fill(make("a", areas=["municipality:179"]), url=url)
    confirm(url, "a")
    found = sections(entries(catalogue, ["179"], "fi"))
    printed = page("Jyväskylä", found, "fi", TODAY)
    said = f"Järjestäjä vahvisti tiedot {TODAY.day}.{TODAY.month}.{TODAY.year}"
    assert said in printed


@pytest.mark.parametrize("name", ["out.json", "package"])
def test_dates_of_a_pop_up_come_back_from_hsds(
    fill: Fill, make: Make, url: str, tmp_path: Path, name: str
) -> None:
    days = [("2026-11-20", "2026-11-20"), ("2026-12-01", "2026-12-03")]
    dated = [{"valid_from": a, "valid_to": b, **NOON} for a, b in days]
    season = {"byday": ["MO"], "valid_from": "2026-06-01", "valid_to": "2026-08-01"}
    place = {"id": "square", "name": {"fi": "Tori"}, "municipality": "179"}
    catalogue = fill(
        make(
            "popup",
            areas=["municipality:179"],
            locations=[{**place, "schedules": [*dated, {**season, **NOON}]}],
            schedules=[{"valid_from": "2026-12-06", "valid_to": "2026-12-06"}],
        ),
        url=url,
    )
    assert catalogue.cards(["popup"], "fi")
    target = tmp_path / name
    export_hsds(url, target)
    (back,) = read("hsds", [str(target)], feed="back").services
    (there,) = back.locations
    kept = [(str(s.valid_from), str(s.valid_to), s.byday) for s in there.schedules]
    assert kept == [
        (*days[0], []),
        (*days[1], []),
        ("2026-06-01", "2026-08-01", ["MO"]),
    ]
    assert str(back.schedules[0].valid_to) == "2026-12-06"
    if name == "out.json":
        text = target.read_text(encoding="utf-8")
        assert text.count('"dtstart"') == text.count('"until"') == 3


def foreign(tmp_path: Path, schedule: dict[str, Any]) -> ServiceRecord:
    """Return a service of another system with one schedule."""
    key = "0b2c8d54-7d4e-4a3c-9a51-3f9f9d1b1c{:02}"
    service = {
        "id": key.format(1),
        "name": "Pop-up",
        "status": "active",
        "service_areas": [{"id": key.format(2), "uri": "municipality:179"}],
        "schedules": [{"id": key.format(3), **NOON, **schedule}],
    }
    path = tmp_path / "others.json"
    path.write_text(json.dumps(service), encoding="utf-8")
    (record,) = read("hsds", [str(path)]).services
    return record


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ({"dtstart": "2026-12-01"}, "2026-12-01", "2026-12-01"),
        ({"dtstart": "2026-12-01", "until": "2026-12-04"}, "2026-12-01", "2026-12-04"),
        (
            {"dtstart": "2026-12-01", "freq": "WEEKLY", "byday": "TU"},
            "2026-12-01",
            None,
        ),
        ({"valid_from": "2026-12-01"}, "2026-12-01", None),
    ],
)
def test_an_event_of_another_system_is_on_its_days_only(
    tmp_path: Path, given: dict[str, str], first: str, last: str | None
) -> None:
    (row,) = foreign(tmp_path, given).schedules
    assert str(row.valid_from) == first
    assert row.valid_to == (date.fromisoformat(last) if last else None)
