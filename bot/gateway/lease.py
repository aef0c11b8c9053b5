"""One gateway at a time in a conversation, where several share a database."""

from __future__ import annotations

import asyncio

from bot.gateway.sessions import Sessions

POLL_SECONDS = 0.1


class Lease:
    """Keeps other gateways away from a conversation for an ``async with`` block.

    Entering waits while another one is at work; it gives whether it is ours now.
    """

    def __init__(self, sessions: Sessions, conversation_id: str, wait: float) -> None:
        self._sessions, self._id, self._wait = sessions, conversation_id, wait
        self._mine = False

    async def __aenter__(self) -> bool:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._wait
        while True:
            self._mine = await self._sessions.lease(self._id)
            if self._mine or loop.time() > until:
                return self._mine
            await asyncio.sleep(POLL_SECONDS)

    async def __aexit__(self, *_: object) -> None:
        if self._mine:
            await self._sessions.release(self._id)
