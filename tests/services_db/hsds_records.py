"""Records that use every field of the catalogue, for the tests of HSDS."""

from __future__ import annotations

from typing import Any

EVERYTHING: dict[str, Any] = {
    "texts": {
        "fi": {
            "name": "Nuorten paja",
            "summary": "Tekemistä ja tukea.",
            "alternate_names": ["Paja", "Nuorten työpaja"],
            "description": "Pitkä kuvaus.\n\nToinen kappale.",
            "how_to_apply": "Soita tai tule.",
            "first_visit": "Ensin jutellaan.",
            "opening": "arkisin",
            "fees": "Ei maksa.",
            "note": "Ei lauantaisin.",
        },
        "sv": {
            "name": "Verkstaden",
            "summary": "Stöd.",
            "alternate_names": ["Verkstad"],
        },
    },
    "provider": {"sv": "Staden", "en": "The town"},
    "provider_id": "town-1",
    "themes": ["job", "training"],
    "support_levels": ["intensified"],
    "tno_types": ["guidance", "advice"],
    "phases": ["dropped_out"],
    "target_groups": ["professional", "young"],
    "nature": "support",
    "is_one_stop": True,
    "age_min": 16,
    "age_max": 29,
    "areas": ["municipality:179", "region:13"],
    "languages": ["fi", "sv"],
    "charge": "free",
    "walk_in": True,
    "booking": False,
    "interpreter": True,
    "contacts": [
        {"kind": "web", "value": "https://example.org/a", "label": {"sv": "Sidan"}},
        {"kind": "phone", "value": "+358 40 0000000", "label": {"fi": "A", "sv": "B"}},
        {"kind": "email", "value": "paja@example.org"},
        {"kind": "chat", "value": "chat.example.org"},
        {"kind": "email", "value": "ei osoite", "professional": True},
        {"kind": "sms", "value": "040 0000001", "professional": True},
        {"kind": "web", "value": "https://example.org/b"},
    ],
    "schedules": [
        {"byday": ["MO", "FR"], "opens_at": "09:00", "closes_at": "15:30"},
        {
            "closed": True,
            "valid_from": "2026-12-24",
            "valid_to": "2026-12-26",
            "description": {"fi": "joulu", "en": "Christmas"},
        },
    ],
    "locations": [
        {
            "id": "hall",
            "name": {"fi": "Talo", "sv": "Huset"},
            "address": "Katu 1",
            "postal_code": "40100",
            "city": "Jyväskylä",
            "municipality": "179",
            "latitude": 62.25,
            "longitude": 25.75,
            "schedules": [{"byday": ["TU"], "opens_at": "10:00", "closes_at": "12:00"}],
        },
        {"address": "Kuja 2", "city": "Muurame"},
    ],
    "providers": [
        {
            "area": "municipality:500",
            "name": {"fi": "Muurame"},
            "note": {"fi": "keskiviikkoisin"},
            "contacts": [{"kind": "phone", "value": "040 0000002"}],
            "verified_on": "2026-01-02",
            "source": {"name": "Kunta", "url": "https://example.org/m"},
        },
        {"area": "municipality:077", "name": {"sv": "Hankasalmi"}},
    ],
    "keywords": {"fi": ["paja", "työpaja"], "en": ["workshop"]},
    "classifications": ["P28.1", "koko:p123"],
    "valid_from": "2026-01-01",
    "valid_until": "2099-12-31",
    "verified_on": "2026-06-01",
}
