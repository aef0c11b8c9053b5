"""A whole Laituri at its most talkative, with Telegram, and all that it writes."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import websockets

from tests.stack.conftest import Stack, Talk, running_stack
from tests.stack.telegram import Telegram, telegram
from tests.telegram.fake_bot_api import TOKEN


@dataclass
class Watched:
    """A running Laituri, its Telegram, and the folder with all that it writes."""

    stack: Stack
    telegram: Telegram
    folder: Path

    def files_with(self, word: str) -> set[str]:
        """Return the files, any temporary ones too, that hold a word in any case."""
        small = word.lower().encode()
        return {
            path.name
            for path in self.folder.rglob("*")
            if path.is_file() and small in path.read_bytes().lower()
        }

    def events(self, since: int = 0) -> list[dict[str, Any]]:
        """Return Rasa's events after a row number."""
        path = self.stack.home / "conversations.sqlite"
        with sqlite3.connect(path) as database:
            query = "SELECT data FROM events WHERE id > ? ORDER BY id"
            return [json.loads(data) for (data,) in database.execute(query, [since])]

    def newest(self) -> int:
        """Return the row number of Rasa's newest event."""
        path = self.stack.home / "conversations.sqlite"
        with sqlite3.connect(path) as database:
            query = "SELECT coalesce(max(id), 0) FROM events"
            return int(database.execute(query).fetchone()[0])


@contextmanager
def watching(prepared_home: Path, folder: Path) -> Iterator[Watched]:
    """Run a whole Laituri that logs all it can, for a ``with`` block."""
    home, temporary = folder / "home", folder / "tmp"
    temporary.mkdir()
    shutil.copytree(prepared_home, home)
    loud = {
        "LAITURI_LOG_LEVEL": "DEBUG",
        "LOG_LEVEL": "DEBUG",
        "LOG_LEVEL_LIBRARIES": "DEBUG",
        "LOG_LEVEL_RASA": "DEBUG",
    }
    with (
        telegram() as fake,
        running_stack(
            home,
            TMPDIR=str(temporary),
            TELEGRAM_BOT_TOKEN=TOKEN,
            LAITURI_TELEGRAM_API=fake.api.url,
            **loud,
        ) as stack,
    ):
        yield Watched(stack, fake, folder)


def over_socket(talk: Talk, words: list[str]) -> list[list[dict[str, Any]]]:
    """Say words over a WebSocket; return the replies to each."""

    async def run() -> list[list[dict[str, Any]]]:
        url = str(talk.http.base_url).replace("http", "ws") + "socket"
        token = talk.http.headers["Authorization"].removeprefix("Bearer ")
        found = []
        async with asyncio.timeout(120), websockets.connect(url) as socket:
            await socket.send(json.dumps({"token": token}))
            for number, text in enumerate(words):
                body = {"text": text, "message_id": f"m-{number}"}
                await socket.send(json.dumps(body))
                frame = json.loads(await socket.recv())
                assert frame["message_id"] == body["message_id"], frame
                found.append(frame["replies"])
        return found

    return asyncio.run(run())
