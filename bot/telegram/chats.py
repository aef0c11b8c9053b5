"""Which conversation a chat belongs to. Chat ids stay in this package.

The gateway keeps only a keyed hash of a chat's id; here the link lies in memory, so
that a database that does not answer keeps nobody from help.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from bot import synthetic
from bot.gateway.messages import Opened
from bot.gateway.turn import Conversations, StoreDown

CHANNEL = "telegram"
CHATS = 10_000
UPDATES = 20_000


@dataclass
class Chat:
    """One private chat.

    ``finding`` and ``sending`` keep its updates and its answers in order.
    ``introduced`` is false until it has been told who Laituri is.
    """

    id: int
    conversation: str | None = None
    introduced: bool = True
    finding: asyncio.Lock = field(default_factory=asyncio.Lock)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)


class Chats:
    """The chats of this process, and the updates it has seen.

    The conversation of ``test_chat`` is the synthetic user's.
    """

    def __init__(
        self, conversations: Conversations, test_chat: int | None = None
    ) -> None:
        self._conversations, self._test_chat = conversations, test_chat
        self._chats: OrderedDict[int, Chat] = OrderedDict()
        self._updates: OrderedDict[int, None] = OrderedDict()
        self._told: OrderedDict[int, None] = OrderedDict()

    def first_time(self, update_id: int) -> bool:
        """Whether an update is new; Telegram may bring one again."""
        return _remember(self._updates, update_id, UPDATES)

    def first_group(self, chat_id: int) -> bool:
        """Whether a group has not yet been told that only private chats work."""
        return _remember(self._told, chat_id, CHATS)

    def of(self, chat_id: int) -> Chat:
        """Return the chat, made when it is not known."""
        chat = self._chats.setdefault(chat_id, Chat(chat_id))
        self._chats.move_to_end(chat_id)
        while len(self._chats) > CHATS:
            oldest = next(iter(self._chats.values()))
            if oldest.finding.locked() or oldest.sending.locked():
                break
            del self._chats[oldest.id]
        return chat

    def _channel(self, chat: Chat) -> str:
        return synthetic.CHANNEL if chat.id == self._test_chat else CHANNEL

    async def find(self, chat: Chat) -> str | None:
        """Return the chat's conversation, if it has one."""
        if chat.conversation is None:
            try:
                chat.conversation = await self._conversations.find(
                    self._channel(chat), str(chat.id)
                )
            except StoreDown:
                return None
        return chat.conversation

    async def open(self, chat: Chat) -> Opened:
        """Open a new conversation for the chat."""
        channel = self._channel(chat)
        try:
            opened = await self._conversations.open(channel, None, str(chat.id))
        except StoreDown:
            opened = await self._conversations.open(channel, None)
        chat.conversation, chat.introduced = opened.conversation, False
        return opened

    def forget(self, chat_id: int) -> None:
        """Forget the chat's conversation; a new one is opened when it writes."""
        self._chats.pop(chat_id, None)


def _remember(seen: OrderedDict[int, None], number: int, limit: int) -> bool:
    if number in seen:
        return False
    seen[number] = None
    if len(seen) > limit:
        seen.popitem(last=False)
    return True
