"""Typed commands: an allow-list, the same in every channel (design 3.4)."""

from __future__ import annotations

import re
from enum import StrEnum


class Command(StrEnum):
    """What a typed command asks for."""

    START = "start"
    HELP = "help"
    SOS = "sos"
    LANGUAGE = "language"
    DELETE = "delete"
    EXPORT = "export"
    PRIVACY = "privacy"
    COUNSELLOR = "counsellor"


WORDS: dict[str, Command] = {
    "start": Command.START,
    "help": Command.HELP,
    "apua": Command.SOS,
    "hjalp": Command.SOS,
    "sos": Command.SOS,
    "kieli": Command.LANGUAGE,
    "sprak": Command.LANGUAGE,
    "language": Command.LANGUAGE,
    "poista": Command.DELETE,
    "radera": Command.DELETE,
    "delete": Command.DELETE,
    "lataa": Command.EXPORT,
    "export": Command.EXPORT,
    "privacy": Command.PRIVACY,
    "ohjaaja": Command.COUNSELLOR,
}

_COMMAND = re.compile(r"/([A-Za-z]+)(?:@\w+)?(\s.*)?", re.DOTALL)


def parse(text: str) -> Command | None:
    """Return the command that ``text`` is, as a whole; else it is plain text.

    ``/start`` alone may carry a parameter, as Telegram's links do.
    """
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return None
    command = WORDS.get(match[1].lower())
    if match[2] and command is not Command.START:
        return None
    return command
