"""The strict fake Bot API in a thread, for tests that wait for real processes."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

from tests.telegram.fake_bot_api import FakeBotApi, Sent, running

T = TypeVar("T")


class Telegram:
    """What people do in Telegram, and what they get."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._context = running()
        self.api: FakeBotApi = self._run(self._context.__aenter__())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def say(self, chat: int, text: str, answers: int = 1) -> list[Sent]:
        """Write a message; return what came back once there is enough."""
        before = len(self.api.sent)
        self._run(self.api.message(chat, text=text))
        return self._run(self.api.wait(before + answers, 30.0))[before:]

    def say_until(self, chat: int, text: str, said: str) -> Sent:
        """Write a message; return the first answer that the pattern is found in."""
        self.api.sent.clear()
        self._run(self.api.message(chat, text=text))
        return self._first(said)

    def press_until(self, chat: int, data: str, said: str) -> Sent:
        """Press a key that holds ``data``, whether or not the bot has shown it."""
        self.api.sent.clear()
        self._run(self.api.press(chat, data))
        return self._first(said)

    def _first(self, said: str) -> Sent:
        def fits(one: Sent) -> bool:
            return re.search(said, one.text) is not None

        return next(filter(fits, self._run(self.api.until(fits))))

    def stop(self) -> None:
        """End the fake; what Telegram would refuse fails the test."""
        self._run(self._context.__aexit__(None, None, None))
        self._run(_ended())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        assert self.api.violations == []


async def _ended() -> None:
    """Wait for the questions that nobody waits for any more."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@contextlib.contextmanager
def telegram() -> Iterator[Telegram]:
    """Yield the fake for a ``with`` block."""
    found = Telegram()
    try:
        yield found
    finally:
        found.stop()
