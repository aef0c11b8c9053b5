"""The shipped national catalogue: what a reader may rely on in every record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import yaml

from services_db.records import ServiceRecord, ServiceText
from services_db.reference.codes import (
    ContactKind,
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
    TnoType,
)

DIRECTORY = Path(__file__).parents[2] / "services_db" / "curated" / "services"
FILES = sorted(DIRECTORY.glob("*.yml"))
LANGUAGES = ("fi", "sv", "en")
LINKS = {
    ContactKind.WEB,
    ContactKind.CHAT,
    ContactKind.FORM,
    ContactKind.BOOKING,
    ContactKind.SOCIAL,
}
NUMBERS = {ContactKind.PHONE, ContactKind.SMS, ContactKind.WHATSAPP}
#: Ended services and authorities; people may still search by an old word (keywords).
CLOSED = (
    "nuortenelämä",
    "te-toimisto",
    "te-palvelu",
    "te office",
    "arbets- och näringsbyrå",
    "sanssi",
    "ely-keskus",
    "ntm-central",
    "aluehallintovirasto",
    "varjomaailma",
    "mobiilivinkki",
    "nuorten exit",
    "poikien puhelin",
    "aikalisä",
    "mol.fi",
    "opin ovi",
)
#: Services organised by area: they live in curated/areas.
AREA_IDS = {
    "employment-services",
    "wellbeing-county-services",
    "youth-mental-health",
    "social-emergency",
    "county-social-services",
    "outreach-youth-work",
    "youth-workshops",
    "one-stop-guidance",
    "compulsory-education-contact",
    "student-welfare",
    "yths",
    "kela",
    "opintopolku",
    "study-guidance",
}


def _read(path: Path) -> list[dict[str, Any]]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(rows, list), path.name
    return rows


RECORDS = [
    ServiceRecord.model_validate(row)
    for path in FILES
    for row in _read(path)
    if isinstance(row, dict)
]
IDS = [record.id for record in RECORDS]


def _sentences(text: ServiceText) -> Iterator[str]:
    fields = (text.summary, text.how_to_apply, text.first_visit, text.note)
    for value in (*fields, text.opening, text.fees, text.description):
        if value:
            yield from re.split(r"(?<=[.?])\s+", value)


def _shown(record: ServiceRecord) -> Iterator[str]:
    """Everything of a record that people read."""
    yield from record.provider.values()
    for text in record.texts.values():
        yield from (text.name, *text.alternate_names, *_sentences(text))
    for contact in record.contacts:
        yield from contact.label.values()


def _served(field: str) -> set[object]:
    return {value for record in RECORDS for value in getattr(record, field)}


def test_the_catalogue_holds_a_good_number_of_different_services() -> None:
    assert len(RECORDS) >= 85
    assert len(set(IDS)) == len(IDS)
    for language in LANGUAGES:
        names = [record.texts[language].name.casefold() for record in RECORDS]
        summaries = [record.texts[language].summary.casefold() for record in RECORDS]
        assert len(set(names)) == len(names)
        assert len(set(summaries)) == len(summaries)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_holds_valid_records(path: Path) -> None:
    rows = _read(path)
    assert rows
    assert {ServiceRecord.model_validate(row).id for row in rows} <= set(IDS)


def test_ids_are_slugs_and_leave_the_area_services_alone() -> None:
    for id_ in IDS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_), id_
        assert id_ not in AREA_IDS
        assert not id_.startswith("aland-")


@pytest.mark.parametrize("record", RECORDS, ids=IDS)
def test_record_is_complete_in_every_language(record: ServiceRecord) -> None:
    assert set(record.texts) == set(record.provider) == set(LANGUAGES)
    assert set(record.keywords) == set(LANGUAGES)
    for language in LANGUAGES:
        text = record.texts[language]
        assert all((text.name, text.summary, text.how_to_apply))
        assert 3 <= len(record.keywords[language]) <= 20
    for field in ("first_visit", "note", "opening", "fees"):
        given = {bool(getattr(text, field)) for text in record.texts.values()}
        assert len(given) == 1, (record.id, field)
    for contact in record.contacts:
        assert not contact.label or set(contact.label) == set(LANGUAGES)


@pytest.mark.parametrize("record", RECORDS, ids=IDS)
def test_record_is_classified_and_sourced(record: ServiceRecord) -> None:
    assert 1 <= len(record.themes) <= 4
    assert 1 <= len(record.support_levels) <= 2
    assert all((record.tno_types, record.target_groups, record.areas))
    assert record.nature is not None
    assert record.source.name
    assert re.match(r"https?://\S+$", record.source.url)
    assert not re.search(r"utm_|fbclid|liferay|mdrv=", record.source.url)
    for values in (record.themes, record.support_levels, record.phases, record.areas):
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("record", RECORDS, ids=IDS)
def test_contacts_are_well_formed(record: ServiceRecord) -> None:
    values = [(contact.kind, contact.value) for contact in record.contacts]
    assert len(set(values)) == len(values)
    for contact in record.contacts:
        if contact.kind in NUMBERS:
            assert re.fullmatch(r"\+?\d[\d ]*\d", contact.value), contact.value
        elif contact.kind is ContactKind.EMAIL:
            assert re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", contact.value)
        else:
            assert contact.kind in LINKS, contact.kind
            assert re.fullmatch(r"https?://[\w.-]+(/\S*)?", contact.value)
    phones = [c for c in record.contacts if c.kind is ContactKind.PHONE]
    if len(phones) > 1:
        assert all(phone.label for phone in phones), "several numbers need labels"


@pytest.mark.parametrize("record", RECORDS, ids=IDS)
def test_texts_keep_the_tone_and_promise_nothing(record: ServiceRecord) -> None:
    for text in _shown(record):
        assert "!" not in text
        assert not re.search(
            r"€|\d\s*eur|\beuros?\b|\beuro[nas]", text, re.IGNORECASE
        ), text
        for name in CLOSED:
            assert name not in text.casefold(), (record.id, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    lengths = [
        len(sentence.split())
        for record in RECORDS
        for sentence in _sentences(record.texts[language])
    ]
    assert mean(lengths) <= 14
    assert max(lengths) <= 24


@pytest.mark.parametrize("record", RECORDS, ids=IDS)
def test_summary_and_first_step_are_brief(record: ServiceRecord) -> None:
    for text in record.texts.values():
        assert len(re.split(r"(?<=[.?])\s+", text.summary)) <= 2, text.summary
        assert len(re.split(r"(?<=[.?])\s+", text.how_to_apply or "")) <= 3


def test_every_class_of_need_is_served() -> None:
    for field, codes in (
        ("themes", Theme),
        ("support_levels", SupportLevel),
        ("tno_types", TnoType),
        ("phases", Phase),
        ("target_groups", TargetGroup),
    ):
        assert _served(field) == set(codes), field
    assert {record.nature for record in RECORDS} == set(ServiceNature)
    for theme in Theme:
        assert sum(theme in record.themes for record in RECORDS) >= 2, theme


def test_crisis_services_tell_a_way_in_without_a_referral() -> None:
    crisis = [record for record in RECORDS if record.nature is ServiceNature.CRISIS]
    assert len(crisis) >= 6
    for record in crisis:
        assert record.contacts
        assert record.referral_needed is not True


def test_emergency_number_and_the_crisis_helpline_are_right() -> None:
    by_id = {record.id: record for record in RECORDS}
    emergency = by_id["emergency-number-112"].contacts
    assert {(c.kind, c.value) for c in emergency} >= {
        (ContactKind.PHONE, "112"),
        (ContactKind.SMS, "112"),
    }
    mieli = [c.value for c in by_id["mieli-crisis-helpline"].contacts]
    assert mieli[0] == "09 2525 0111"
    assert by_id["medical-helpline-116117"].areas == ["mainland:FI"]
