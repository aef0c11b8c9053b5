"""Reads one inbound event: what was written, what it asks for, how to know it again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.gateway.commands import Command, parse
from bot.gateway.messages import Inbound
from bot.nlu.language import identify
from bot.privacy.redact import redact
from bot.safety import clean_message
from bot.store.keys import Keys
from bot.texts import DEFAULT_LANGUAGE, languages

RASA_LIMIT = 2_000
"""Characters of a message that Rasa gets; the crisis screen reads more."""
_SPARE = 200
"""Read beyond the limit, so that a code across it is seen whole and removed."""


@dataclass(frozen=True)
class Message:
    """An inbound event as the turn sees it. ``raw`` is for the crisis screen only."""

    raw: str = ""
    clean: str = ""
    command: Command | None = None
    button_hash: str | None = None
    message_key: str | None = None

    @property
    def typed(self) -> bool:
        """Whether somebody wrote it, rather than pressed a button."""
        return self.button_hash is None


@dataclass(frozen=True)
class Words:
    """What may leave the gateway of a text: without personal data, not too long."""

    text: str
    removed: tuple[str, ...]
    shortened: bool


def read(inbound: Inbound, keys: Keys) -> Message:
    """Return the event, normalised and hashed."""
    key = None if inbound.message_id is None else keys.message_key(inbound.message_id)
    if inbound.button is not None:
        button = keys.button_hash(inbound.button)
        return Message(button_hash=button, message_key=key)
    raw = inbound.text or ""
    return Message(raw, clean_message(raw), parse(raw), message_key=key)


def words(message: Message) -> Words:
    """Return what Rasa may see of a typed message."""
    redacted = redact(message.clean[: RASA_LIMIT + _SPARE])
    return Words(
        redacted.text[:RASA_LIMIT],
        tuple(sorted(redacted.kinds)),
        len(message.clean) > RASA_LIMIT,
    )


@dataclass(frozen=True)
class Spoken:
    """The language to answer in; ``other`` is one that Laituri does not speak."""

    language: str
    sure: bool = False
    other: str | None = None


def spoken(text: str, current: str | None) -> Spoken:
    """Return the language of a text, given the conversation's.

    The conversation's language stays unless the text is surely in another.
    """
    found = identify(text, current)
    if found.other is not None:
        return Spoken(current or DEFAULT_LANGUAGE, other=found.other)
    if found.language in languages() and (found.confident or current is None):
        return Spoken(found.language, sure=found.confident)
    return Spoken(current or DEFAULT_LANGUAGE)
