"""Cards: the reader's language and area, unknown stays unknown, why it is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from services_db import Catalogue, Query, ServiceCard, ServiceRecord, labels
from services_db.reference import codes

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]

TODAY = date(2026, 11, 24)
CARD_KEYS = """
    id name provider summary themes support_levels is_one_stop scope municipalities
    age_min age_max languages charge contacts how_to_apply first_visit walk_in booking
    remote anonymous referral_needed guardian_needed interpreter professional_contact
    opening location why valid_until verified_on source
"""


def first(catalogue: Catalogue, **asked: Any) -> ServiceCard:
    return catalogue.search(Query(**{"today": TODAY, **asked})).services[0]


def test_what_the_source_does_not_say_stays_unknown(fill: Fill, make: Make) -> None:
    card = first(fill(make("a", verified_on=None))).to_json()
    assert set(CARD_KEYS.split()) <= set(card)
    nulls = {key for key, value in card.items() if value is None}
    assert nulls == {
        *("age_min", "age_max", "how_to_apply", "first_visit", "walk_in", "booking"),
        *("remote", "anonymous", "referral_needed", "guardian_needed", "interpreter"),
        *("professional_contact", "location", "valid_until", "verified_on", "note"),
        *("confirmed_on", "nature"),
    }
    assert card["charge"] == "unknown"
    assert card["contacts"] == card["languages"] == card["municipalities"] == []
    assert card["opening"] == {"open_now": None, "text": "ei tiedossa"}
    assert card["why"] == ["valtakunnallinen", "tiedon päiväys puuttuu"]
    assert json.loads(json.dumps(card)) == card


def test_everything_that_is_known_is_shown(fill: Fill, make: Make) -> None:
    full = make(
        "a",
        texts={
            "sv": {
                "name": "Navigatorn",
                "summary": "Hjälp.",
                "how_to_apply": "Kom hit.",
                "first_visit": "Vi pratar.",
                "note": "Obs.",
            }
        },
        provider={"fi": "Kunta", "sv": "Kommunen"},
        themes=["job", "housing"],
        support_levels=["general", "intensified"],
        is_one_stop=True,
        age_min=15,
        age_max=29,
        languages=["sv", "fi"],
        charge="free",
        walk_in=True,
        booking=False,
        areas=["municipality:500", "municipality:179"],
        valid_until="2027-01-31",
        contacts=[
            {"kind": "phone", "value": "014 1", "label": {"fi": "Neuvonta"}},
            {"kind": "email", "value": "a@b.fi"},
            {"kind": "phone", "value": "014 2", "professional": True},
        ],
        locations=[
            {
                "name": {"sv": "Huset"},
                "address": "Gatan 1",
                "postal_code": "40100",
                "city": "Jyväskylä",
                "municipality": "179",
                "latitude": 62.24,
                "longitude": 25.75,
                "schedules": [
                    {"byday": ["TU"], "opens_at": "12:00", "closes_at": "16:00"}
                ],
            }
        ],
    )
    card = first(
        fill(full),
        language="sv",
        municipality="179",
        age=17,
        themes=("housing",),
        now=datetime(2026, 11, 24, 13, 0),  # noqa: DTZ001
    ).to_json()
    assert card | {"source": None} == {
        "id": "a",
        "name": "Navigatorn",
        "provider": "Kommunen",
        "summary": "Hjälp.",
        "themes": ["job", "housing"],
        "support_levels": ["general", "intensified"],
        "is_one_stop": True,
        "scope": "municipality",
        "municipalities": ["179", "500"],
        "age_min": 15,
        "age_max": 29,
        "languages": ["sv", "fi"],
        "charge": "free",
        "contacts": [
            {"kind": "phone", "label": "Neuvonta", "value": "014 1"},
            {"kind": "email", "label": "E-post", "value": "a@b.fi"},
            {"kind": "address", "label": "Huset", "value": "Gatan 1, 40100 Jyväskylä"},
        ],
        "how_to_apply": "Kom hit.",
        "first_visit": "Vi pratar.",
        "walk_in": True,
        "booking": False,
        "remote": None,
        "anonymous": None,
        "referral_needed": None,
        "guardian_needed": None,
        "interpreter": None,
        "professional_contact": {"kind": "phone", "label": "Telefon", "value": "014 2"},
        "opening": {"open_now": True, "text": "tis 12–16"},
        "location": {"lat": 62.24, "lon": 25.75},
        "why": [
            "finns på orten Jyväskylä",
            "många tjänster på samma ställe",
            "ämne: boende",
        ],
        "note": "Obs.",
        "text_language": "sv",
        "valid_until": "2027-01-31",
        "verified_on": "2026-06-01",
        "confirmed_on": None,
        "nature": None,
        "source": None,
    }


def test_a_missing_language_falls_back_and_says_so(fill: Fill, make: Make) -> None:
    texts = {
        "fi": {"name": "Suomi", "summary": "S."},
        "sv": {"name": "Svenska", "summary": "S."},
    }
    catalogue = fill(make("a", texts=texts), make("b", texts={"sv": texts["sv"]}))
    english = {c.id: c for c in catalogue.search(Query(language="en")).services}
    assert (english["a"].name, english["a"].text_language) == ("Suomi", "fi")
    assert english["a"].why[-1] == "text in Finnish"
    assert (english["b"].name, english["b"].text_language) == ("Svenska", "sv")
    swedish = catalogue.cards(["a"], "sv")[0]
    assert (swedish.name, swedish.why) == ("Svenska", ["i hela landet"])
    somali = catalogue.cards(["b"], "so")[0]
    assert somali.why == ["valtakunnallinen", "teksti ruotsiksi"]


@pytest.mark.parametrize(
    ("language", "limit"),
    [("sv", "bara på finska"), ("en", "only in Finnish")],
)
def test_a_service_in_one_language_says_so(
    fill: Fill, make: Make, language: str, limit: str
) -> None:
    catalogue = fill(make("a", languages=["fi"], verified_on="2019-03-20"))
    year = {"sv": "uppgift från 2019", "en": "information from 2019"}[language]
    assert first(catalogue, language=language).why[-1] == f"{limit}, {year}"
    assert first(catalogue).why == ["valtakunnallinen", "tieto vuodelta 2019"]


DUTY = {
    "areas": ["mainland:FI"],
    "provider": {"fi": "Hyvinvointialueet"},
    "contacts": [
        {"kind": "web", "value": "https://yleinen.example"},
        {"kind": "phone", "value": "09 9", "professional": True},
    ],
    "providers": [
        {
            "area": "wellbeing_county:15",
            "name": {"fi": "Keski-Suomen hyvinvointialue"},
            "note": {"fi": "Vain arkisin."},
            "contacts": [
                {"kind": "phone", "value": "014 15", "label": {"fi": "Päivystys"}},
                {"kind": "phone", "value": "014 16", "professional": True},
            ],
            "verified_on": "2023-01-01",
            "source": {"name": "Alueen sivu", "url": "https://alue.example"},
        },
        {"area": "wellbeing_county:90", "name": {"fi": "Helsingin kaupunki"}},
    ],
}


def test_an_area_provider_comes_first_in_its_area(fill: Fill, make: Make) -> None:
    card = first(fill(make("a", **DUTY)), municipality="179")
    assert card.provider == "Keski-Suomen hyvinvointialue"
    assert card.scope == "area"
    assert [c.value for c in card.contacts] == ["014 15", "https://yleinen.example"]
    assert card.professional_contact is not None
    assert card.professional_contact.value == "014 16"
    assert card.note == "Vain arkisin."
    assert card.source.name == "Alueen sivu"
    assert card.verified_on == date(2023, 1, 1)
    assert "179" in card.municipalities
    assert "091" not in card.municipalities
    assert card.why == [
        "oman alueesi palvelu: Keski-Suomen hyvinvointialue",
        "tieto vuodelta 2023",
    ]


def test_elsewhere_a_duty_has_its_general_route(fill: Fill, make: Make) -> None:
    catalogue = fill(make("a", **DUTY))
    for municipality in (None, "005"):
        card = first(catalogue, municipality=municipality)
        assert card.provider == "Hyvinvointialueet"
        assert card.scope == "national"
        assert [c.value for c in card.contacts] == ["https://yleinen.example"]
        assert card.note is None
        assert card.verified_on == date(2026, 6, 1)
    helsinki = first(catalogue, municipality="091")
    assert helsinki.provider == "Helsingin kaupunki"
    assert helsinki.source.name == "Testi"


def test_a_duty_with_its_own_provider_counts_as_local(fill: Fill, make: Make) -> None:
    plain = make("aa", themes=["health"])
    duty = make("zz", **DUTY, themes=["health"])
    catalogue = fill(plain, duty)
    assert first(catalogue, municipality="179", themes=("health",)).id == "zz"
    assert first(catalogue, municipality="005", themes=("health",)).id == "aa"


def test_the_place_in_the_readers_municipality_is_shown(fill: Fill, make: Make) -> None:
    places = [
        {"address": f"Katu {n}", "municipality": code}
        for n, code in enumerate(("091", "179"))
    ]
    catalogue = fill(make("a", locations=places))
    for municipality, address in ((None, "Katu 0"), ("179", "Katu 1")):
        card = first(catalogue, municipality=municipality)
        assert [c.value for c in card.contacts] == [address]


@pytest.mark.parametrize(
    ("day", "address", "hours"),
    [
        ("2026-11-24", "Torikatu 1", "1.12.2026 klo 12–15, 15.12.2026 klo 12–15"),
        ("2026-12-02", "Rantakatu 2", "8.12.2026 klo 12–15"),
        ("2026-12-09", "Torikatu 1", "15.12.2026 klo 12–15"),
        ("2026-12-16", "Torikatu 1", "viimeksi 15.12.2026"),
    ],
)
def test_of_places_that_come_by_the_next_is_shown(
    fill: Fill, make: Make, url: str, day: str, address: str, hours: str
) -> None:
    def place(street: str, *days: str) -> dict[str, object]:
        times = {"opens_at": "12:00", "closes_at": "15:00"}
        dated = [{"valid_from": d, "valid_to": d, **times} for d in days]
        return {"address": street, "municipality": "179", "schedules": dated}

    places = [
        place("Torikatu 1", "2026-12-01", "2026-12-15"),
        place("Rantakatu 2", "2026-12-08"),
    ]
    catalogue = fill(make("bus", locations=places), url=url)
    now = datetime.fromisoformat(f"{day}T10:00+02:00")
    (card,) = catalogue.cards(["bus"], "fi", "179", now)
    assert card.contacts[0].value == address
    assert card.opening.text == hours


@pytest.mark.parametrize(
    ("language", "said", "hours"),
    [
        ("fi", None, "viimeksi 15.12.2026"),
        ("sv", None, "senast 15.12.2026"),
        ("en", None, "last on 15.12.2026"),
        ("fi", "tiistaisin klo 12–15", "tiistaisin klo 12–15, viimeksi 15.12.2026"),
    ],
)
def test_the_only_place_is_not_open_after_its_last_date(
    fill: Fill, make: Make, language: str, said: str | None, hours: str
) -> None:
    times = {"opens_at": "12:00", "closes_at": "15:00"}
    days = ("2026-12-08", "2026-12-15")
    dated = [{"valid_from": one, "valid_to": one, **times} for one in days]
    place = {"address": "Torikatu 1", "municipality": "179", "schedules": dated}
    texts = {"fi": {"name": "Bussi", "summary": "Tulee.", "opening": said}}
    catalogue = fill(make("bus", texts=texts, locations=[place]))

    def card(moment: str) -> ServiceCard:
        now = datetime.fromisoformat(f"{moment}+02:00")
        (found,) = catalogue.cards(["bus"], language, "179", now)
        return found

    assert card("2026-12-15T13:00").opening.open_now is True
    for moment in ("2026-12-15T15:00", "2026-12-22T13:00", "2027-12-14T13:00"):
        assert card(moment).opening.open_now is not True
    over = card("2026-12-22T13:00")
    assert over.opening.text == hours
    assert over.contacts[0].value == "Torikatu 1"


def test_an_area_is_named_by_its_kind(fill: Fill, make: Make) -> None:
    catalogue = fill(make("a", areas=["employment_area:09"]))
    card = first(catalogue, municipality="500")
    assert card.why == ["oman alueesi palvelu: työllisyysalue Jyväskylä-Muurame"]
    assert (card.scope, card.municipalities) == ("area", ["179", "500"])


def test_cards_keep_the_order_of_the_ids(fill: Fill, make: Make) -> None:
    catalogue = fill(make("a"), make("b"), make("c"))
    cards = catalogue.cards(["c", "missing", "a"], "fi")
    assert [card.id for card in cards] == ["c", "a"]
    assert catalogue.cards([], "fi") == []


def test_why_has_one_to_three_reasons(fill: Fill, make: Make) -> None:
    record = make(
        "a",
        themes=["job"],
        is_one_stop=True,
        age_min=15,
        support_levels=["general"],
        areas=["municipality:179"],
        verified_on=None,
    )
    asked = {"themes": ("job",), "age": 17, "support_level": "general"}
    card = first(fill(record), municipality="179", **asked)
    assert card.why == [
        "toimii paikkakunnalla Jyväskylä",
        "monta palvelua samassa paikassa",
        "tiedon päiväys puuttuu",
    ]
    assert first(fill(make("b", age_max=29)), age=17).why[1] == (
        "sopii ikääsi (enintään 29 v)"
    )


def test_one_poisoned_record_breaks_nothing_else(fill: Fill, make: Make) -> None:
    catalogue = fill(
        make(
            "bad",
            name="{name} {0} %s <script>alert(1)</script>",
            summary="{why} \N{RIGHT-TO-LEFT OVERRIDE}",
            provider={"fi": "{provider!r}"},
            themes=["job"],
        ),
        make("good", themes=["job"]),
    )
    cards = catalogue.search(Query(themes=("job",), today=TODAY)).services
    assert [card.id for card in cards] == ["bad", "good"]
    assert cards[0].name == "{name} {0} %s <script>alert(1)</script>"


def test_every_code_has_a_label_in_every_language() -> None:
    vocabularies = {
        "themes": codes.Theme,
        "support_levels": codes.SupportLevel,
        "phases": codes.Phase,
        "charge": codes.Charge,
        "contact_kinds": codes.ContactKind,
    }
    assert labels.languages() == ("fi", "en", "sv")
    for language in labels.languages():
        for group, vocabulary in vocabularies.items():
            for code in vocabulary:
                assert labels.label(language, f"{group}.{code.value}")
    with pytest.raises(KeyError, match=r"themes\.astrology"):
        labels.label("fi", "themes.astrology")


def test_labels_have_the_same_keys_and_places_in_every_language() -> None:
    def shape(language: str) -> dict[tuple[str, str], list[str]]:
        return {
            (group, name): sorted(re.findall(r"{\w+}", text))
            for group, names in labels.groups(language).items()
            for name, text in names.items()
        }

    assert shape("fi") == shape("sv") == shape("en")
