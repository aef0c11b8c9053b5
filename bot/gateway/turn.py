"""The service behind every channel: opens conversations and answers messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from bot.gateway import phrases
from bot.gateway.answering import QUEUE_SECONDS, Outcome, Pipeline
from bot.gateway.decide import Decider
from bot.gateway.limits import Limits
from bot.gateway.messages import Draft, Inbound, Opened, Reply
from bot.gateway.metrics import Metrics
from bot.gateway.order import Order
from bot.gateway.rasa_client import Understanding
from bot.gateway.sessions import Changes, Sessions
from bot.gateway.subscribers import Push, Subscribers, Subscription
from bot.store.keys import Keys
from bot.store.records import StoreDown, UnknownConversation
from bot.store.resilient import ResilientStore
from bot.synthetic import CHANNEL

__all__ = ["Conversations", "StoreDown", "UnknownConversation"]


class Conversations:
    """Everything a channel needs. One for each process."""

    def __init__(
        self,
        store: ResilientStore,
        keys: Keys,
        rasa: Understanding,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        metrics: Metrics | None = None,
        queue_seconds: float = QUEUE_SECONDS,
    ) -> None:
        self.sessions = Sessions(store, keys, clock)
        self.metrics = metrics or Metrics()
        self.subscribers = Subscribers()
        self._store, self._keys = store, keys
        self._pipeline = Pipeline(
            self.sessions,
            Decider(rasa, store),
            limits or Limits(),
            Order(),
            self.metrics,
            self._store.delete,
            queue_seconds,
        )

    async def open(
        self,
        channel: str = "web",
        language: str | None = None,
        identity: str | None = None,
    ) -> Opened:
        """Open a conversation and greet.

        ``identity`` is the chat's id in its channel: only a keyed hash of it is
        kept, and ``find`` gives the conversation back.
        """
        drafts = phrases.greeting(language)
        state = {"question": phrases.question_of(drafts)}
        conversation, token, replies = await self.sessions.create(
            channel, language, drafts, state
        )
        if identity is not None:
            hashed = self._keys.identity_hash(channel, identity)
            await self._store.bind_identity(hashed, channel, conversation.id)
        return Opened(
            conversation=conversation.id,
            token=token,
            language=language,
            replies=replies,
        )

    async def find(self, channel: str, identity: str) -> str | None:
        """Return the conversation of a chat, ``None`` when it has none."""
        return await self._store.find_identity(
            self._keys.identity_hash(channel, identity)
        )

    async def handle(self, conversation_id: str, inbound: Inbound) -> list[Reply]:
        """Answer one event of a channel.

        Raises:
            UnknownConversation: when it was deleted or is too old: open a new one.
        """
        return (await self.take(conversation_id, inbound)).replies

    async def take(self, conversation_id: str, inbound: Inbound) -> Outcome:
        """Answer one event, and say whether it was one too many.

        Raises:
            UnknownConversation: when it is gone or the token is not its own.
        """
        started = time.perf_counter()
        outcome = await self._pipeline.take(conversation_id, inbound)
        self.metrics.turns.labels(inbound.channel, outcome.by).inc()
        self.metrics.turn_seconds.labels(outcome.by).observe(
            time.perf_counter() - started
        )
        if outcome.by not in {"limited", "busy", "crowded", "repeated"}:
            push = Push(outcome.replies, inbound.message_id)
            self.subscribers.publish(conversation_id, push, inbound.origin)
        return outcome

    async def replies_after(
        self, conversation_id: str, after: int, token: str | None = None
    ) -> list[Reply]:
        """Return the replies after an id, oldest first.

        Raises:
            UnknownConversation: as in ``take``.
        """
        await self.sessions.find(conversation_id, token)
        kept = await self._store.replies_after(conversation_id, after)
        return self.sessions.restore(conversation_id, kept)

    async def language_of(
        self, conversation_id: str, token: str | None = None
    ) -> str | None:
        """Return the conversation's language; raises as ``take`` does."""
        found = await self.sessions.find(conversation_id, token)
        return found.conversation.language

    async def export(
        self, conversation_id: str, token: str | None = None
    ) -> dict[str, Any]:
        """Return all that is held about a conversation.

        Raises:
            StoreDown: when the database does not answer.
            UnknownConversation: as in ``take``.
        """
        await self.sessions.find(conversation_id, token)
        return await self._store.export(conversation_id)

    async def delete(self, conversation_id: str, token: str | None = None) -> None:
        """Erase all that is held about a conversation, at once.

        A message that is being answered is not waited for: it leaves nothing.

        Raises:
            StoreDown: when it is not erased.
            UnknownConversation: as in ``take``.
        """
        found = await self.sessions.find(conversation_id, token)
        synthetic = found.conversation.channel == CHANNEL
        await self._store.delete(conversation_id, synthetic)

    async def push(self, conversation_id: str, drafts: list[Draft]) -> list[Reply]:
        """Add replies that no message asked for, and tell whoever listens."""
        found = await self.sessions.find(conversation_id, None)
        replies = await self.sessions.finish(found.conversation, drafts, Changes())
        self.subscribers.publish(conversation_id, Push(replies))
        return replies

    def subscribe(self, conversation_id: str) -> AbstractContextManager[Subscription]:
        """Subscribe to a conversation's replies for a ``with`` block."""
        return self.subscribers.subscribe(conversation_id)
