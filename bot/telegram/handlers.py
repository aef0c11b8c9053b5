"""What happens on an update: text, a key press, anything else, being blocked.

Of a user, only the chat's id is read. Nothing of an update is logged.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.gateway import commands
from bot.gateway.answering import Outcome
from bot.gateway.commands import Command
from bot.gateway.messages import Inbound, Reply
from bot.gateway.turn import Conversations, StoreDown, UnknownConversation
from bot.telegram import notices
from bot.telegram.chats import CHANNEL, Chat, Chats
from bot.telegram.render import Outgoing, messages, plain
from bot.telegram.sending import Blocked, Sender
from bot.texts import DEFAULT_LANGUAGE, text

logger = logging.getLogger(__name__)

_GONE = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}
_SERVICE = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "chat_background_set",
    "connected_website",
)


class Handlers:
    """Handles updates of the bot, each at most once."""

    def __init__(
        self,
        conversations: Conversations,
        sender: Sender,
        page: str | None = None,
        test_chat: int | None = None,
    ) -> None:
        self._conversations, self._sender, self._page = conversations, sender, page
        self._chats = Chats(conversations, test_chat)

    async def handle(self, update: Update) -> None:
        """Handle one update; updates of one chat in the order of the calls."""
        if not self._chats.first_time(update.update_id):
            return
        if update.my_chat_member is not None:
            await self._member(update.my_chat_member)
            return
        number = f"{CHANNEL}-{update.update_id}"
        message = update.message or update.edited_message
        if update.callback_query is not None:
            await self._pressed(update.callback_query, number)
        elif message is not None:
            await self._message(message, number)

    async def _pressed(self, query: CallbackQuery, number: str) -> None:
        if query.message is None or query.message.chat.type == ChatType.PRIVATE:
            pressed = Inbound(button=query.data or "", message_id=number)
            await self._answer(query.from_user.id, pressed, query.id)

    async def _message(self, message: Message, number: str) -> None:
        words = message.text or message.caption
        if message.chat.type != ChatType.PRIVATE:
            await self._group(message.chat.id)
        elif words is None:
            await self._not_text(self._chats.of(message.chat.id), message)
        else:
            said = Inbound(text=words, message_id=number)
            await self._answer(message.chat.id, said)

    async def _answer(
        self, chat_id: int, inbound: Inbound, query_id: str | None = None
    ) -> None:
        chat = self._chats.of(chat_id)
        inbound = replace(inbound, channel=CHANNEL)
        async with asyncio.TaskGroup() as tasks:
            taken = tasks.create_task(self._take(chat, inbound))
            if query_id is not None:
                tasks.create_task(self._sender.answer(query_id))
        try:
            async with chat.sending:
                await self._sender.send(chat.id, taken.result())
        except Blocked:
            await self.erase(chat.id)

    async def _take(self, chat: Chat, inbound: Inbound) -> list[Outgoing]:
        """Return what to say; a conversation that has ended is followed by a new one.

        The lock is given up with the gateway's own place in the queue taken, so
        that urgent help can overtake an answer that takes long.
        """
        for _ in range(2):
            async with chat.finding:
                conversation = await self._chats.find(chat)
                if conversation is None:
                    opened = await self._chats.open(chat)
                    conversation = opened.conversation
                    if _starts(inbound):
                        chat.introduced = True
                        return self._greeting(opened.replies)
            try:
                outcome = await self._conversations.take(conversation, inbound)
            except UnknownConversation:
                self._end(chat, conversation)
                continue
            shown = await self._introduced(chat, conversation, inbound, outcome.replies)
            return [*shown, *self._of_telegram(inbound, outcome)]
        return []

    async def _introduced(
        self, chat: Chat, conversation: str, inbound: Inbound, replies: list[Reply]
    ) -> list[Outgoing]:
        """Return an answer, the first time after who Laituri is.

        Urgent help comes first and alone, with the line on Telegram after it.
        """
        if _starts(inbound):
            chat.introduced = True
            return self._greeting(replies)
        shown = [one for reply in replies for one in messages(reply)]
        if chat.introduced:
            return shown
        urgent = any(reply.kind == "crisis" for reply in replies)
        chat.introduced = not urgent
        language = await self._language(conversation)
        private = notices.not_private(language, self._page)
        if urgent:
            return [*shown, *plain(private)]
        greeting = text(language, "gateway.greeting")
        return [*plain(f"{greeting}\n\n{private}"), *shown]

    def _greeting(self, replies: list[Reply]) -> list[Outgoing]:
        first, *rest = replies
        language = first.language
        private = notices.not_private(language, self._page)
        whole = first.model_copy(update={"text": f"{first.text}\n\n{private}"})
        return [one for reply in [whole, *rest] for one in messages(reply)]

    def _of_telegram(self, inbound: Inbound, outcome: Outcome) -> list[Outgoing]:
        """Return what only Telegram's users need to hear after an answer."""
        language = outcome.language or DEFAULT_LANGUAGE
        if outcome.by == "deleted":
            return plain(notices.still_in_the_chat(language))
        asked = commands.parse(inbound.text or "")
        if asked is Command.PRIVACY:
            return plain(notices.whole_notice(language, self._page) or "")
        return []

    async def _not_text(self, chat: Chat, message: Message) -> None:
        if any(getattr(message, name, None) is not None for name in _SERVICE):
            return
        conversation = await self._chats.find(chat)
        language = await self._language(conversation)
        with contextlib.suppress(Blocked):
            async with chat.sending:
                words = text(language, "telegram.only_text")
                await self._sender.send(chat.id, plain(words))

    async def _group(self, chat_id: int) -> None:
        if self._chats.first_group(chat_id):
            words = text(DEFAULT_LANGUAGE, "telegram.only_private")
            with contextlib.suppress(Blocked):
                await self._sender.send(chat_id, plain(words))

    async def _member(self, change: ChatMemberUpdated) -> None:
        private = change.chat.type == ChatType.PRIVATE
        if private and change.new_chat_member.status in _GONE:
            await self.erase(change.chat.id)

    async def erase(self, chat_id: int) -> None:
        """Delete the conversation of a chat that is no more."""
        chat = self._chats.of(chat_id)
        async with chat.finding:
            conversation = await self._chats.find(chat)
            if conversation is not None:
                try:
                    await self._conversations.delete(conversation)
                except StoreDown:
                    logger.warning("a conversation is left to the purge")
                except UnknownConversation:
                    pass
            self._chats.forget(chat_id)

    def _end(self, chat: Chat, conversation: str) -> None:
        """Forget a conversation that is gone, unless a newer one took its place."""
        if chat.conversation == conversation:
            chat.conversation = None

    async def _language(self, conversation: str | None) -> str:
        if conversation is None:
            return DEFAULT_LANGUAGE
        try:
            found = await self._conversations.language_of(conversation)
        except (StoreDown, UnknownConversation):
            return DEFAULT_LANGUAGE
        return found or DEFAULT_LANGUAGE


def _starts(inbound: Inbound) -> bool:
    return commands.parse(inbound.text or "") is Command.START
