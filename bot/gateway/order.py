"""One message at a time in each conversation, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType


class Ticket:
    """A place in a conversation's queue; leave it by ending the ``with`` block."""

    def __init__(self, queues: dict[str, deque[Ticket]], key: str) -> None:
        self._queues, self._key = queues, key
        self._called = asyncio.Event()

    @property
    def called(self) -> bool:
        """Whether it is this ticket's turn."""
        return self._called.is_set()

    async def wait(self, seconds: float) -> bool:
        """Wait for the turn; ``False`` when it did not come in time."""
        if self.called:
            return True
        try:
            await asyncio.wait_for(self._called.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def __enter__(self) -> Ticket:
        queue = self._queues.setdefault(self._key, deque())
        queue.append(self)
        queue[0]._called.set()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        queue = self._queues[self._key]
        queue.remove(self)
        if queue:
            queue[0]._called.set()
        else:
            del self._queues[self._key]


class Order:
    """The queues of this process. Entering one never waits."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[Ticket]] = {}

    def ticket(self, conversation_id: str) -> Ticket:
        """Return a ticket; the queue is entered by ``with``."""
        return Ticket(self._queues, conversation_id)
