"""Addresses that may stand in a link. Everything else is shown as text (V10)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from services_db.records import Contact
from services_db.reference.codes import ContactKind

_NUMBER = re.compile(r"\+?\d{2,15}")
_BETWEEN_DIGITS = re.compile(r"[\s().-]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?", re.ASCII | re.IGNORECASE)
_BARE = re.compile(r"([\w-]+\.)+[a-z]{2,}(/\S*)?", re.ASCII | re.IGNORECASE)
_MAP = "https://www.openstreetmap.org/search?query="


def href(contact: Contact) -> str | None:
    """Return the address a contact links to, ``None`` when it is no safe one."""
    value = contact.value.strip()
    match contact.kind:
        case ContactKind.PHONE:
            return _number("tel:", value)
        case ContactKind.SMS:
            return _number("sms:", value)
        case ContactKind.WHATSAPP:
            return https(value) or _whatsapp(value)
        case ContactKind.EMAIL:
            return f"mailto:{value}" if _EMAIL.fullmatch(value) else None
        case ContactKind.ADDRESS:
            return _MAP + quote(value)
        case _:
            return https(value)


def https(value: str) -> str | None:
    """Return ``value`` when it is an ``https`` address; a bare host becomes one."""
    if _BARE.fullmatch(value):
        value = f"https://{value}"
    if re.search(r"[\s<>\"'\\\x00-\x1f]", value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc):
        return None
    return value


def host(url: str) -> str:
    """Return the host of an address as people write it."""
    return urlsplit(url).netloc.removeprefix("www.")


def _digits(value: str) -> str | None:
    number = _BETWEEN_DIGITS.sub("", value)
    return number if _NUMBER.fullmatch(number) else None


def _number(scheme: str, value: str) -> str | None:
    number = _digits(value)
    return None if number is None else scheme + number


def _whatsapp(value: str) -> str | None:
    number = _digits(value)
    if number is None:
        return None
    if number.startswith("0"):
        number = f"+358{number[1:]}"
    return f"https://wa.me/{number.removeprefix('+')}"
