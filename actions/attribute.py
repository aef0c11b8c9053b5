"""What is asked of a service in a few words ("onko se ilmaista"), from its card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from services_db import ServiceCard
from services_db.labels import label
from services_db.labels.wording import ages, spoken
from services_db.reference.codes import Charge, ContactKind

ATTRIBUTE: Final = "attribute"
"""The entity; its values are names of the card, and ``amount`` and ``wait``."""
NEVER_KNOWN: Final = frozenset({"amount", "wait"})
"""What no catalogue can promise: how much somebody gets, how long it takes."""
APPLIED_FOR: Final = frozenset({"amount", "how_to_apply"})
"""What is asked of a benefit or a course, hardly of a one-stop point beside it."""
REACHED_BY: Final = tuple(k for k in ContactKind if k is not ContactKind.ADDRESS)
"""By which contact a service is reached, the quickest first."""

Answer = tuple[str, dict[str, Any]]


def meant(cards: Sequence[ServiceCard], attribute: str) -> ServiceCard:
    """Return which of the shown services is asked about, when none was named."""
    if attribute in APPLIED_FOR:
        return next((card for card in cards if not card.is_one_stop), cards[0])
    return cards[0]


def answer(card: ServiceCard, attribute: str, language: str) -> Answer:
    """Return the response that answers and its values; what is unknown is said so."""
    name = {"name": card.name}
    if attribute in NEVER_KNOWN:
        return f"utter_{attribute}_is_not_known", name
    if attribute == "charge" and card.charge is not Charge.UNKNOWN:
        return f"utter_charge_{card.charge.value}", name
    known = getattr(card, attribute, None)
    if isinstance(known, bool):
        return f"utter_{attribute}_{'yes' if known else 'no'}", name
    value = _value(card, attribute, language)
    if value:
        return f"utter_{attribute}", {**name, "value": value}
    return "utter_attribute_is_not_known", name


def _value(card: ServiceCard, attribute: str, language: str) -> str:
    if attribute == "opening":
        unknown = label(language, "opening.unknown")
        return "" if card.opening.text == unknown else card.opening.text
    if attribute == "age":
        return ages(card.age_min, card.age_max, language)
    if attribute == "languages":
        return ", ".join(spoken(code, language) for code in card.languages)
    if attribute == "phone":
        return _contact(card, REACHED_BY)
    if attribute == "address":
        return _contact(card, (ContactKind.ADDRESS,))
    if attribute in ("how_to_apply", "first_visit"):
        return getattr(card, attribute) or ""
    return ""


def _contact(card: ServiceCard, kinds: Sequence[ContactKind]) -> str:
    """Return the first contact of the first kind that there is."""
    for kind in kinds:
        for contact in card.contacts:
            if contact.kind is kind:
                return contact.value
    return ""
