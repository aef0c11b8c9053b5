"""Finds the conversation of an inbound event, and writes down what a turn changed."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.gateway.messages import Draft, Reply
from bot.gateway.moments import day_of
from bot.gateway.reading import Message
from bot.gateway.replies import Minter, ReplyIds
from bot.store.keys import Keys, new_conversation_id
from bot.store.records import (
    Conversation,
    Count,
    Found,
    StoreDown,
    StoredReply,
    Turn,
    UnknownConversation,
)
from bot.store.resilient import ResilientStore
from bot.synthetic import CHANNEL
from bot.texts import DEFAULT_LANGUAGE

LEASE_SECONDS = 8.0
"""How long a gateway may hold a conversation before another takes it over."""


@dataclass(frozen=True)
class Changes:
    """What a turn changes beside its replies; ``None`` leaves things alone."""

    language: str | None = None
    language_chosen: bool | None = None
    state: dict[str, Any] | None = None
    crisis: bool = False
    counts: tuple[tuple[str, int], ...] = ()
    """Kind and tier of each thing to count."""


class Sessions:
    """Conversations by id and token, on top of a store that may be down."""

    def __init__(
        self, store: ResilientStore, keys: Keys, clock: Callable[[], float]
    ) -> None:
        self.store, self.keys, self.clock = store, keys, clock
        self.minter = Minter(keys, ReplyIds(clock))
        self._holder = secrets.token_hex(16)

    async def create(
        self,
        channel: str,
        language: str | None,
        drafts: Iterable[Draft],
        state: dict[str, Any],
    ) -> tuple[Conversation, str, list[Reply]]:
        """Make a conversation with its first replies; return it with its token."""
        now, number = self.clock(), new_conversation_id()
        token = self.keys.new_token(number)
        conversation = Conversation(
            number,
            channel,
            language,
            now,
            now,
            language_chosen=language is not None,
            token_hash=self.keys.token_hash(token),
            state=state,
        )
        shown = language or DEFAULT_LANGUAGE
        replies, kept, buttons = self.minter.mint(number, drafts, shown, now)
        turn = Turn(
            conversation, now, new=True, replies=tuple(kept), buttons=tuple(buttons)
        )
        await self.store.save(turn)
        return conversation, token, replies

    async def find(
        self,
        conversation_id: str,
        token: str | None,
        message: Message | None = None,
        channel: str = "web",
    ) -> Found:
        """Return the conversation and what is known about the message.

        Raises:
            UnknownConversation: when it is gone or the token is not its own.
        """
        message = message or Message()
        now = self.clock()
        try:
            found = await self.store.load(
                conversation_id, now, message.message_key, message.button_hash
            )
        except StoreDown:
            # The token's signature has been checked: go on without history.
            conversation = Conversation(conversation_id, channel, None, now, now)
            self.store.remember(conversation)
            return Found(conversation)
        if found is None:
            raise UnknownConversation
        expected = found.conversation.token_hash
        if token is not None and expected is not None:
            given = self.keys.token_hash(token)
            if not hmac.compare_digest(given, expected):
                raise UnknownConversation
        return found

    async def finish(
        self,
        conversation: Conversation,
        drafts: Iterable[Draft],
        changes: Changes,
        message_key: str | None = None,
        click: str | None = None,
        patience: float | None = None,
    ) -> list[Reply]:
        """Give the drafts ids and tokens, write the turn, return the replies.

        ``click`` is the hash of the button pressed, for telling a double click.
        """
        now = self.clock()
        language = changes.language or conversation.language or DEFAULT_LANGUAGE
        replies, kept, buttons = self.minter.mint(
            conversation.id, drafts, language, now
        )
        state = changes.state
        if click is not None:
            pressed = {"button": click, "at": now, "replies": [r.id for r in replies]}
            state = {
                **(conversation.state if state is None else state),
                "click": pressed,
            }
        day = day_of(now)
        counts = () if conversation.channel == CHANNEL else changes.counts
        turn = Turn(
            conversation,
            now,
            language=changes.language,
            language_chosen=changes.language_chosen,
            state=state,
            crisis=changes.crisis,
            message_key=message_key,
            replies=tuple(kept),
            buttons=tuple(buttons),
            counts=tuple(Count(kind, tier, language, day) for kind, tier in counts),
        )
        await self.store.save(turn, patience)
        return replies

    async def count(self, kind: str, tier: int, language: str) -> None:
        """Count something that belongs to no conversation."""
        await self.store.count([Count(kind, tier, language, day_of(self.clock()))])

    def restore(self, conversation_id: str, kept: Sequence[StoredReply]) -> list[Reply]:
        """Return kept replies as they were shown."""
        return self.minter.restore(conversation_id, kept)

    async def lease(self, conversation_id: str) -> bool:
        """Take the conversation against other gateways; whether it is ours now."""
        now = self.clock()
        return await self.store.lease(
            conversation_id, self._holder, now, now + LEASE_SECONDS
        )

    async def release(self, conversation_id: str) -> None:
        """Give the conversation back."""
        await self.store.release(conversation_id, self._holder)
