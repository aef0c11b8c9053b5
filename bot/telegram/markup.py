"""Telegram's HTML: the one place that escapes, measures and cuts text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

LIMIT = 4_000
"""Longest message in UTF-16 units, entities included; Telegram takes 4 096."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def escape(text: str) -> str:
    """Return ``text`` as HTML that shows exactly it, without control characters."""
    text = _CONTROL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bold(text: str) -> str:
    """Return ``text`` as bold HTML."""
    return f"<b>{escape(text)}</b>"


def link(text: str, address: str) -> str:
    """Return a link; ``address`` is one that ``bot.links`` let through."""
    return f'<a href="{escape(address).replace(chr(34), "%22")}">{escape(text)}</a>'


def size(html: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(html.encode("utf-16-le", "replace")) // 2


def shortened(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut after a sentence or a word."""
    text = text.strip()
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    sentence = max(head.rfind(mark) for mark in (". ", "? ", ".\n"))
    if sentence > limit // 2:
        return head[: sentence + 1]
    word = head.rfind(" ")
    return head[: word if word > limit // 2 else None].rstrip() + "…"


def pieces(text: str, limit: int = LIMIT) -> list[str]:
    """Return ``text`` as escaped HTML in pieces of at most ``limit``."""
    found = []
    text = text.strip()
    while text:
        end = len(text)
        while size(escape(text[:end])) > limit:
            end = end * 3 // 4
        if end < len(text):
            cut = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
            end = cut if cut > end // 2 else end
        found.append(escape(text[:end].rstrip()))
        text = text[end:].lstrip()
    return [piece for piece in found if piece]


def fitted(lines: Iterable[str], limit: int = LIMIT) -> str:
    """Join lines of HTML, leaving out those that no longer fit."""
    kept: list[str] = []
    room = limit
    for line in lines:
        room_after = room - size(line) - 1
        if room_after >= 0:
            kept.append(line)
            room = room_after
    return "\n".join(kept)


def packed(blocks: Iterable[str], limit: int = LIMIT) -> list[str]:
    """Join blocks of HTML into messages, cut only between blocks."""
    messages: list[str] = []
    for block in blocks:
        if messages and size(messages[-1]) + size(block) + 2 <= limit:
            messages[-1] += f"\n\n{block}"
        else:
            messages.append(block)
    return messages
