"""The shipped areas, local points and dated facts: what a reader may rely on.

The main promise: whatever the municipality, each public duty has a service to name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from services_db import reference
from services_db.checks import sound_hashes
from services_db.guidance import Guidance
from services_db.records import AreaProvider, ServiceRecord
from services_db.reference import AreaRef
from services_db.reference.codes import AreaKind, ContactKind, ServiceNature
from services_db.sources import Batch, curated
from services_db.sources.curated import SHIPPED
from services_db.sources.yaml_file import load_list

LANGUAGES = {"fi", "sv", "en"}
#: Each duty: the record of the mainland and the records of Åland.
DUTIES = {
    "employment": ("employment-services", {"aland-ams"}),
    "health": ("wellbeing-county-services", {"aland-ahs"}),
    "mental health": ("youth-mental-health", {"aland-ahs", "aland-mental-halsa"}),
    "social services": ("county-social-services", {"aland-kst"}),
    "social emergency": ("social-emergency", {"aland-social-emergency"}),
    "outreach youth work": ("outreach-youth-work", {"aland-ungdomslotsarna"}),
    "workshops": ("youth-workshops", {"aland-katapult"}),
    "one-stop guidance": ("one-stop-guidance", {"aland-boost"}),
    "study guidance": ("study-guidance", {"aland-study-guidance"}),
    "compulsory education": (
        "compulsory-education-contact",
        {"aland-compulsory-education"},
    ),
    "student welfare": ("student-welfare", {"aland-student-welfare"}),
}
BY_COUNTY = {
    "wellbeing-county-services",
    "youth-mental-health",
    "county-social-services",
    "social-emergency",
    "student-welfare",
}
#: Counties whose emergency number a source gave; the others get their website.
EMERGENCY_NUMBERS = {"01", "06", "07", "08", "12", "15", "20", "90"}
#: The only amount of money that may be told, and where.
MONEY_KEY = "youth_employment_voucher"
CLOSED = ("nuortenelämä", "sanssi", "nuorisopäivystys", "troja", "kompassi")
TOPICS = {
    *("youth_guarantee", "compulsory_education", "joint_application", "tuva"),
    *("higher_education_application", "start_up_grant", "employer_support"),
    *("therapy_guarantee", "after_care", "jobseeker_under_25", "general_support"),
    *("social_assistance", "student_housing_support", "school_support"),
    *("child_welfare_notice", "military_service", "civil_service", "summer_job"),
    *("employment_reform", "debt_counselling", "privacy"),
}
AMOUNT = re.compile(r"\d[\d\s.,]*\s*(€|euro)", re.IGNORECASE)


@pytest.fixture(scope="module")
def batch() -> Batch:
    return curated.read()


@pytest.fixture(scope="module")
def guidance(batch: Batch) -> Guidance:
    assert batch.guidance is not None
    return batch.guidance


@pytest.fixture(scope="module")
def mine(batch: Batch) -> dict[str, ServiceRecord]:
    """The records of ``areas`` and ``points``."""
    ids = {
        row["id"]
        for folder in ("areas", "points")
        for path in (SHIPPED / folder).glob("*.yml")
        for row in load_list(path)
    }
    return {record.id: record for record in batch.services if record.id in ids}


@pytest.fixture(scope="module")
def points(mine: dict[str, ServiceRecord]) -> list[ServiceRecord]:
    return [r for r in mine.values() if r.areas[0].startswith("municipality:")]


def covers(record: ServiceRecord, municipality: str) -> bool:
    places = {str(area) for area in reference.areas_of(municipality)}
    return not places.isdisjoint(record.areas)


def provider_for(record: ServiceRecord, municipality: str) -> AreaProvider | None:
    places = {str(area) for area in reference.areas_of(municipality)}
    return next((p for p in record.providers if p.area in places), None)


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text that people read, with the way to it."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in {"source", "value", "keywords", "terms", "id", "key"}:
                yield from texts_of(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from texts_of(item, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from texts_of(item, f"{path}.{number}")
    elif isinstance(value, str) and not hasattr(value, "name"):
        yield path, value


def everything(
    mine: dict[str, ServiceRecord], guidance: Guidance
) -> Iterator[tuple[str, str, str]]:
    """Yield key, path and text of all that this part of the catalogue says."""
    for record in mine.values():
        yield from ((record.id, *found) for found in texts_of(record))
    for kind in vars(guidance).values():
        for item in kind:
            yield from ((item.key, *found) for found in texts_of(item))


def test_the_catalogue_is_whole(batch: Batch) -> None:
    sound_hashes(batch)
    assert max(Counter(record.id for record in batch.services).values()) == 1


@pytest.mark.parametrize("duty", DUTIES)
def test_every_municipality_has_each_duty(
    mine: dict[str, ServiceRecord], duty: str
) -> None:
    mainland, aland = DUTIES[duty]
    everywhere = reference.municipalities()
    assert len(everywhere) == 308
    for info in everywhere:
        expected = aland if info.is_aland else {mainland}
        found = {i for i in {mainland, *aland} if covers(mine[i], info.code)}
        assert found == expected, (duty, info.names["fi"])


def test_kela_and_opintopolku_reach_the_whole_country(
    mine: dict[str, ServiceRecord],
) -> None:
    for info in reference.municipalities():
        assert covers(mine["kela"], info.code)
        assert covers(mine["opintopolku"], info.code)


def test_each_mainland_municipality_is_told_its_own_provider(
    mine: dict[str, ServiceRecord],
) -> None:
    for info in reference.municipalities():
        for key in {"employment-services", *BY_COUNTY}:
            provider = provider_for(mine[key], info.code)
            assert (provider is None) == info.is_aland, (key, info.names["fi"])
            if provider is None:
                continue
            kind = AreaKind.WELLBEING_COUNTY
            if key == "employment-services":
                kind = AreaKind.EMPLOYMENT_AREA
            area = AreaRef.parse(provider.area)
            assert area.kind is kind
            assert provider.name.keys() == LANGUAGES
            assert provider.source is not None
            if kind is AreaKind.WELLBEING_COUNTY:
                assert provider.name["fi"] == reference.area_name(area, "fi")
                assert any(c.kind is ContactKind.WEB for c in provider.contacts)


def test_social_emergency_gives_only_sourced_numbers(
    mine: dict[str, ServiceRecord],
) -> None:
    record = mine["social-emergency"]
    assert record.nature is ServiceNature.CRISIS
    assert [c.value for c in record.contacts] == ["112"]
    numbered = {
        provider.area.removeprefix("wellbeing_county:")
        for provider in record.providers
        if any(c.kind is ContactKind.PHONE for c in provider.contacts)
    }
    assert numbered == EMERGENCY_NUMBERS
    for provider in record.providers:
        if provider.area.removeprefix("wellbeing_county:") not in numbered:
            assert "112" in provider.note["fi"]


def test_aland_and_mainland_records_do_not_mix(mine: dict[str, ServiceRecord]) -> None:
    for record in mine.values():
        if record.id.startswith("aland-"):
            assert record.areas == ["region:21"], record.id
            assert record.languages in ([], ["sv"]), record.id
        else:
            assert "region:21" not in record.areas, record.id


def test_one_stop_points_are_local_and_answer_many_needs(
    mine: dict[str, ServiceRecord], points: list[ServiceRecord]
) -> None:
    one_stop = [r for r in mine.values() if r.is_one_stop]
    assert len(one_stop) == 39
    assert mine["one-stop-guidance"].is_one_stop is False
    for record in one_stop:
        assert record in points or record.id == "aland-boost"
        assert {"job", "training", "housing", "money"} <= set(record.themes)
    towns = {AreaRef.parse(area).code for r in points for area in r.areas}
    assert len(points) == 79
    assert len(towns) == 64


def test_old_information_says_its_age(mine: dict[str, ServiceRecord]) -> None:
    for record in mine.values():
        fresh = record.verified_on and record.verified_on >= date(2025, 1, 1)
        assert not record.schedules, record.id
        local = not record.areas[0].startswith(("mainland", "country"))
        if fresh or not local:
            continue
        for language, text in record.texts.items():
            said = {
                "fi": r"\b(19|20)\d\d\b|päivä|vanha",
                "sv": r"\b(19|20)\d\d\b|datum|gammal",
                "en": r"\b(19|20)\d\d\b|no date|\bold\b|undated",
            }[language]
            assert re.search(said, text.note or ""), (record.id, language)
            assert text.opening is None, record.id


def test_every_point_says_how_to_reach_it(points: list[ServiceRecord]) -> None:
    for record in points:
        for text in record.texts.values():
            assert text.how_to_apply, record.id
        assert not any(c.kind is ContactKind.BOOKING for c in record.contacts)
        for contact in record.contacts:
            if contact.kind is ContactKind.PHONE:
                assert re.fullmatch(r"0[\d ]{6,12}", contact.value), record.id


def test_points_do_not_repeat_one_text(points: list[ServiceRecord]) -> None:
    for language in sorted(LANGUAGES):
        counted = Counter(r.texts[language].summary for r in points)
        assert counted.most_common(1)[0][1] == 1


def test_every_text_is_in_three_languages(
    mine: dict[str, ServiceRecord], guidance: Guidance
) -> None:
    for record in mine.values():
        assert record.texts.keys() == record.provider.keys() == LANGUAGES, record.id
        filled = [set(t.model_dump(exclude_none=True)) for t in record.texts.values()]
        assert filled[0] == filled[1] == filled[2], record.id
        assert not record.keywords or record.keywords.keys() == LANGUAGES, record.id
        contacts = [
            *record.contacts,
            *(c for p in record.providers for c in p.contacts),
        ]
        for contact in contacts:
            assert contact.label.keys() in (set(), LANGUAGES), record.id
        for provider in record.providers:
            assert provider.note.keys() in (set(), LANGUAGES), provider.area
    for kind in vars(guidance).values():
        assert all(item.texts.keys() == LANGUAGES for item in kind)


def test_tone_and_money(mine: dict[str, ServiceRecord], guidance: Guidance) -> None:
    said = list(everything(mine, guidance))
    assert len(said) > 3000
    for key, path, text in said:
        assert "!" not in text, (key, path)
        assert not re.search(r"\b(TODO|TBD)\b", text), (key, path)
        if key != MONEY_KEY:
            assert not AMOUNT.search(text), (key, path)
    amounts = [
        text for key, path, text in said if key == MONEY_KEY and ".texts" in path
    ]
    assert len(amounts) == 3
    assert all(re.search(r"1[ ,]500", text) for text in amounts)


def test_sentences_are_short(
    mine: dict[str, ServiceRecord], guidance: Guidance
) -> None:
    lengths = [
        len(sentence.split())
        for _, path, text in everything(mine, guidance)
        if not path.endswith(".name")
        for sentence in re.split(r"(?<=[.?])\s+", text)
    ]
    assert sum(lengths) / len(lengths) < 9
    assert max(lengths) <= 21


def test_no_closed_service_is_offered(mine: dict[str, ServiceRecord]) -> None:
    for record in mine.values():
        for path, text in texts_of(record):
            assert not any(word in text.casefold() for word in CLOSED), path


def test_legacy_terms_lead_each_word_to_one_answer(guidance: Guidance) -> None:
    for language in sorted(LANGUAGES):
        words = [
            word.casefold() for r in guidance.legacy_terms for word in r.terms[language]
        ]
        assert len(words) > len(guidance.legacy_terms)
        assert [w for w, n in Counter(words).items() if n > 1] == []
    known = {w for r in guidance.legacy_terms for ws in r.terms.values() for w in ws}
    assert known >= {
        *("työkkäri", "te-toimisto", "tekkari", "mollis", "kymppiluokka", "valma"),
        *("te-byrån", "ntm-centralen", "arbetskraftsbyrån", "unemployment office"),
        *("sanssi-kortti", "työmarkkinatuki", "peruspäiväraha", "nuortenelämä.fi"),
    }


def test_calendar_does_not_guess_dates(guidance: Guidance) -> None:
    by_key = {entry.key: entry for entry in guidance.calendar}
    for entry in guidance.calendar:
        if entry.key.endswith("_2027"):
            assert (entry.starts, entry.ends) == (None, None)
            assert "Opintopolusta" in entry.texts["fi"].text or (
                "Opintopolku" in entry.texts["fi"].text
            )
        for day in (entry.starts, entry.ends):
            if day is None:
                continue
            assert day <= date(2026, 5, 31) or entry.ends == date(2027, 6, 30)
            for text in entry.texts.values():
                assert str(day.year) in text.text + text.name, entry.key
                assert re.search(rf"\b{day.day}\.", text.text) or re.search(
                    rf"\b{day.day}–", text.text
                ), (entry.key, day)
    first = by_key["joint_application_after_basic_education_2026"]
    assert (first.starts, first.ends) == (date(2026, 2, 17), date(2026, 3, 17))


def test_responsibilities_name_services_that_exist(
    batch: Batch, guidance: Guidance
) -> None:
    ids = {record.id for record in batch.services}
    assert len(guidance.responsibilities) >= 18
    for entry in guidance.responsibilities:
        assert set(entry.service_ids) <= ids, entry.key
        assert entry.keywords.keys() == LANGUAGES
        for text in entry.texts.values():
            assert text.question.endswith("?") or "?" in text.question


def test_facts_cover_the_topics_and_admit_what_is_not_known(
    guidance: Guidance,
) -> None:
    assert {fact.topic for fact in guidance.facts} == TOPICS
    by_key = {fact.key: fact for fact in guidance.facts}
    for fact in guidance.facts:
        if fact.confidence == "low":
            assert "Opintopol" in fact.texts["fi"]
            assert fact.valid_from is fact.valid_until is None
    said = by_key["start_up_grant_starting"].texts["fi"]
    assert "Kysy ensin työllisyysalueelta, ennen kuin aloitat." in said
    assert "28" in by_key["therapy_guarantee"].texts["fi"]


def test_nothing_is_dated_in_the_future(
    batch: Batch, mine: dict[str, ServiceRecord], guidance: Guidance
) -> None:
    collected = date(2026, 11, 24)
    dated = [r.verified_on for r in mine.values()]
    dated += [p.verified_on for r in mine.values() for p in r.providers]
    dated += [item.verified_on for kind in vars(guidance).values() for item in kind]
    assert all(day is None or day <= collected for day in dated)
