"""Messages that ask providers whether their records are right. Nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from bot.providers.links import PATH, Link
from bot.store.keys import Keys
from bot.texts import text
from services_db.labels import label

if TYPE_CHECKING:
    from services_db.verifications import Asked

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")


def by_address(asked: Iterable[Asked]) -> tuple[dict[str, list[Asked]], list[Asked]]:
    """Return the records by address, and those without one that can be written to."""
    found: dict[str, list[Asked]] = {}
    without: list[Asked] = []
    for one in asked:
        address = (one.email or "").strip().removeprefix("mailto:").lower()
        if _ADDRESS.fullmatch(address):
            found.setdefault(address, []).append(one)
        else:
            without.append(one)
    return found, without


def message(
    address: str,
    asked: Iterable[Asked],
    keys: Keys,
    base: str,
    until: date,
    language: str,
) -> EmailMessage:
    """Return one message with a link for each record, to be opened as a draft."""
    lines = [_lines(one, keys, base, until, language) for one in asked]
    day = label(
        language, "opening.day", day=until.day, month=until.month, year=until.year
    )
    made = EmailMessage(policy=SMTP.clone(max_line_length=998))
    made["To"] = address
    made["Subject"] = text(language, "provider.mail.subject")
    made["X-Unsent"] = "1"
    made.set_content(
        text(language, "provider.mail.text", records="\n\n".join(lines), date=day),
        cte="8bit",
    )
    return made


def _lines(one: Asked, keys: Keys, base: str, until: date, language: str) -> str:
    link = Link.signed(keys, one.id, one.content_hash, until)
    name = " ".join(one.name.split())
    return f"{name}\n{base}{PATH}?{link.query(language)}"
