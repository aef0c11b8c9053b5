"""A synthetic user that asks for something and says that it is in danger.

An address that answers 200 shows that a process lives, not that anybody is answered.
So this user goes through the channels as people do: chat API and WebSocket here, and
Telegram where there is a test chat (``bot.telegram.synthetic_user``). Its conversation
carries a mark that only this installation can make: it is not counted, not limited,
and erased when it ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.alarm import Alarm
from bot.settings import Settings
from bot.store.keys import Keys, load_keys

if TYPE_CHECKING:
    import httpx

MARK_HEADER = "X-Laituri-Synthetic"
CHANNEL = "synthetic"
PROMISE_SECONDS = 10.0
"""Within this every message is answered, whatever is broken."""
STATE_FILE = "synthetic.json"
SEARCH, DANGER = "etsin töitä Oulusta", "haluan kuolla"

Send = Callable[[str], Awaitable[list[dict[str, Any]]]]


def mark(keys: Keys) -> str:
    """Return what shows that a conversation is the synthetic user's."""
    return keys.hash("synthetic")


async def problems(settings: Settings) -> list[str]:
    """Return each channel in which there was no answer, and why; empty: all is well.

    No line holds a word of an answer.
    """
    import httpx

    found: list[str] = []
    base = f"http://{settings.reachable_host}:{settings.port}/api/v1"
    headers = {MARK_HEADER: mark(load_keys(settings.home))}
    async with httpx.AsyncClient(
        base_url=base, headers=headers, timeout=PROMISE_SECONDS, trust_env=False
    ) as client:
        try:
            opened = await client.post("/conversations", json={"language": "fi"})
            token = str(opened.raise_for_status().json()["token"])
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            return [f"http: no conversation ({type(error).__name__})"]
        client.headers["Authorization"] = f"Bearer {token}"
        try:
            found += await _asked("http", _by_http(client))
            try:
                async with _by_socket(base, token) as send:
                    found += await _asked("socket", send)
            except Exception as error:  # whatever the library stumbles over
                found.append(f"socket: no connection ({type(error).__name__})")
        finally:
            with contextlib.suppress(httpx.HTTPError):
                await client.delete("/conversations")
    return found


async def _asked(channel: str, send: Send) -> list[str]:
    """Return what was wrong with the answers to a search and to a danger."""
    found = []
    for name, text, answers in (
        ("search", SEARCH, _finds_services),
        ("urgent help", DANGER, _helps),
    ):
        try:
            async with asyncio.timeout(PROMISE_SECONDS):
                if not answers(await send(text)):
                    found.append(f"{channel}: {name}: not what was asked for")
        except Exception as error:  # late, closed, garbage: no answer all the same
            found.append(f"{channel}: {name}: no answer ({type(error).__name__})")
    return found


def _finds_services(replies: list[dict[str, Any]]) -> bool:
    return any(reply.get("services") and reply["text"] for reply in replies)


def _helps(replies: list[dict[str, Any]]) -> bool:
    return any(r["kind"] == "crisis" and "112" in r["text"] for r in replies)


def _by_http(client: httpx.AsyncClient) -> Send:
    async def send(text: str) -> list[dict[str, Any]]:
        answer = await client.post("/messages", json={"text": text})
        replies: list[dict[str, Any]] = answer.raise_for_status().json()["replies"]
        return replies

    return send


@contextlib.asynccontextmanager
async def _by_socket(base: str, token: str) -> AsyncIterator[Send]:
    from websockets.client import connect

    address = f"{base.replace('http', 'ws', 1)}/socket"
    async with connect(
        address, open_timeout=PROMISE_SECONDS, close_timeout=1.0
    ) as socket:
        await socket.send(json.dumps({"token": token}))

        async def send(text: str) -> list[dict[str, Any]]:
            await socket.send(json.dumps({"text": text, "message_id": text}))
            while True:
                frame = json.loads(await socket.recv())
                if frame.get("message_id") == text:
                    replies: list[dict[str, Any]] = frame["replies"]
                    return replies

        yield send


async def watch(settings: Settings) -> None:
    """Be the synthetic user until cancelled; log and ``STATE_FILE`` say how it is."""
    file, pause = settings.home / STATE_FILE, settings.synthetic_seconds
    alarm = Alarm("synthetic user", file, pause, 4 * PROMISE_SECONDS)
    while True:
        try:
            found = await problems(settings)
        except Exception as error:  # it must not take along what it watches
            found = [f"it cannot ask ({type(error).__name__})"]
        await asyncio.sleep(alarm.tell(found))
