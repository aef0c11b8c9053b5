"""A log line can hold no word of a user, whoever writes it."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot.gateway.logs import JsonLines

CANARY = "kanarialintu"


def line(
    name: str, message: str, *args: object, error: bool = False
) -> dict[str, object]:
    """Return a record of a logger as it would be written."""
    exc_info = None
    if error:
        try:
            raise ValueError(CANARY)
        except ValueError:
            exc_info = sys.exc_info()
    record = logging.LogRecord(
        name, logging.ERROR, __file__, 1, message, args, exc_info, "do"
    )
    written = JsonLines().format(record)
    assert "\n" not in written
    assert CANARY not in written
    parsed: dict[str, object] = json.loads(written)
    return parsed


def test_our_own_event_is_told_and_an_error_by_type_and_place() -> None:
    written = line("bot.gateway.turn", "purged %d", 3, error=True)
    assert written["event"] == "purged 3"
    assert written["error"] == "ValueError"
    assert written["where"] == [f"tests/gateway/test_logs.py:{_raising_line()}"]


def _raising_line() -> int:
    with open(__file__, encoding="utf-8") as source:
        return next(
            number
            for number, text in enumerate(source, 1)
            if "raise ValueError(CANARY)" in text
        )


@pytest.mark.parametrize(
    ("name", "message", "args"),
    [
        ("asyncio", f"Task exception was never retrieved {CANARY}", ()),
        ("httpcore.http11", "send_request_headers %s", (CANARY,)),
        ("sqlalchemy.pool", f"reset {CANARY}", ()),
        ("uvicorn.error", '%s - "WebSocket %s" [accepted]', ("x", CANARY)),
        ("botanist", CANARY, ()),
        ("py.warnings", "%s", (CANARY,)),
    ],
)
def test_a_librarys_words_are_left_out(
    name: str, message: str, args: tuple[object, ...]
) -> None:
    written = line(name, message, *args, error=True)
    assert written["logger"] == name


def test_control_characters_cannot_forge_a_line() -> None:
    record = logging.LogRecord(
        "bot.x", logging.INFO, __file__, 1, 'a\n{"level": "INFO"}\x1b', (), None
    )
    assert "\n" not in JsonLines().format(record)
