"""The strict Bot API of ``tests/telegram`` in a thread, for a bot in real processes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tests.telegram.fake_bot_api import FakeBotApi, Sent, running

T = TypeVar("T")


class Telegram:
    """What people do in Telegram, and what arrives at them."""

    def __init__(self) -> None:
        self.api = FakeBotApi()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._serving = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        async with running() as api:
            self.api = api
            self._serving.set()
            await self._stop.wait()

    def do(self, work: Coroutine[Any, Any, T], seconds: float = 40.0) -> T:
        """Run a coroutine of the fake in its thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def says(self, chat: int, text: str) -> int:
        """Somebody writes; return the update's id."""
        return self.do(self.api.message(chat, text=text))

    def heard(self, chat: int, count: int, seconds: float = 30.0) -> list[Sent]:
        """Return what a chat was sent, once there are ``count`` messages of it."""

        async def enough() -> list[Sent]:
            async with asyncio.timeout(seconds), self.api._changed:
                await self.api._changed.wait_for(lambda: len(self.of(chat)) >= count)
            return self.of(chat)

        return self.do(enough())

    def of(self, chat: int) -> list[Sent]:
        return [one for one in self.api.sent if one.chat_id == chat]

    @contextmanager
    def serving(self) -> Iterator[Telegram]:
        """Serve for a ``with`` block; what Telegram would refuse fails."""
        self._thread.start()
        assert self._serving.wait(10)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)
            self._loop.close()
        assert self.api.violations == []
