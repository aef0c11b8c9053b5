"""The gateway's own replies, as drafts. Pure: texts in, drafts out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.gateway.messages import Choice, Draft
from bot.texts import DEFAULT_LANGUAGE, languages, text
from services_db.records import ServiceCard

OWN = "gateway:"
"""Payloads that begin so are the gateway's, all others are Rasa's."""
NOT_EMERGENCY = f"{OWN}not_emergency"
CONTINUE_HOUSING = f"{OWN}continue_housing"
SHOW_HELP = f"{OWN}sos"
LANGUAGE = f"{OWN}language:"
DELETE = f"{OWN}delete"
KEEP = f"{OWN}keep"

PEOPLE_PAYLOAD = "/request_human"
HOUSING_PAYLOAD = '/find_support{"theme":"housing"}'
NEEDS = (
    "find_training",
    "find_job",
    "find_support",
    "find_one_stop",
    "ask_support_level",
    "request_human",
)
MAX_QUESTION = 1_000


def plain(language: str, key: str, **values: object) -> Draft:
    """Return a text of ``gateway.yml``."""
    return Draft("text", text(language, f"gateway.{key}", **values))


def notice(language: str, key: str, **values: object) -> Draft:
    """Return a text of ``gateway.yml`` as a notice beside the answer."""
    return Draft("notice", text(language, f"gateway.{key}", **values))


def needs(language: str, key: str = "needs_question") -> Draft:
    """Return a question with a button for each common need."""
    choices = tuple(
        Choice(text(language, f"gateway.needs.{intent}"), f"/{intent}")
        for intent in NEEDS
    )
    return Draft("question", text(language, f"gateway.{key}"), choices)


def greeting(language: str | None) -> list[Draft]:
    """Return the first replies: robot, anonymous, how long, no identity code.

    Without a language they are in the default one, with a way to the others.
    """
    main = language or DEFAULT_LANGUAGE
    first = plain(main, "greeting")
    if language is None:
        others = [other for other in languages() if other != main]
        hints = [text(other, "gateway.language_hint") for other in others]
        words = "\n\n".join([first.text, "\n".join(hints)])
        first = Draft("text", words, language_choices(others))
    return [first, needs(main)]


def language_choices(codes: Iterable[str]) -> tuple[Choice, ...]:
    """Return a button for each language, in that language."""
    return tuple(
        Choice(text(code, "gateway.language_name"), f"{LANGUAGE}{code}")
        for code in codes
    )


def choose_language(language: str) -> Draft:
    """Return the question which language to go on in."""
    words = text(language, "gateway.choose_language")
    return Draft("question", words, language_choices(languages()))


def confirm_deletion(language: str) -> Draft:
    """Return the one question before everything is deleted."""
    return Draft(
        "question",
        text(language, "gateway.delete.question"),
        (
            Choice(text(language, "gateway.delete.confirm"), DELETE),
            Choice(text(language, "gateway.delete.cancel"), KEEP),
        ),
    )


def wrong(card: ServiceCard, language: str) -> Choice:
    """Return the button that says that something in a card is wrong."""
    entities = {"detail": "report_wrong_info", "service": card.id}
    title = text(language, "gateway.wrong", name=card.name)
    return Choice(title, f"/give_feedback{json.dumps(entities)}")


def removed(language: str, kinds: Iterable[str]) -> list[Draft]:
    """Return one notice that tells what was taken out of a message."""
    lines = []
    for kind in dict.fromkeys(kinds):
        try:
            lines.append(text(language, f"gateway.redacted.{kind}"))
        except KeyError:
            lines.append(text(language, "gateway.redacted.other"))
    return [Draft("notice", "\n".join(dict.fromkeys(lines)))] if lines else []


def other_language(code: str, language: str) -> Draft:
    """Return the fixed answer in a language that Laituri does not speak."""
    try:
        words = text(language, f"other_languages.answers.{code}")
    except KeyError:
        code = language
        words = text(language, "other_languages.unknown")
    return Draft("text", words, language_choices(languages()), language=code)


def question_of(drafts: Iterable[Draft]) -> dict[str, Any] | None:
    """Return what to remember as the question that waits for an answer."""
    waiting = None
    for draft in drafts:
        asks = draft.kind == "question" or draft.choices
        if asks and draft.kind in {"text", "question", "services"}:
            waiting = {
                "text": "" if draft.kind == "services" else draft.text[:MAX_QUESTION],
                "choices": [[c.title, c.payload] for c in draft.choices],
            }
    return waiting


def choice_of(question: dict[str, Any] | None, words: str) -> str | None:
    """Return the payload of the waiting choice whose title was typed, if any."""
    typed = _plain(words)
    for title, payload in (question or {}).get("choices", ()):
        if typed and _plain(title) == typed:
            return str(payload)
    return None


def _plain(words: str) -> str:
    return words.casefold().strip(" .,;:\"'")


def ask_again(question: dict[str, Any] | None, language: str) -> Draft:
    """Return the waiting question anew; without one, the common needs."""
    if not question:
        return needs(language, "choose_again")
    words = question["text"] or text(language, "gateway.choose_again")
    choices = tuple(Choice(title, payload) for title, payload in question["choices"])
    return Draft("question", words, choices)
