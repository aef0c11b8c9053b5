"""What runs beside the requests: migration, purge, saving later, Telegram."""

from __future__ import annotations

import asyncio
import importlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.gateway.reading import spoken
from bot.gateway.turn import Conversations
from bot.settings import Settings
from bot.store.db import migrate
from bot.store.records import StoreDown
from bot.store.resilient import ResilientStore

logger = logging.getLogger(__name__)
Sleep = Callable[[float], Awaitable[None]]

PURGE_SECONDS = 3600.0
FLUSH_SECONDS = 15.0
RETRY_SECONDS = 10.0
RARE_WORDS = "szeretném megtudni hogyan lehet lakást találni"
"""In none of the languages that short word lists tell apart."""
LONGEST_PAUSE_SECONDS = 60.0


class TrustedClock:
    """Wall time that cannot jump ahead: nothing is purged early by a wrong clock."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] | None = None,
    ) -> None:
        self._wall, self._steady = wall, steady or _boot_time
        self._offset = self._wall() - self._steady()

    def now(self) -> float:
        """Return the earlier of the wall time and the time since the start."""
        return min(self._wall(), self._steady() + self._offset)


def _boot_time() -> float:
    """Return seconds that go on while the machine sleeps, where there are such."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


async def warmed() -> None:
    """Load what the first message in an unknown language would have to wait for."""
    await asyncio.to_thread(spoken, RARE_WORDS, None)


async def migrated(url: str) -> None:
    """Return when the store's tables are up to date; keeps trying until then."""
    while True:
        try:
            await asyncio.to_thread(migrate, url)
        except Exception as error:
            logger.error("migration failed: %s", type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


async def purge_for_ever(
    store: ResilientStore,
    clock: TrustedClock,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Purge now and every hour.

    What gets too old before the next round goes already: nobody's messages are
    kept longer than they were told.
    """
    while True:
        pause = PURGE_SECONDS
        try:
            purged = await store.purge(clock.now() + PURGE_SECONDS)
        except StoreDown:
            pause = LONGEST_PAUSE_SECONDS
        else:
            logger.info(
                "purged %d conversations, %d events, %d buttons",
                purged.conversations,
                purged.events,
                purged.buttons,
            )
        await sleep(pause)


async def flush_for_ever(store: ResilientStore) -> None:
    """Save what could not be saved at once."""
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        await store.flush()


async def telegram(conversations: Conversations, settings: Settings) -> None:
    """Run the Telegram channel."""
    app: Any = importlib.import_module("bot.telegram.app")
    await app.start(conversations, settings)


async def supervised(
    name: str, work: Callable[[], Awaitable[None]], sleep: Sleep = asyncio.sleep
) -> None:
    """Run a task again whenever it fails, after a pause that grows to a minute."""
    pause = 1.0
    while True:
        started = time.monotonic()
        try:
            await work()
        except Exception:
            logger.exception("%s failed", name)
        else:
            return
        if time.monotonic() - started > LONGEST_PAUSE_SECONDS:
            pause = 1.0
        await sleep(pause)
        pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
