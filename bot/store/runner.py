"""Runs blocking queries in threads of their own, with a deadline and a breaker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.store.breaker import Breaker
from bot.store.records import StoreDown, UnknownConversation

logger = logging.getLogger(__name__)
T = TypeVar("T")

DEADLINE_SECONDS = 2.0
THREADS = 8


class Runner:
    """Calls a blocking function and waits for it no longer than a deadline."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self._upkeep = ThreadPoolExecutor(1, thread_name_prefix="store-upkeep")
        self._running: set[asyncio.Future[Any]] = set()

    def close(self) -> None:
        """Let the threads go; does not wait for a hanging database."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._upkeep.shutdown(wait=False, cancel_futures=True)

    async def idle(self, seconds: float) -> None:
        """Wait until calls that were late have ended, at most ``seconds``."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=seconds)

    async def __call__(
        self,
        breaker: Breaker,
        call: Callable[..., T],
        *arguments: Any,
        by: float | None = None,
        upkeep: bool = False,
        settled: Callable[[asyncio.Future[Any]], None] | None = None,
    ) -> T:
        """Return ``call(*arguments)``.

        ``by`` is a deadline other than the usual one; a shorter one that passes
        does not open the breaker. ``upkeep`` marks long work, which has a thread of
        its own. ``settled`` is told how the call ended, however late.

        Raises:
            StoreDown: when the call failed, is late, or the breaker is open.
            UnknownConversation: as the call raises it.
        """
        if breaker.open:
            raise StoreDown
        pool = self._upkeep if upkeep else self._pool
        work = asyncio.get_running_loop().run_in_executor(pool, call, *arguments)
        self._running.add(work)
        work.add_done_callback(self._running.discard)
        work.add_done_callback(settled or _retrieved)
        done, _ = await asyncio.wait({work}, timeout=by or self._deadline)
        if not done:
            if by is None or by >= self._deadline:
                breaker.fail()
                logger.warning("%s is late", call.__name__)
            raise StoreDown
        try:
            result = work.result()
        except UnknownConversation:
            breaker.succeed()
            raise
        except Exception as error:
            breaker.fail()
            # Beside SQLAlchemy's errors: a driver's own, or a fault of ours.
            usual = isinstance(error, (SQLAlchemyError, OSError))
            name = type(error).__name__
            logger.warning("%s failed: %s", call.__name__, name, exc_info=not usual)
            raise StoreDown from None
        breaker.succeed()
        return result


def _retrieved(work: asyncio.Future[Any]) -> None:
    """Look at the outcome, so that a late failure is not reported as unseen."""
    if not work.cancelled():
        work.exception()
