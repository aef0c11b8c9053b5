"""Makes what comes from outside harmless: plain text, bounded, safe links.

A foreign source is cut to size with a note; the shipped catalogue is held to the
same limits by its models, where too long is an error.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

NAME_LIMIT: Final = 200
TEXT_LIMIT: Final = 5000
SCHEMES: Final = frozenset({"https", "http", "mailto", "tel"})
_SCHEME = re.compile(r"^\s*([a-zA-Z][a-zA-Z0-9+.\-]*)\s*:(?=\S)")
_BLANKS = re.compile(r"[^\S\n]+")
_DROPPED_BY_BROWSERS = dict.fromkeys(map(ord, "\t\r\n"))
_KEPT_CONTROLS = frozenset("\n")


def plain(text: str) -> str:
    """Return ``text`` in NFC without control, bidi and other invisible characters.

    Line breaks stay; a tab or any other run of blanks becomes one space.
    """
    spaced = _BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    normal = unicodedata.normalize("NFC", spaced)
    if normal.replace("\n", "").isprintable():  # then there is nothing to take out
        return normal.strip()
    kept = (
        c
        for c in normal
        if c in _KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
    )
    return "".join(kept).strip()


def is_safe_link(value: str) -> bool:
    """Whether ``value`` has no scheme or one that may be followed.

    ``javascript:``, ``data:`` and the like are not safe, nor is what holds an angle
    bracket, which no address does (RFC 3986).
    """
    if "<" in value or ">" in value:
        return False
    joined = value.translate(_DROPPED_BY_BROWSERS)
    scheme = _SCHEME.match(plain(joined))
    return scheme is None or scheme.group(1).lower() in SCHEMES


def shorten(text: str, limit: int) -> str:
    """Return ``text`` cut to ``limit`` characters, at a word's end if there is one."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(None, 1)[0] if " " in cut[limit // 2 :] else cut
    return f"{at_word.rstrip()}…"


def foreign(data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a foreign source's ``ServiceRecord`` keys, cleaned, and what was done.

    Texts are made plain and cut to size, contacts whose link is not safe are left
    out. Each note names the record and the field.
    """
    notes: list[str] = []
    record = str(data.get("id", "?"))
    cleaned: dict[str, Any] = _plain_deep(data)
    for language, text in (cleaned.get("texts") or {}).items():
        for field, value in list(text.items()):
            limit = NAME_LIMIT if field == "name" else TEXT_LIMIT
            if isinstance(value, str) and len(value) > limit:
                text[field] = shorten(value, limit)
                notes.append(f"{record}: texts.{language}.{field}: cut to {limit}")
    holders = [cleaned, *(cleaned.get("providers") or [])]
    for holder in holders:
        contacts = holder.get("contacts") or []
        holder["contacts"] = [c for c in contacts if is_safe_link(str(c["value"]))]
        if len(holder["contacts"]) < len(contacts):
            notes.append(f"{record}: contacts: an unsafe link was left out")
    for language, name in (cleaned.get("provider") or {}).items():
        cleaned["provider"][language] = shorten(name, NAME_LIMIT)
    source = cleaned.get("source") or {}
    if not is_safe_link(str(source.get("url", ""))):
        source["url"] = ""
        notes.append(f"{record}: source.url: an unsafe link was left out")
    return cleaned, notes


def _plain_deep(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain_deep(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_deep(item) for item in value]
    return value
