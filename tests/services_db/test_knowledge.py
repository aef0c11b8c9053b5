"""What the catalogue says beside services, who answers, and what it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from services_db import (
    Catalogue,
    CatalogueUnavailable,
    Query,
    ServiceRecord,
    authorities,
    db,
    open_catalogue,
)
from services_db.guidance import (
    CalendarRecord,
    FactRecord,
    Guidance,
    LegacyTermRecord,
    ResponsibilityRecord,
)

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]

ON = date(2026, 11, 24)
SOURCE = {
    "source": {"name": "Lähde", "url": "https://a.fi"},
    "verified_on": "2026-01-01",
}


def fact(key: str, **more: Any) -> FactRecord:
    plain = {"topic": "duty", "texts": {"fi": key}, "confidence": "high"}
    return FactRecord.model_validate({"key": key, **SOURCE, **plain, **more})


def event(key: str, **more: Any) -> CalendarRecord:
    texts = {"fi": {"name": key, "text": "Teksti."}}
    return CalendarRecord.model_validate({"key": key, **SOURCE, "texts": texts, **more})


def duty(key: str, **more: Any) -> ResponsibilityRecord:
    texts = {"fi": {"question": f"Kuka vastaa: {key}?", "answer": "Kunta."}}
    return ResponsibilityRecord.model_validate(
        {"key": key, **SOURCE, "texts": texts, **more}
    )


def term(key: str, **more: Any) -> LegacyTermRecord:
    plain = {"terms": {"fi": [key]}, "texts": {"fi": f"{key} nyt."}}
    return LegacyTermRecord.model_validate({"key": key, **SOURCE, **plain, **more})


def test_facts_are_those_in_force_on_the_day(fill: Fill) -> None:
    catalogue = fill(
        guidance=Guidance(
            facts=(
                fact("always"),
                fact("ended", valid_until="2026-11-23"),
                fact("last-day", valid_until="2026-11-24"),
                fact("coming", valid_from="2026-11-25"),
                fact("other", topic="money"),
            )
        )
    )
    found = catalogue.facts("duty", "sv", ON)
    assert [one.key for one in found] == ["always", "last-day"]
    assert (found[0].text, found[0].text_language) == ("always", "fi")
    assert found[0].verified_on == date(2026, 1, 1)
    assert found[0].source.url == "https://a.fi"
    assert catalogue.facts("nothing", "fi") == []


def test_what_holds_in_one_place_is_not_told_elsewhere(fill: Fill) -> None:
    aland, mainland = {"areas": ["region:21"]}, {"areas": ["mainland:FI"]}
    catalogue = fill(
        guidance=Guidance(
            facts=(fact("all"), fact("here", **aland), fact("there", **mainland)),
            calendar=(event("all"), event("here", **aland), event("there", **mainland)),
        )
    )
    for place, told in (
        ("478", {"all", "here"}),
        ("091", {"all", "there"}),
        (None, {"all", "there"}),
    ):
        facts = catalogue.facts("duty", "fi", ON, municipality=place)
        events = catalogue.calendar("fi", ON, municipality=place)
        assert {one.key for one in facts} == told
        assert {one.key for one in events} == told


def test_the_calendar_tells_what_comes_next(fill: Fill) -> None:
    catalogue = fill(
        guidance=Guidance(
            calendar=(
                event("undated", themes=["training"]),
                event("spring", starts="2027-02-16", ends="2027-03-16"),
                event("now", starts="2026-11-01", ends="2026-11-24"),
                event("over", starts="2026-11-01", ends="2026-11-23"),
                event("day", starts="2026-11-23"),
                event("stale", valid_until="2026-11-23"),
                event("employers", target_groups=["employer"]),
                event("job", starts="2027-01-01", themes=["job"]),
            )
        )
    )

    def keys(**asked: Any) -> list[str]:
        return [entry.key for entry in catalogue.calendar("fi", ON, **asked)]

    assert keys() == ["now", "job", "spring", "undated"]
    assert keys(limit=2) == ["now", "job"]
    assert keys(themes=["training"]) == ["now", "spring", "undated"]
    assert keys(target_group="employer") == ["employers"]


def test_duties_are_found_by_words_codes_and_age(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make("everywhere"),
        make("helsinki", areas=["municipality:091"]),
        guidance=Guidance(
            responsibilities=(
                duty(
                    "etsivä", keywords={"fi": ["koulupudokas"]}, themes=["daily_life"]
                ),
                duty("oppivelvollisuus", themes=["training"], age_max=17),
                duty("yleinen", service_ids=["helsinki", "everywhere", "missing"]),
            )
        ),
    )

    def keys(**asked: Any) -> list[str]:
        return [one.key for one in catalogue.responsibilities("fi", **asked)]

    assert keys(text="kuka on vastuussa koulupudokkaista") == ["etsivä"]
    assert keys(themes=["training"]) == ["oppivelvollisuus", "yleinen"]
    assert keys(themes=["training"], age=18) == ["yleinen"]
    assert keys() == keys(text="kuka vastaa") == []
    carried = [
        catalogue.responsibilities("fi", place, text="yleinen")[0].service_ids
        for place in (None, "091", "179")
    ]
    assert carried == [
        ("helsinki", "everywhere", "missing"),
        ("helsinki", "everywhere"),
        ("everywhere",),
    ]


def test_an_old_word_is_found_in_its_forms(fill: Fill) -> None:
    catalogue = fill(
        guidance=Guidance(
            legacy_terms=(
                term("te_office", terms={"fi": ["te-toimisto", "työkkäri"]}),
                term("te", terms={"fi": ["te"]}),
                term("sanssi", terms={"fi": ["sanssi-kortti"], "en": ["sanssi card"]}),
            )
        )
    )
    for text in ("te_office", "Pitääkö mennä TE-toimistoon?", "työkkäristä"):
        found = catalogue.legacy_term(text, "fi")
        assert found is not None
        assert (found.key, found.text) == ("te_office", "te_office nyt.")
    english = catalogue.legacy_term("do I need a Sanssi card", "en")
    assert english is not None
    assert (english.key, english.text_language) == ("sanssi", "fi")
    assert catalogue.legacy_term("testi", "fi") is None
    assert catalogue.legacy_term("", "fi") is None


def test_authorities_of_a_municipality(
    fill: Fill, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = {
        "one_stop": ("directory",),
        "employment_services": ("employment", "ams"),
        "kela": ("kela", "not-imported"),
    }
    monkeypatch.setattr(authorities, "duties", lambda: listed)
    catalogue = fill(
        make("kela"),
        make("employment", areas=["mainland:FI"]),
        make("ams", areas=["region:21"]),
        make("directory", areas=["mainland:FI"], is_one_stop=True),
        make("ohjaamo", areas=["municipality:179"], is_one_stop=True),
    )

    def ids(place: str) -> list[str]:
        return [card.id for card in catalogue.authorities(place, "fi")]

    assert ids("179") == ["ohjaamo", "employment", "kela"]
    assert ids("410") == ["directory", "employment", "kela"]
    assert ids("478") == ["ams", "kela"]


def test_gaps_are_counted_without_a_person(fill: Fill, make: Make, url: str) -> None:
    catalogue = fill(make("a"), url=url)
    query = Query(
        text="salaisuus", themes=("job", "money"), municipality="179", age=17, today=ON
    )
    catalogue.record_gap(query)
    threads = [Thread(target=catalogue.record_gap, args=(query,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    catalogue.record_gap(Query(today=ON, language="sv"))
    engine = db.connect(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM search_gap")).all()
    engine.dispose()
    assert sorted(tuple(map(str, row)) for row in rows) == [
        ("", "", "", "sv", "2026-11-24", "1"),
        ("179", "job", "", "fi", "2026-11-24", "5"),
        ("179", "money", "", "fi", "2026-11-24", "5"),
    ]


def test_status_counts_by_source(fill: Fill, make: Make, url: str) -> None:
    empty = fill(url=url)
    state = empty.status()
    assert (state.services, state.by_source, state.newest_verified_on) == (0, {}, None)
    full = fill(make("a", verified_on=None), make("b"), url=url)
    state = full.status()
    assert (state.services, state.by_source) == (2, {"csv": 2})
    assert state.newest_verified_on == date(2026, 6, 1)
    assert state.last_import is not None
    assert state.last_import.tzinfo is not None


def test_a_missing_database_is_unavailable_and_not_created(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite"
    catalogue = open_catalogue(f"sqlite:///{path}")
    for call in (
        lambda: catalogue.search(Query(text="a")),
        lambda: catalogue.cards(["a"], "fi"),
        lambda: catalogue.facts("a", "fi"),
        lambda: catalogue.record_gap(Query()),
        catalogue.status,
    ):
        with pytest.raises(CatalogueUnavailable):
            call()
    assert not path.exists()


def test_a_database_without_tables_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()
    url = f"sqlite:///{path}"
    with open_catalogue(url) as catalogue, pytest.raises(CatalogueUnavailable):
        catalogue.status()


def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/none?host={tmp_path}&connect_timeout=1"
    with open_catalogue(url) as catalogue, pytest.raises(CatalogueUnavailable):
        catalogue.search(Query(text="salaisuus"))


def test_a_damaged_file_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"not a database " * 1000)
    url = f"sqlite:///{path}"
    with open_catalogue(url) as catalogue, pytest.raises(CatalogueUnavailable):
        catalogue.search(Query(text="a"))


def test_many_threads_share_one_catalogue(fill: Fill, make: Make) -> None:
    catalogue = fill(*(make(f"s{n}", themes=["job"]) for n in range(20)))
    totals: list[int] = []

    def ask() -> None:
        totals.append(catalogue.search(Query(themes=("job",), today=ON)).total)

    threads = [Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [20] * 12
