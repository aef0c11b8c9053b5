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
from bot.store.records import RETENTION_SECONDS, StoreDown
from bot.store.resilient import ResilientStore

logger = logging.getLogger(__name__)
Sleep = Callable[[float], Awaitable[None]]

PURGE_SECONDS = 3600.0
FLUSH_SECONDS = 15.0
RETRY_SECONDS = 10.0
RARE_WORDS = "szeretném megtudni hogyan lehet lakást találni"
"""In none of the languages that short word lists tell apart."""
LONGEST_PAUSE_SECONDS = 60.0
SETTLE_SECONDS = 1800.0
"""How long a clock has to go on evenly after a jump before the purge believes it."""
TOLERANCE_SECONDS = 60.0
"""What is no jump: a clock that is being corrected little by little."""


class TrustedClock:
    """Wall time that is believed only once it has gone on evenly for a while.

    Until then the earlier of two times counts: nothing is purged early by a clock
    that jumps ahead or starts ahead, and a clock that started behind and is set right
    holds the purge up no longer than ``SETTLE_SECONDS``.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] | None = None,
    ) -> None:
        self._wall, self._steady = wall, steady or _boot_time
        self._seen = self._believed = self._wall() - self._steady()
        self._since = self._steady()

    def doubt(self, newest: float | None) -> None:
        """Compare with the time of the newest message that is kept, at the start.

        When it is a day old, either nobody wrote for a day or the clock is ahead:
        the time of that message counts until the clock has gone on evenly.
        """
        if newest is None:
            return
        kept = newest - self._since
        if self._seen - kept > RETENTION_SECONDS:
            self._believed = kept

    def now(self) -> float:
        """Return the time for the purge, in seconds since the epoch."""
        steady = self._steady()
        offset = self._wall() - steady
        if abs(offset - self._seen) > TOLERANCE_SECONDS:
            self._seen, self._since = offset, steady
        elif steady - self._since >= SETTLE_SECONDS:
            self._believed = offset
        return steady + min(offset, self._believed)

    @property
    def settled(self) -> bool:
        """Whether the wall time is believed, as of the last ``now``."""
        return abs(self._seen - self._believed) <= TOLERANCE_SECONDS


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
    asked = False
    while True:
        try:
            if not asked:
                clock.doubt(await store.newest())
                asked = True
            purged = await store.purge(clock.now() + PURGE_SECONDS)
        except StoreDown:
            pause = LONGEST_PAUSE_SECONDS
        else:
            pause = PURGE_SECONDS if clock.settled else SETTLE_SECONDS
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
