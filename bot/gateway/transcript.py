"""What is held about a conversation, as text that a person can read in the chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.gateway.moments import shown
from bot.texts import text

LIMIT = 3_500
"""Characters in all, below Telegram's limit of a message."""


def readable(held: Mapping[str, Any], language: str) -> str:
    """Return an export as text, the newest messages where it would be too long."""
    head = [
        text(language, "gateway.export.intro"),
        *(
            text(language, f"gateway.export.{key}", at=shown(held[field], language))
            for key, field in (
                ("started", "created_at"),
                ("last", "last_seen_at"),
                ("deleted", "deleted_at_latest"),
            )
        ),
    ]
    lines = _lines(held, language)
    room = LIMIT - sum(len(line) + 1 for line in head)
    newest: list[str] = []
    while lines and len(lines[-1]) + 1 <= room:
        room -= len(lines[-1]) + 1
        newest.insert(0, lines.pop())
    if lines:
        head.append(text(language, "gateway.export.shortened"))
    return "\n".join([*head, "", *newest]).strip()


def _lines(held: Mapping[str, Any], language: str) -> list[str]:
    """Return what was said, in order of time."""
    said: list[tuple[float, str]] = []
    for event in held.get("events", ()):
        if isinstance(event, dict) and event.get("event") == "user":
            words = str(event.get("text") or "")[:500]
            line = text(language, "gateway.export.you", text=words)
            said.append((float(event.get("timestamp") or 0), line))
    for reply in held.get("replies", ()):
        words = str(reply.get("text") or "")[:500]
        if words:
            line = text(language, "gateway.export.bot", text=words)
            said.append((reply.get("id", 0) / 1000, line))
    return [line for _, line in sorted(said, key=lambda pair: pair[0])]
