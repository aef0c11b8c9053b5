"""Mark and sweep: only what changed is written, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from services_db import ServiceRecord, db
from services_db import sync as sync_module
from services_db.errors import ImportRefused
from services_db.guidance import FactRecord, Guidance
from services_db.models import Base
from services_db.sources import Batch
from services_db.sync import Counts, SyncReport, sync
from services_db.undo import undo

Make = Callable[..., ServiceRecord]

RICH: dict[str, Any] = {
    "texts": {
        "fi": {"name": "Ohjaamo", "summary": "Apua.", "alternate_names": ["Navi"]},
        "sv": {"name": "Navigatorn", "summary": "Hjälp."},
    },
    "provider": {"fi": "Kunta", "sv": "Kommun"},
    "themes": ["job", "training"],
    "support_levels": ["general"],
    "tno_types": ["advice"],
    "phases": ["unemployed"],
    "languages": ["fi", "sv"],
    "areas": ["municipality:179", "municipality:500"],
    "contacts": [
        {"kind": "phone", "value": "014 1", "label": {"fi": "Neuvonta", "sv": "Råd"}}
    ],
    "schedules": [
        {
            "byday": ["MO"],
            "opens_at": "09:00",
            "closes_at": "16:00",
            "description": {"fi": "Ilman aikaa"},
        }
    ],
    "locations": [
        {
            "name": {"fi": "Talo"},
            "address": "Katu 1",
            "municipality": "179",
            "schedules": [{"byday": ["TU"], "opens_at": "10:00", "closes_at": "12:00"}],
        }
    ],
    "providers": [
        {
            "area": "wellbeing_county:15",
            "name": {"fi": "Alue"},
            "note": {"fi": "Huom."},
            "contacts": [{"kind": "web", "value": "https://alue.example"}],
        }
    ],
    "keywords": {"fi": ["navi"], "en": ["one stop"]},
    "classifications": ["P28.5"],
}


UNSTABLE = {"fetched_at", "last_seen"}


def contents(url: str) -> dict[str, list[str]]:
    """All rows but times of imports, numbers, counts of changes and undo."""
    engine = db.connect(url)
    found = {}
    with engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            if name.startswith(("sync_", "catalogue_version")):
                continue
            unstable = {*UNSTABLE, "id"} if name == "service_text" else UNSTABLE
            columns = [c for c in table.c if c.name not in unstable]
            found[name] = sorted(map(repr, connection.execute(sa.select(*columns))))
    engine.dispose()
    return found


def run(
    url: str, *records: ServiceRecord, kind: str = "csv", feed: str = "a", **how: Any
) -> SyncReport:
    engine = db.connect(url)
    try:
        guidance = how.pop("guidance", None)
        return sync(engine, Batch(kind, feed, records, guidance), **how)
    finally:
        engine.dispose()


def test_only_what_changed_is_written(url: str, make: Make) -> None:
    first = [make("a", **RICH), make("b"), make("c")]
    assert run(url, *first).services == Counts(added=3)
    assert run(url, *first).services == Counts(unchanged=3)
    changed = [make("a", **{**RICH, "themes": ["training"]}), make("b"), make("d")]
    report = run(url, *changed)
    assert report.services == Counts(added=1, changed=1, unchanged=1, removed=1)
    assert str(report).startswith(
        "services: 1 added, 1 changed, 1 unchanged, 1 removed"
    )
    assert [row for row in contents(url)["service_code"] if "theme" in row] == [
        "('a', 'theme', 'training', 0)"
    ]


def test_unchanged_rows_keep_their_time_of_fetching(url: str, make: Make) -> None:
    early, late = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2))
    run(url, make("a"), make("b"), now=early)
    run(url, make("a"), make("b", age_min=15), now=late)
    engine = db.connect(url)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT id, fetched_at, last_seen FROM service ORDER BY id")
        ).all()
    engine.dispose()
    days = [tuple(str(value)[:10] for value in row[1:]) for row in rows]
    assert days == [("2026-11-01", "2026-11-02"), ("2026-11-02", "2026-11-02")]


def test_a_removed_service_leaves_nothing_behind(url: str, make: Make) -> None:
    empty = contents(url)
    run(url, make("a", **RICH))
    assert contents(url) != empty
    run(url, allow_removal=True)
    assert contents(url) == empty


def test_feeds_do_not_sweep_each_other(url: str, make: Make) -> None:
    run(url, make("a"), feed="one")
    run(url, make("b"), feed="two")
    assert run(url, make("a"), feed="one").services == Counts(unchanged=1)
    with pytest.raises(ImportRefused, match="two: a: id: belongs to one"):
        run(url, make("a"), make("b"), feed="two")


def test_a_preview_writes_nothing(url: str, make: Make) -> None:
    run(url, make("a"))
    before = contents(url)
    report = run(url, make("a", age_min=15), make("b"), preview=True)
    assert report.services == Counts(added=1, changed=1)
    assert contents(url) == before


def test_a_mass_removal_needs_to_be_confirmed(url: str, make: Make) -> None:
    records = [make(f"s{number}") for number in range(30)]
    run(url, *records)
    before = contents(url)
    with pytest.raises(ImportRefused, match="7 of 30 services would be removed"):
        run(url, *records[7:])
    with pytest.raises(ImportRefused, match="30 of 30"):
        run(url)
    assert contents(url) == before
    assert run(url, *records[6:]).services.removed == 6
    assert run(url, *records[20:], allow_removal=True).services.removed == 14


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"areas": ["municipality:999"]}, "b: areas: no such area 'municipality:999'"),
        (
            {"providers": [{"area": "region:99", "name": {}}]},
            "b: providers.area: no such area 'region:99'",
        ),
        (
            {"locations": [{"municipality": "998"}]},
            "b: locations.municipality: no such municipality '998'",
        ),
    ],
)
def test_a_broken_record_leaves_the_database_as_it_was(
    url: str, make: Make, changes: dict[str, Any], problem: str
) -> None:
    run(url, make("a"))
    before = contents(url)
    with pytest.raises(ImportRefused, match=problem):
        run(url, make("a", age_min=20), make("b", **changes))
    assert contents(url) == before


def test_an_id_that_comes_twice_is_refused(url: str, make: Make) -> None:
    with pytest.raises(ImportRefused, match="a: id: comes twice"):
        run(url, make("a"), make("a", age_min=15))


def test_a_failure_half_way_leaves_the_database_as_it_was(
    url: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(url, make("a"), make("b"))
    before = contents(url)

    def fail(*_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(sync_module, "sweep_orphans", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        run(url, make("a", **RICH), make("c"), allow_removal=True)
    assert contents(url) == before


def test_a_shared_place_follows_its_last_writer(url: str, make: Make) -> None:
    place = {"id": "talo", "address": "Katu 1", "name": {"fi": "Talo"}}
    run(url, make("a", locations=[place]), make("b", locations=[place]))
    moved = {**place, "address": "Katu 2"}
    run(url, make("a", locations=[moved]), make("b", locations=[place]))
    assert [row for row in contents(url)["location"] if "Katu 2" in row]


def test_progress_is_told(url: str, make: Make) -> None:
    told: list[tuple[int, int]] = []
    run(
        url,
        *(make(f"s{n}") for n in range(250)),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(200, 250), (250, 250)]


def test_guidance_is_swept_too(url: str) -> None:
    def fact(key: str, text: str) -> FactRecord:
        return FactRecord.model_validate(
            {
                "key": key,
                "topic": "t",
                "texts": {"fi": text},
                "confidence": "high",
                "source": {"name": "s", "url": "https://a.fi"},
            }
        )

    first = Guidance(facts=(fact("a", "x"), fact("b", "x")))
    assert run(url, guidance=first).guidance == Counts(added=2)
    second = Guidance(facts=(fact("a", "y"), fact("c", "x")))
    assert run(url, guidance=second).guidance == Counts(added=1, changed=1, removed=1)
    assert run(url, guidance=second).guidance == Counts(unchanged=2)
    assert contents(url)["fact_text"] == ["('a', 'fi', 'y')", "('c', 'fi', 'x')"]
    twice = Guidance(facts=(fact("a", "y"), fact("a", "z")))
    with pytest.raises(ImportRefused, match="facts: a: key: comes twice"):
        run(url, guidance=twice)


def test_the_last_sync_of_a_feed_is_undone(url: str, make: Make) -> None:
    run(url, make("x"), feed="other")
    run(url, make("a", **RICH), make("b"), make("c"))
    before = contents(url)
    changed = {**RICH, "themes": ["training"], "contacts": [], "locations": []}
    run(url, make("a", **changed), make("b"), make("d"))
    assert undo(url, "a") == "1 taken away, 1 as before, 1 brought back"
    assert contents(url) == before
    assert run(url, make("a", **RICH), make("b"), make("c")).services == (
        Counts(unchanged=3)
    )
    with pytest.raises(ImportRefused, match="a: no sync of this feed can be undone"):
        undo(url, "a")


def test_what_another_feed_took_meanwhile_is_not_undone(url: str, make: Make) -> None:
    run(url, make("a"), make("b"))
    run(url, make("b"))
    run(url, make("a"), feed="other")
    before = contents(url)
    with pytest.raises(ImportRefused, match="a: a: belongs to other"):
        undo(url, "a")
    assert contents(url) == before
