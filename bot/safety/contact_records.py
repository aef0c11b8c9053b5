"""Contacts for a crisis as data, and the small copy that needs no file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from bot.safety.screen import KINDS
from bot.texts import DEFAULT_LANGUAGE

GENERAL: Final = "general"
"""Stands for a crisis of no particular kind."""
ALL_KINDS: Final = (*KINDS, GENERAL)
EMERGENCY: Final = "112"

Texts = dict[str, str]


class CrisisContact(BaseModel):
    """One way to reach a person. What is ``None`` or empty is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    first: bool = False
    name: Texts = Field(min_length=1)
    kinds: tuple[str, ...] = Field(min_length=1)
    channel: Literal["phone", "sms", "chat", "web"]
    value: str = Field(min_length=3)
    languages: tuple[str, ...] = ()
    hours: Literal["24 h"] | Texts | None = None
    anonymous: bool | None = None
    free: bool | None = None
    age_min: int | None = None
    age_max: int | None = None
    owner: str | None = None
    verified_on: date | None = None
    source: str | None = None

    @field_validator("kinds")
    @classmethod
    def _known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        for kind in kinds:
            if kind not in ALL_KINDS:
                raise ValueError(f"unknown kind {kind!r}")
        return kinds

    def speaks(self, language: str) -> bool:
        """Whether it helps in a language; in Finnish also when nothing is known."""
        return language in (self.languages or (DEFAULT_LANGUAGE,))

    @property
    def is_written(self) -> bool:
        """Whether it is reached without talking."""
        return self.channel in {"chat", "web"}

    @property
    def is_spoken(self) -> bool:
        """Whether it is a phone other than the emergency number itself."""
        return self.channel == "phone" and self.key != "emergency"

    @property
    def is_always_open(self) -> bool:
        """Whether it is such a phone, known to be open at every hour."""
        return self.is_spoken and isinstance(self.hours, str)


def _copy(key: str, name: str, channel: str, value: str, *spoken: str) -> CrisisContact:
    names = {DEFAULT_LANGUAGE: name}
    return CrisisContact.model_validate(
        {"key": key, "name": names, "kinds": ALL_KINDS, "channel": channel}
        | {"value": value, "languages": spoken, "first": value == EMERGENCY}
    )


def minimal() -> tuple[CrisisContact, ...]:
    """Return the copy that needs no file: where help is, whatever the kind."""
    return (
        _copy("emergency", "112", "phone", EMERGENCY, "fi", "sv", "en"),
        _copy("mieli_phone_fi", "MIELI", "phone", "09 2525 0111", "fi"),
        _copy("mieli_phone_sv", "MIELI", "phone", "09 2525 0112", "sv"),
        _copy("mieli_phone_en", "MIELI", "phone", "09 2525 0116", "en"),
        _copy("mll_phone", "MLL", "phone", "116 111", "fi"),
        _copy("mll_phone_sv", "MLL", "phone", "0800 96 116", "sv"),
        _copy("mll_chat", "MLL", "chat", "https://nuortennetti.fi", "fi"),
    )


def read(path: Path) -> tuple[CrisisContact, ...]:
    """Return the contacts of a file, best first.

    Raises:
        OSError, ValueError: when it is missing, unreadable or wrong.
    """
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError("no YAML") from error
    found = TypeAdapter(tuple[CrisisContact, ...]).validate_python(loaded)
    if len({one.key for one in found}) != len(found) or not found:
        raise ValueError("no contacts, or a key twice")
    return found
