"""Who wants to hear of a conversation's replies: open sockets, channels."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.gateway.messages import Reply

QUEUE = 100
PER_CONVERSATION = 5


@dataclass(frozen=True)
class Push:
    """Replies, and the id of the message that they answer where there is one."""

    replies: list[Reply]
    message_id: str | None = None


class Subscription:
    """A bounded queue of pushes; one that is full loses the oldest.

    A client that lost some asks for ``/api/v1/replies``.
    """

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Push] = asyncio.Queue(QUEUE)

    def put(self, push: Push) -> None:
        """Add a push; never waits."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(push)

    async def get(self) -> Push:
        """Wait for the next push."""
        return await self._queue.get()


class Subscribers:
    """The subscriptions of this process, by conversation."""

    def __init__(self) -> None:
        self._of: dict[str, list[Subscription]] = {}

    def __len__(self) -> int:
        return sum(len(found) for found in self._of.values())

    def crowded(self, conversation_id: str) -> bool:
        """Whether the conversation has all the subscriptions it may have."""
        return len(self._of.get(conversation_id, ())) >= PER_CONVERSATION

    @contextlib.contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[Subscription]:
        """Subscribe for the length of a ``with`` block."""
        subscription = Subscription()
        self._of.setdefault(conversation_id, []).append(subscription)
        try:
            yield subscription
        finally:
            self._of[conversation_id].remove(subscription)
            if not self._of[conversation_id]:
                del self._of[conversation_id]

    def publish(self, conversation_id: str, push: Push, origin: object = None) -> None:
        """Give a push to every subscription but the one it came through."""
        for subscription in self._of.get(conversation_id, ()):
            if subscription is not origin:
                subscription.put(push)
