"""What is said in a crisis. Texts lie in ``bot/texts/<language>/crisis.yml``.

Nothing here fails: without the texts there is still 112 and the contacts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.safety import contact_labels, contacts
from bot.safety.contact_records import EMERGENCY, GENERAL, CrisisContact
from bot.safety.screen import KINDS
from bot.texts import text
from services_db.records import Contact

logger = logging.getLogger(__name__)

PAYLOADS: Final = {
    "show_help": "sos",
    "not_emergency": "not_emergency",
    "continue_housing": "continue_housing",
}
"""What each button asks the gateway for."""
_TURNS: Final = ("first", "second", "third")


@dataclass(frozen=True)
class CrisisButton:
    """A choice beside a reply. ``payload`` is what the gateway acts on."""

    key: str
    title: str
    payload: str


@dataclass(frozen=True)
class CrisisReply:
    """A text of at most 120 words, contacts that match it, and choices."""

    text: str
    contacts: list[Contact] = field(default_factory=list)
    buttons: tuple[CrisisButton, ...] = ()


def crisis_reply(kind: str | None, language: str, repeat: int = 0) -> CrisisReply:
    """Return the reply to somebody in danger.

    ``repeat`` is how many crisis messages came before in the conversation: the
    second and the third time it says other words. An unknown kind is answered in
    general.
    """
    known = kind if kind in KINDS else GENERAL
    turn = _TURNS[max(0, min(repeat, len(_TURNS) - 1))]
    keys = ["show_help", "not_emergency"]
    if known == "no_shelter":
        keys.insert(1, "continue_housing")
    return _reply(known, language, lambda: _words(known, language, turn), keys)


def sos(language: str) -> CrisisReply:
    """Return urgent help that somebody asked for, of whatever kind."""
    keys = ["not_emergency"]
    return _reply(GENERAL, language, lambda: _words(GENERAL, language, "first"), keys)


def static_help(language: str) -> CrisisReply:
    """Return the answer for when there is no other: it failed, and help is here."""
    return _reply(GENERAL, language, lambda: _say(language, "static"), [])


def gentle_line(language: str) -> str:
    """Return one line for somebody who may not be well."""
    try:
        return _say(language, "gentle")
    except Exception:
        logger.exception("crisis.yml cannot be used")
        return EMERGENCY


def _reply(
    kind: str, language: str, words: Callable[[], str], keys: list[str]
) -> CrisisReply:
    found = contacts.for_kind(kind, language)
    try:
        buttons = tuple(_button(key, language) for key in keys)
        return CrisisReply(words(), found, buttons)
    except Exception:
        # Whatever is wrong with the texts, somebody waits for help.
        logger.exception("crisis.yml cannot be used")
        return CrisisReply(EMERGENCY, found)


def _words(kind: str, language: str, turn: str) -> str:
    return "\n\n".join(
        [
            _opening(kind, language, turn),
            _say(language, f"kinds.{kind}.now"),
            "\n".join(_line(one, language) for one in _named(kind, language)),
            f"{_say(language, f'robot.{turn}')} {_say(language, 'again')}",
        ]
    )


def _opening(kind: str, language: str, turn: str) -> str:
    if turn != "third":
        return _say(language, f"kinds.{kind}.{turn}")
    about = "other_person" if kind == "other_person" else "self"
    return _say(language, f"third.{about}")


def _named(kind: str, language: str) -> list[CrisisContact]:
    """Return those that the text itself names: one to call, one to write to.

    To write to is best what is understood, and of that a chat.
    """
    chosen = contacts.chosen(kind, language)

    def rank(one: CrisisContact) -> tuple[bool, bool]:
        return not one.speaks(language), one.channel != "chat"

    spoken = [one for one in chosen if one.is_spoken][:1]
    return spoken + sorted((one for one in chosen if one.is_written), key=rank)[:1]


def _line(one: CrisisContact, language: str) -> str:
    value = one.value.removeprefix("https://").removeprefix("www.")
    what = f"{contact_labels.name(one, language)}, {value}"
    facts = ", ".join(contact_labels.facts(one, language))
    shown = f"{what} ({facts})" if facts else what
    return _say(language, f"reach.{one.channel}", contact=shown)


def _button(key: str, language: str) -> CrisisButton:
    return CrisisButton(key, _say(language, f"buttons.{key}"), PAYLOADS[key])


def _say(language: str, key: str, **values: object) -> str:
    return text(language, f"crisis.{key}", **values)
