"""Bounds on what a client may send: size, time, depth, keys (``safety.md`` V6)."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.types import Message, Receive

BODY_LIMIT = 64 * 1024
DRAIN_LIMIT = 8 * 1024 * 1024
READ_SECONDS = 10.0
DRAIN_SECONDS = 3.0
DEPTH_LIMIT = 8
KEYS_LIMIT = 64
TAIL = 4_000

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


class OutOfBounds(Exception):
    """A request that is not read: ``status`` and ``code`` of the error."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Body:
    """What was read of a request's body, its last part where it was too long."""

    head: bytes = b""
    tail: bytes = b""
    problem: OutOfBounds | None = None


async def read_body(receive: Receive, seconds: float = READ_SECONDS) -> Body:
    """Read a body of at most 64 KB within ``seconds``.

    A longer one is read on for a moment and thrown away, so that the client gets
    to see the answer.
    """
    body, head, size = Body(), bytearray(), 0
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    try:
        while True:
            async with asyncio.timeout_at(until):
                message: Message = await receive()
            if message["type"] == "http.disconnect":
                body.problem = OutOfBounds(400, "interrupted")
                break
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            head += chunk[: max(0, BODY_LIMIT - len(head))]
            body.tail = (body.tail + chunk)[-TAIL:]
            if size > BODY_LIMIT and body.problem is None:
                body.problem = OutOfBounds(413, "too_large")
                until = min(until, loop.time() + DRAIN_SECONDS)
            if size > DRAIN_LIMIT or not message.get("more_body", False):
                break
    except TimeoutError:
        body.problem = body.problem or OutOfBounds(400, "too_slow")
    body.head = bytes(head)
    return body


def parse(raw: bytes) -> Any:
    """Return the JSON value in ``raw``.

    Raises:
        OutOfBounds: when it is not JSON, too deep, or has too many keys.
    """
    if _depth(raw) > DEPTH_LIMIT:
        raise OutOfBounds(400, "too_deep")
    keys = 0

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal keys
        keys += len(found)
        return dict(found)

    try:
        text = raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise OutOfBounds(400, "not_json") from None
    if keys > KEYS_LIMIT:
        raise OutOfBounds(400, "too_many_keys")
    return value


def words(raw: bytes) -> str:
    """Return the words in a body that may not even be JSON, for the crisis screen."""
    text = raw.decode("utf-8", "replace")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)


def _refuse(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _depth(raw: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub(b'""', raw)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest
