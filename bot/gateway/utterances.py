"""Reads Rasa's utterances: what to show, and what the gateway itself has to do."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.gateway.messages import Choice, Draft, ReplyKind, ServicesQuery
from bot.gateway.rasa_client import RasaMessage
from services_db.records import Contact, ServiceCard

logger = logging.getLogger(__name__)

TEXT_LIMIT = 5_000
_HOSTILE_LINK = re.compile(r"\s*(javascript|data|vbscript|file)\s*:", re.IGNORECASE)
_CARD = TypeAdapter(ServiceCard)
_CONTACT = TypeAdapter(Contact)


@dataclass
class Heard:
    """Drafts to show and orders to the gateway, from one answer of Rasa."""

    drafts: list[Draft] = field(default_factory=list)
    language: str | None = None
    commands: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    failed: bool = False
    understood: bool = True


def read(messages: Iterable[RasaMessage], known: Iterable[str]) -> Heard:
    """Return what Rasa said; ``known`` are the languages that Laituri speaks."""
    heard, languages = Heard(), set(known)
    for message in messages:
        custom = message.custom
        kind = custom.get("kind")
        if kind == "language" and custom.get("language") in languages:
            heard.language = custom["language"]
        elif kind == "command" and custom.get("command") in {"delete", "export"}:
            heard.commands.append(custom["command"])
        elif kind == "feedback" and custom.get("value") in {"good", "bad"}:
            heard.feedback.append(custom["value"])
        elif kind == "not_understood":
            heard.understood = False
        heard.failed = heard.failed or custom.get("failed") is True
        draft = _draft(message, kind)
        if draft is not None:
            heard.drafts.append(draft)
    return heard


def _draft(message: RasaMessage, kind: object) -> Draft | None:
    text = (message.text or "").strip()[:TEXT_LIMIT]
    choices = _offered(message)
    if kind == "services":
        return _services(message.custom, text, choices)
    contacts = _contacts(message.custom.get("contacts")) if kind == "contacts" else None
    if not text and not choices and not contacts:
        return None
    shown: ReplyKind = "text"
    if kind == "notice":
        shown = "notice"
    elif kind == "question":
        shown = "question"
    return Draft(shown, text, choices, contacts=contacts)


def _offered(message: RasaMessage) -> tuple[Choice, ...]:
    """Return the buttons; of many, those whose payloads ``custom.choices`` gives.

    A response holds a title for every meaning; an action chooses among them, and its
    payload says what is known besides: it has all that the button's payload has.
    """
    chosen = message.custom.get("choices")
    if not isinstance(chosen, list):
        return tuple(Choice(b.title, b.payload) for b in message.buttons)
    meanings = [(b.title, *_meaning(b.payload)) for b in message.buttons]
    return tuple(
        Choice(title, payload)
        for payload in map(str, chosen)
        for intent, told in [_meaning(payload)]
        for title, meant, needed in meanings
        if meant == intent and needed <= told
    )


def _meaning(payload: str) -> tuple[str, set[tuple[str, str]]]:
    """Return the intent of a payload, and its entities; none when they are broken."""
    intent, brace, rest = payload.partition("{")
    try:
        entities = json.loads(brace + rest) if brace else {}
    except ValueError:
        entities = {}
    return intent, {(name, str(value)) for name, value in entities.items()}


def _services(
    custom: dict[str, Any], text: str, choices: tuple[Choice, ...]
) -> Draft | None:
    given = custom.get("services")
    cards = [
        card
        for item in (given if isinstance(given, list) else [])
        if (card := _card(item)) is not None
    ]
    try:
        query = ServicesQuery.model_validate(custom.get("query") or {})
    except ValidationError:
        query = ServicesQuery()
    total = custom.get("total")
    if not cards and not text:
        return None
    return Draft(
        "services",
        text,
        choices,
        query=query,
        services=tuple(cards),
        total=total if isinstance(total, int) else len(cards),
    )


def _card(item: object) -> ServiceCard | None:
    """Return a card with harmless links; ``None`` when it is malformed."""
    try:
        card = _CARD.validate_python(item)
    except ValidationError:
        logger.warning("a service card is malformed and left out")
        return None
    contact = card.professional_contact
    source = card.source
    return card.model_copy(
        update={
            "contacts": [one for one in card.contacts if _harmless(one.value)],
            "professional_contact": contact
            if contact is None or _harmless(contact.value)
            else None,
            "source": source
            if _harmless(source.url)
            else source.model_copy(update={"url": ""}),
        }
    )


def _contacts(given: object) -> tuple[Contact, ...] | None:
    found = []
    for item in given if isinstance(given, list) else []:
        try:
            contact = _CONTACT.validate_python(item)
        except ValidationError:
            logger.warning("a contact is malformed and left out")
            continue
        if _harmless(contact.value):
            found.append(contact)
    return tuple(found) or None


def _harmless(link: str) -> bool:
    return _HOSTILE_LINK.match(link) is None
