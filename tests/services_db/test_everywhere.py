"""Every theme has an answer in every municipality: true, and with its reach said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from services_db import (
    Catalogue,
    Query,
    ServiceRecord,
    import_curated,
    open_catalogue,
    reference,
)
from services_db.labels import label
from services_db.reference import AreaRef
from services_db.reference.codes import Theme
from services_db.sources import read

TODAY = date(2026, 11, 24)
SHOWN = 3
EVERYWHERE = [m.code for m in reference.municipalities()]


@pytest.fixture(scope="module")
def records() -> dict[str, ServiceRecord]:
    return {record.id: record for record in read("curated").services}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    url = f"sqlite:///{tmp_path_factory.mktemp('everywhere')}/catalogue.sqlite"
    import_curated(url)
    with open_catalogue(url) as opened:
        yield opened


def reach(record: ServiceRecord, municipality: str) -> set[AreaRef]:
    """Return by which of its areas a record covers a municipality."""
    own = {AreaRef.parse(area) for area in record.areas}
    given = {AreaRef.parse(provider.area) for provider in record.providers}
    covered = own & {*reference.areas_of(municipality)}
    return covered | (given & {*reference.areas_of(municipality)}) if covered else set()


def truths(areas: set[AreaRef], language: str) -> set[str]:
    """Return what may be said of a reach."""
    said = set()
    for area in areas:
        if area.is_national:
            word = "mainland" if area == reference.MAINLAND else "national"
            said.add(label(language, f"why.{word}"))
            continue
        name = label(
            language,
            f"areas.{area.kind.value}",
            name=reference.area_name(area, language),
        )
        kind = "municipality" if area.kind == "municipality" else "area"
        said.add(label(language, f"why.{kind}", name=name))
    return said


def test_every_theme_is_answered_in_every_municipality(
    catalogue: Catalogue, records: dict[str, ServiceRecord]
) -> None:
    problems = []
    for code in EVERYWHERE:
        shown: set[str] = set()
        for theme in Theme:
            query = Query(themes=(theme,), municipality=code, today=TODAY)
            found = [s.id for s in catalogue.ranked(query, SHOWN)]
            shown.update(found)
            about = [key for key in found if theme in records[key].themes]
            point = [key for key in found if records[key].is_one_stop]
            if not about:
                problems.append(f"{code} {theme}: nothing about it: {found}")
            for key in {*found} - {*about} - {*point[:1]}:
                problems.append(f"{code} {theme}: {key} is a filler")
        for card in catalogue.cards(sorted(shown), "fi", code):
            true = truths(reach(records[card.id], code), "fi")
            if card.why[0] not in true:
                problems.append(f"{code} {card.id}: {card.why[0]!r}, not of {true}")
    assert problems == []


def test_a_service_in_one_language_says_so(
    catalogue: Catalogue, records: dict[str, ServiceRecord]
) -> None:
    only_finnish = [k for k, r in records.items() if list(r.languages) == ["fi"]]
    cards = catalogue.cards(only_finnish, "sv", "091")
    assert len(cards) == len(only_finnish) > 0
    said = label("sv", "why.only_language", spoken=label("sv", "languages.fi"))
    assert all(said in card.why[-1] for card in cards)
