"""The synthetic user in Telegram: the whole way from an update to Telegram's yes.

A bot cannot write to itself. So an operator names a private chat that nobody uses; an
update as from there goes the way of a real one, and the answer has to be taken by
Telegram in time. What was sent there is taken away again.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from telegram import Bot, Chat, Message, Update, User
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.gateway import help_texts
from bot.synthetic import DANGER, PROMISE_SECONDS, SEARCH

PLACE = SEARCH.rpartition(" ")[2].removesuffix("sta")
LANGUAGE = "fi"


class SyntheticUser:
    """Asks in the chat with this number, by ``process``, which handles an update.

    ``arrived`` must be told of each message that Telegram takes.
    """

    def __init__(
        self,
        number: int,
        bot: Bot,
        process: Callable[[Update], Awaitable[None]],
    ) -> None:
        self.number = number
        self._bot, self._process = bot, process
        self._heard: list[Message] = []
        # Telegram's own numbers are positive.
        self._updates = itertools.count(-1, -1)

    def arrived(self, message: Message) -> None:
        """Note a message that Telegram has taken."""
        if message.chat.id == self.number:
            self._heard.append(message)

    async def problems(self, forget: Callable[[int], Awaitable[None]]) -> list[str]:
        """Return what was wrong with the answers; no line holds a word of them.

        ``forget`` erases the chat's conversation.
        """
        found = []
        try:
            for name, text, fits in (
                ("search", SEARCH, _finds),
                ("urgent help", DANGER, _helps),
            ):
                problem = await self._asked(text, fits)
                if problem:
                    found.append(f"test chat: {name}: {problem}")
        finally:
            await forget(self.number)
        return found

    async def _asked(self, text: str, fits: Callable[[str], bool]) -> str | None:
        self._heard.clear()
        try:
            async with asyncio.timeout(PROMISE_SECONDS):
                await self._process(self._update(text))
        except TimeoutError:
            return "no answer in time"
        texts = [message.text or "" for message in self._heard]
        await self._take_away()
        if not texts:
            return "no answer"
        return None if any(map(fits, texts)) else "not what was asked for"

    async def _take_away(self) -> None:
        numbers = [message.message_id for message in self._heard]
        if numbers:
            with contextlib.suppress(TelegramError):
                await self._bot.delete_messages(self.number, numbers)

    def _update(self, text: str) -> Update:
        number = next(self._updates)
        person = User(self.number, "synthetic", is_bot=False)
        chat = Chat(self.number, ChatType.PRIVATE)
        message = Message(-number, datetime.now(UTC), chat, person, text=text)
        message.set_bot(self._bot)
        return Update(number, message=message)


def _finds(text: str) -> bool:
    return PLACE in text and help_texts.static(LANGUAGE).text not in text


def _helps(text: str) -> bool:
    urgent = help_texts.crisis("suicide", LANGUAGE, 0).text
    return "112" in text and urgent.partition("\n")[0] in text
