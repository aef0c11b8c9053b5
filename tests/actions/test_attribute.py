"""A short question about a service that was shown is answered from its card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.attribute import NEVER_KNOWN, answer, meant
from actions.doubt import asks_of_shown
from actions.message import Message
from bot.nlu.lexicons import lexicon
from services_db.labels import label
from services_db.records import Contact, Opening, ServiceCard, SourceRef
from services_db.reference.codes import Charge, ContactKind

RESPONSES = Path(__file__).parents[2] / "data" / "responses"
LANGUAGES = sorted(path.name for path in RESPONSES.iterdir())
ATTRIBUTES = sorted(lexicon("attributes")["fi"])
UNKNOWN = ("walk_in", "booking", "remote", "anonymous", "referral_needed")


def card(**known: Any) -> ServiceCard:
    """A card of which nothing is known but ``known``."""
    nothing: dict[str, Any] = dict.fromkeys(
        (*UNKNOWN, "guardian_needed", "interpreter", "professional_contact")
    )
    nothing |= dict.fromkeys(
        ("age_min", "age_max", "how_to_apply", "first_visit", "location")
    )
    nothing |= dict.fromkeys(("valid_until", "verified_on"))
    nothing |= {"themes": [], "support_levels": [], "municipalities": []}
    nothing |= {"languages": [], "contacts": [], "why": [], "charge": Charge.UNKNOWN}
    nothing |= {"id": "paja", "name": "Paja", "provider": "Kunta", "summary": "Työtä"}
    nothing |= {"is_one_stop": False, "scope": "national", "text_language": "fi"}
    nothing |= {"opening": Opening(), "source": SourceRef(name="a", url="b")}
    return ServiceCard(**(nothing | known))


def contact(kind: ContactKind, value: str) -> Contact:
    return Contact(kind=kind, label="", value=value)


@pytest.mark.parametrize(
    ("known", "attribute", "response", "value"),
    [
        ({"charge": Charge.FREE}, "charge", "utter_charge_free", None),
        ({"charge": Charge.PAID}, "charge", "utter_charge_paid", None),
        ({"anonymous": True}, "anonymous", "utter_anonymous_yes", None),
        ({"walk_in": False}, "walk_in", "utter_walk_in_no", None),
        ({"opening": Opening(text="ma 9–15")}, "opening", "utter_opening", "ma 9–15"),
        ({"age_min": 13, "age_max": 29}, "age", "utter_age", "13–29 v"),
        ({"languages": ["fi", "sv"]}, "languages", "utter_languages", "suomeksi"),
        ({"how_to_apply": "Soita."}, "how_to_apply", "utter_how_to_apply", "Soita."),
        ({"first_visit": "Jutellaan."}, "first_visit", "utter_first_visit", "Jutell"),
    ],
)
def test_what_is_known_is_said(
    known: dict[str, Any], attribute: str, response: str, value: str | None
) -> None:
    said, values = answer(card(**known), attribute, "fi")

    assert said == response
    assert values["name"] == "Paja"
    assert value is None or value in values["value"]


def test_the_quickest_contact_is_named() -> None:
    both = card(
        contacts=[
            contact(ContactKind.EMAIL, "posti"),
            contact(ContactKind.PHONE, "numero"),
            contact(ContactKind.ADDRESS, "Katu 1"),
        ]
    )

    assert answer(both, "phone", "fi")[1]["value"] == "numero"
    assert answer(both, "address", "fi")[1]["value"] == "Katu 1"


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_what_is_unknown_is_said_to_be_unknown(attribute: str) -> None:
    expected = attribute if attribute in NEVER_KNOWN else "attribute"

    unknown = card(opening=Opening(text=label("fi", "opening.unknown")))

    assert answer(unknown, attribute, "fi")[0] == f"utter_{expected}_is_not_known"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_every_answer_has_a_text(language: str, attribute: str) -> None:
    texts = yaml.safe_load((RESPONSES / language / "answers.yml").read_text("utf-8"))
    facts = [
        card(**{attribute: known})
        for known in (True, False)
        if attribute in ServiceCard.model_fields
        and ServiceCard.model_fields[attribute].annotation == bool | None
    ]
    full = card(
        charge=Charge.FREE,
        opening=Opening(text="ma 9–15"),
        age_min=13,
        languages=["fi"],
        how_to_apply="Soita.",
        first_visit="Jutellaan.",
        contacts=[contact(kind, "x") for kind in ContactKind],
    )

    for one in (card(), full, *facts):
        assert answer(one, attribute, language)[0] in texts["responses"]


def test_one_applies_for_a_benefit_not_to_the_one_stop_point_beside_it() -> None:
    point, benefit = card(id="ohjaamo", is_one_stop=True), card(id="opintotuki")

    assert meant([point, benefit], "how_to_apply").id == "opintotuki"
    assert meant([point, benefit], "opening").id == "ohjaamo"
    assert meant([point], "amount").id == "ohjaamo"


def said(text: str, intent: str, confidence: float, *entities: Any) -> Message:
    found = [
        {"entity": name, "value": v, "start": s, "end": e} for name, v, s, e in entities
    ]
    asked = {"entity": "attribute", "value": "how_to_apply", "start": 0, "end": 4}
    return Message(intent, None, (asked, *found), text, confidence)


@pytest.mark.parametrize(
    ("message", "shown", "asks"),
    [
        (said("mistä haen", "find_support", 0.4), ("a",), True),
        (said("mistä haen", "find_support", 0.4), (), False),
        (said("mistä haen", "find_support", 0.9), ("a",), False),
        (said("puhutaanko suomea", "change_language", 1.0), ("a",), True),
        (
            said("mistä haen", "find_support", 0.4, ("theme", "money", 0, 10)),
            ("a",),
            True,
        ),
        (
            said("mistä haen työtä", "find_job", 0.4, ("theme", "job", 11, 16)),
            ("a",),
            False,
        ),
    ],
)
def test_words_that_are_not_clear_ask_of_what_was_shown(
    message: Message, shown: tuple[str, ...], asks: bool
) -> None:
    assert asks_of_shown(message, shown) is asks
