"""The store as the gateway sees it: asynchronous, with a deadline, never fatal.

While the database does not answer, conversations live in memory; they are saved
when it answers again.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bot.store import erase
from bot.store.breaker import Breaker
from bot.store.conversations import Store
from bot.store.erasures import DeletionLog
from bot.store.memory import Memory
from bot.store.records import (
    Conversation,
    Count,
    Found,
    Purged,
    StoreDown,
    StoredReply,
    Turn,
)
from bot.store.runner import DEADLINE_SECONDS, Runner
from bot.store.scrub import scrub

REST_SECONDS = 5.0
MAINTENANCE_SECONDS = 300.0
COUNTS_LIMIT = 10_000
IDLE_SECONDS = 3.0


class ResilientStore:
    """Reads and writes conversations; never raises but where it says so.

    ``log`` remembers what was erased, in case an older copy of the database is put
    back.
    """

    def __init__(
        self,
        store: Store,
        deadline: float = DEADLINE_SECONDS,
        rest: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        log: DeletionLog | None = None,
    ) -> None:
        self._store = store
        self._log = log
        self._deadline = deadline
        self._reads = Breaker(rest, clock=clock)
        self._writes = Breaker(rest, clock=clock)
        self._run = Runner(deadline)
        self._memory = Memory()
        self._counts: list[Count] = []
        self._owed = False

    @property
    def degraded(self) -> bool:
        """Whether the database did not answer a moment ago."""
        return self._reads.open or self._writes.open

    @property
    def shared(self) -> bool:
        """Whether other gateways may use the same database."""
        return self._store.shared

    def close(self) -> None:
        """Close threads and connections; does not wait for a hanging database."""
        self._run.close()
        self._store.close()

    async def load(
        self,
        conversation_id: str,
        now: float,
        message_key: str | None = None,
        button_hash: str | None = None,
        patience: float | None = None,
    ) -> Found | None:
        """Return the conversation and what is known about one inbound message.

        Raises:
            StoreDown: when the database does not answer and memory knows nothing.
        """
        about = (conversation_id, now, message_key, button_hash)
        try:
            found = await self._run(self._reads, self._store.load, *about, by=patience)
        except StoreDown:
            remembered = self._memory.find(*about)
            if remembered is None:
                raise
            return remembered
        if found is None:
            # Born while the database did not answer, or unknown.
            born = any(turn.new for turn in self._memory.unsaved(conversation_id))
            if not born:
                self._memory.forget(conversation_id)
            return self._memory.find(*about)
        found = self._memory.complete(found, now, message_key, button_hash)
        self._memory.see(found.conversation)
        return found

    async def save(self, turn: Turn, patience: float | None = None) -> bool:
        """Write a turn; ``False`` when it is only remembered for now."""
        turn = replace(turn, conversation=turn.applied_to(turn.conversation))
        self._memory.keep(turn)
        return await self._flush(turn.conversation.id, patience)

    def remember(self, conversation: Conversation) -> None:
        """Remember a conversation whose row cannot be read right now."""
        self._memory.see(conversation)

    async def count(self, counts: Iterable[Count]) -> None:
        """Count things that belong to no conversation."""
        self._counts = [*self._counts, *counts][:COUNTS_LIMIT]
        await self._flush_counts()

    async def idle(self, seconds: float = IDLE_SECONDS) -> None:
        """Wait until writes that were late have ended."""
        await self._run.idle(seconds)

    async def flush(self) -> None:
        """Save what could not be saved before."""
        await self._flush_counts()
        for conversation_id in self._memory.waiting():
            if self._writes.open:
                return
            await self._flush(conversation_id, None)

    async def replies_after(
        self, conversation_id: str, after: int
    ) -> list[StoredReply]:
        """Return the replies whose id is greater than ``after``, oldest first."""
        unsaved = self._memory.replies_after(conversation_id, after)
        try:
            saved = await self._run(
                self._reads, self._store.replies_after, conversation_id, after
            )
        except StoreDown:
            return unsaved
        merged = {reply.id: reply for reply in [*saved, *unsaved]}
        return [merged[key] for key in sorted(merged)]

    async def find_identity(self, identity_hash: str) -> str | None:
        """Return the conversation of a chat.

        Raises:
            StoreDown: when the database does not answer.
        """
        return await self._run(self._reads, self._store.find_identity, identity_hash)

    async def bind_identity(
        self, identity_hash: str, channel: str, conversation_id: str
    ) -> None:
        """Say that a chat belongs to a conversation.

        Raises:
            StoreDown: when that could not be written.
        """
        await self._run(
            self._writes,
            self._store.bind_identity,
            identity_hash,
            channel,
            conversation_id,
        )

    async def lease(
        self, conversation_id: str, holder: str, now: float, until: float
    ) -> bool:
        """Take the conversation for one gateway; also true without a database."""
        if not self.shared:
            return True
        try:
            return await self._run(
                self._writes, self._store.lease, conversation_id, holder, now, until
            )
        except StoreDown:
            return True

    async def release(self, conversation_id: str, holder: str) -> None:
        """Give a lease back; one that cannot be given back runs out."""
        if self.shared and not self._writes.open:
            try:
                await self._run(
                    self._writes, self._store.release, conversation_id, holder
                )
            except StoreDown:
                return

    async def delete(self, conversation_id: str, synthetic: bool = False) -> None:
        """Erase all that is held about a conversation.

        A synthetic one holds nobody's words: its bytes are not overwritten at once,
        and it may come back with an old copy, until the purge.

        Raises:
            StoreDown: when it is not erased. Memory is cleared in any case.
        """
        self._memory.forget(conversation_id)
        engine, log = self._store.engine, self._log

        def work() -> None:
            erase.delete_conversation(engine, conversation_id, scrubbed=False)
            if synthetic:
                return
            if log is not None:
                log.add(conversation_id, time.time())
            with self._scrubbing():
                scrub(engine)

        await self._run(self._writes, work, by=self._deadline * 2)

    async def export(self, conversation_id: str) -> dict[str, Any]:
        """Return all that is held about a conversation.

        Raises:
            StoreDown: when the database does not answer.
            UnknownConversation: when nothing is held.
        """
        await self._flush(conversation_id, None)
        return await self._run(
            self._reads, erase.export_conversation, self._store.engine, conversation_id
        )

    async def newest(self) -> float | None:
        """Return when the newest message that is kept came, if there is one.

        Raises:
            StoreDown: when the database does not answer.
        """
        return await self._run(self._reads, erase.newest, self._store.engine)

    async def purge(self, now: float) -> Purged:
        """Remove what is too old, and what was erased but has come back.

        Raises:
            StoreDown: when the database does not answer.
        """
        self._memory.purge(now)
        engine, log = self._store.engine, self._log

        def work() -> Purged:
            erased: frozenset[str] = frozenset()
            if log is not None:
                log.prune(now)
                erased = log.digests()
            owed = self._owed
            with self._scrubbing():
                return erase.purge(engine, now, erased, owed=owed)

        return await self._run(self._writes, work, by=MAINTENANCE_SECONDS, upkeep=True)

    @contextlib.contextmanager
    def _scrubbing(self) -> Iterator[None]:
        """Remember a rewrite of the files that fails: the next purge owes it."""
        self._owed = True
        yield
        self._owed = False

    async def _flush_counts(self) -> None:
        if not self._counts or self._writes.open:
            return
        taken, self._counts = self._counts, []

        def settled(work: asyncio.Future[None]) -> None:
            if work.cancelled() or work.exception() is not None:
                self._counts = [*taken, *self._counts][:COUNTS_LIMIT]

        with contextlib.suppress(StoreDown):
            await self._run(self._writes, self._store.count, taken, settled=settled)

    async def _flush(self, conversation_id: str, patience: float | None) -> bool:
        if self._writes.open:
            return False
        turns = self._memory.take(conversation_id)
        if not turns:
            return True

        def settled(work: asyncio.Future[None]) -> None:
            saved = not work.cancelled() and work.exception() is None
            self._memory.settle(conversation_id, turns, saved)

        try:
            await self._run(
                self._writes, self._store.save, turns, by=patience, settled=settled
            )
        except StoreDown:
            return False
        return True
