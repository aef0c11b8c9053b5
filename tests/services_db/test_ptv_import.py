"""A service of PTV becomes one record with all that belongs to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_db import Query, ServiceRecord, db, open_catalogue
from services_db.reference.codes import Charge, ContactKind, SupportLevel, Theme
from services_db.sources import Batch, read
from services_db.sync import sync

PAYLOADS = Path(__file__).parent / "payloads" / "ptv"
OUTREACH = "aaaaaaaa-0000-4000-8000-000000000001"
CARE = "aaaaaaaa-0000-4000-8000-000000000002"


@pytest.fixture(scope="module")
def batch() -> Batch:
    return read("ptv", [str(PAYLOADS)])


@pytest.fixture(scope="module")
def outreach(batch: Batch) -> ServiceRecord:
    return next(record for record in batch.services if record.id == OUTREACH)


def test_a_folder_with_everything_in_it_is_one_batch(batch: Batch) -> None:
    assert [record.id for record in batch.services] == [OUTREACH, CARE]
    assert (batch.kind, batch.feed) == ("ptv", "ptv")
    assert batch.notes[0] == (
        "read: 2 services, 5 channels, 1 organizations, 2 general descriptions"
    )


def test_files_are_read_alone_too() -> None:
    alone = read("ptv", [str(PAYLOADS / "service.json")], feed="kaupunki")
    assert alone.feed == "kaupunki"
    assert alone.services[0].provider == {"fi": "Keksitty kaupunki"}
    assert alone.services[0].locations == []
    assert [c.value for c in alone.services[0].contacts] == [
        "+358400000001",
        "etsiva@example.org",
    ]


def test_texts_are_the_services_own_before_the_general_ones(
    outreach: ServiceRecord,
) -> None:
    text = outreach.texts["fi"]
    assert text.name == "Keksitty etsivä nuorisotyö"
    assert text.alternate_names == ["Keksityt etsivät"]
    assert text.summary == "Keksitty työntekijä kulkee rinnallasi."
    assert text.description == "Yleinen kuvaus työstä."
    assert text.how_to_apply == (
        "Lähetä viesti tai soita.\n\nVastaus tulee kahdessa päivässä."
    )
    assert text.note == "Olet alle 29-vuotias."


def test_a_language_without_a_name_is_left_out_and_a_general_one_comes_in(
    outreach: ServiceRecord,
) -> None:
    assert set(outreach.texts) == {"fi", "sv"}
    assert outreach.texts["sv"].name == "Påhittat uppsökande arbete"
    assert outreach.texts["sv"].how_to_apply == "Ring eller skriv."


def test_classes_come_from_the_general_description_when_the_service_has_none(
    outreach: ServiceRecord,
) -> None:
    assert outreach.themes[0] is Theme.DAILY_LIFE
    assert outreach.support_levels == [SupportLevel.INTENSIFIED]
    assert outreach.charge is Charge.FREE
    assert outreach.classifications[:5] == ["P28.4", "P28", "KE8", "KR1.3", "KR1"]
    assert "KR1.6" not in outreach.classifications


def test_the_responsible_organization_is_the_provider_in_all_its_languages(
    outreach: ServiceRecord,
) -> None:
    assert outreach.provider == {
        "fi": "Keksitty kaupunki",
        "sv": "Den påhittade staden",
    }
    assert outreach.provider_id == "eeeeeeee-0000-4000-8000-000000000001"


def test_channels_of_all_five_types_become_contacts(outreach: ServiceRecord) -> None:
    assert [(c.kind, c.value) for c in outreach.contacts] == [
        (ContactKind.PHONE, "+358400000001"),
        (ContactKind.EMAIL, "etsiva@example.org"),
        (ContactKind.PHONE, "+358400000002"),
        (ContactKind.SMS, "+358400000003"),
        (ContactKind.WEB, "https://talo.example.org"),
        (ContactKind.EMAIL, "talo@example.org"),
        (ContactKind.PHONE, "116999"),
        (ContactKind.EMAIL, "tuki@example.org"),
        (ContactKind.FORM, "https://www.asiointi.example.org"),
        (ContactKind.FORM, "https://lomake.example.org/a.pdf"),
        (ContactKind.WEB, "https://sivut.example.org"),
    ]
    labels = {c.value: c.label for c in outreach.contacts}
    assert labels["+358400000002"] == {"fi": "Neuvonta", "sv": "Rådgivning"}
    assert labels["+358400000003"]["sv"] == "Det påhittade huset"


def test_a_service_location_is_a_place_with_its_hours(outreach: ServiceRecord) -> None:
    (place,) = outreach.locations
    assert (place.address, place.postal_code, place.city, place.municipality) == (
        "Keksitty katu 2 B",
        "40100",
        "Jyväskylä",
        "179",
    )
    assert place.name["sv"] == "Det påhittade huset"
    assert [row.byday for row in place.schedules] == [
        ["MO", "TU", "WE", "TH"],
        ["FR"],
        [],
    ]
    assert place.schedules[2].closed
    assert outreach.booking is True


def test_what_is_dated_and_said_by_whom(batch: Batch, outreach: ServiceRecord) -> None:
    assert outreach.verified_on == date(2026, 10, 5)
    assert outreach.source.name == "Suomi.fi PTV"
    assert all(record.source.url == "" for record in batch.services)


def test_what_was_left_out_is_counted(batch: Batch) -> None:
    assert f"municipality 174, which no longer exists: 1 ({OUTREACH})" in batch.notes
    said = "\n".join(batch.notes)
    assert "services that are not published, left out: 1" in said
    assert "channels that are not published, left out: 1" in said
    assert "channels that are not in the files: 1" in said
    assert "an unsafe link was left out: 1" in said


def test_a_service_that_says_little_stays_unknown(batch: Batch) -> None:
    care = batch.services[1]
    assert care.areas == ["mainland:FI"]
    assert care.texts["fi"].summary == "Hoivaa ikäihmisille. Toinen virke kertoo lisää."
    assert care.texts["fi"].fees == "Maksu määräytyy tulojen mukaan."
    assert care.provider == {}
    assert care.booking is None
    assert care.contacts == []


def test_the_filter_for_the_young_leaves_the_old_out() -> None:
    young = read("ptv", [str(PAYLOADS)], young=True)
    assert [record.id for record in young.services] == [OUTREACH]
    assert "services of other classes and target groups, left out: 1" in young.notes


def test_it_is_found_in_either_database(url: str, batch: Batch) -> None:
    db.migrate(url)
    engine: Engine = db.connect(url)
    try:
        first = sync(engine, batch)
        again = sync(engine, read("ptv", [str(PAYLOADS)]))
    finally:
        engine.dispose()
    assert (first.services.added, again.services.unchanged) == (2, 2)
    with open_catalogue(url) as catalogue:
        found = catalogue.search(
            Query(text="etsivä nuorisotyö", municipality="179", language="fi")
        )
        elsewhere = catalogue.search(
            Query(text="etsivä nuorisotyö", municipality="091", language="fi")
        )
    (card,) = found.services
    assert card.name == "Keksitty etsivä nuorisotyö"
    assert card.location == {"lat": 62.237053, "lon": 25.753068}
    assert "ma–to 9–16, pe 9–14.30" in card.opening.text
    assert [c.value for c in card.contacts if c.kind is ContactKind.ADDRESS] == [
        "Keksitty katu 2 B, 40100 Jyväskylä"
    ]
    assert elsewhere.total == 0
