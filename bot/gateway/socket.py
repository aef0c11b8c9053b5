"""The WebSocket of the chat API: messages in, replies out, later ones too.

The first frame is ``{"token", "after"?}``, within 5 s; a token never stands in an
address. Frames after it are message bodies as in ``POST /messages``.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field, ValidationError

from bot.gateway.bounds import BODY_LIMIT, TAIL, OutOfBounds, parse
from bot.gateway.errors import ApiError, Problems, accepted_language
from bot.gateway.headers import host_of
from bot.gateway.messages import Inbound, MessageRequest, Reply
from bot.gateway.subscribers import Subscription
from bot.gateway.turn import Conversations
from bot.store.records import UnknownConversation

logger = logging.getLogger(__name__)
router = APIRouter()

FIRST_FRAME_SECONDS = 5.0
IN_FLIGHT = 40
UNAUTHORIZED, TOO_MANY = 4401, 4429


class FirstFrame(BaseModel):
    """Who the socket belongs to, and the last reply the client has seen."""

    token: str
    after: Annotated[int, Field(ge=0)] | None = None


@router.websocket("/api/v1/socket")
async def socket(websocket: WebSocket) -> None:
    """Serve one socket until it closes."""
    state = websocket.app.state
    if not allowed(websocket, state.allowed_origins):
        await websocket.close()
        return
    await websocket.accept()
    serving = Serving(websocket, state.conversations, state.problems)
    await serving.run(state.first_frame_seconds)


def allowed(websocket: WebSocket, origins: Sequence[str]) -> bool:
    """Whether the page that opens the socket is our own or on the list.

    Programs send no ``Origin``; browsers always do.
    """
    origin = websocket.headers.get("origin")
    if origin is None or origin in origins:
        return True
    return urlsplit(origin).netloc == host_of(websocket.scope)


class Serving:
    """One open socket."""

    def __init__(
        self, websocket: WebSocket, conversations: Conversations, problems: Problems
    ) -> None:
        self._websocket, self._problems = websocket, problems
        self._conversations = conversations
        self._sending = asyncio.Lock()
        self._id, self._token = "", ""

    async def run(self, first_frame_seconds: float) -> None:
        """Authenticate, then pass frames and replies until the socket closes."""
        missed = await self._enter(first_frame_seconds)
        if missed is None:
            await self._close(UNAUTHORIZED)
            return
        if self._conversations.subscribers.crowded(self._id):
            await self._close(TOO_MANY)
            return
        metrics = self._conversations.metrics
        metrics.sockets.inc()
        try:
            with self._conversations.subscribe(self._id) as subscription:
                if missed:
                    await self._send(missed)
                async with asyncio.TaskGroup() as tasks:
                    pump = tasks.create_task(self._pump(subscription))
                    try:
                        await self._listen(subscription, tasks)
                    finally:
                        pump.cancel()
        finally:
            metrics.sockets.dec()

    async def _enter(self, seconds: float) -> list[Reply] | None:
        """Return the replies the client has missed; ``None`` when it is refused."""
        error, raw = ApiError(401, "unauthorized"), b""
        try:
            async with asyncio.timeout(seconds):
                raw = await self._frame()
            first = FirstFrame.model_validate(_read(raw))
            self._token = first.token
            keys = self._conversations.sessions.keys
            self._id = keys.conversation_of(first.token) or ""
            if self._id:
                return await self._missed(first.after)
        except TimeoutError:
            pass
        except OutOfBounds as problem:
            error = ApiError(problem.status, problem.code)
        except ValidationError:
            error = ApiError(422, "invalid")
        except (UnknownConversation, WebSocketDisconnect):
            pass
        await self._fail(error, raw)
        return None

    async def _missed(self, after: int | None) -> list[Reply]:
        if after is None:
            await self._conversations.language_of(self._id, self._token)
            return []
        return await self._conversations.replies_after(self._id, after, self._token)

    async def _listen(
        self, subscription: Subscription, tasks: asyncio.TaskGroup
    ) -> None:
        places = asyncio.Semaphore(IN_FLIGHT)
        while True:
            try:
                raw = await self._frame()
            except WebSocketDisconnect:
                return
            await places.acquire()
            task = tasks.create_task(self._message(raw, subscription))
            task.add_done_callback(lambda _: places.release())

    async def _message(self, raw: bytes, subscription: Subscription) -> None:
        message_id = None
        try:
            message = MessageRequest.model_validate(_read(raw))
            message_id = message.message_id
            client = self._websocket.client
            outcome = await self._conversations.take(
                self._id,
                Inbound(
                    text=message.text,
                    button=message.button,
                    message_id=message_id,
                    token=self._token,
                    address=client.host if client else None,
                    origin=subscription,
                ),
            )
        except OutOfBounds as problem:
            await self._fail(ApiError(problem.status, problem.code), raw)
        except ValidationError:
            await self._fail(ApiError(422, "invalid"), raw)
        except UnknownConversation:
            await self._fail(ApiError(401, "unauthorized"), raw, message_id)
            await self._close(UNAUTHORIZED)
        except Exception:
            logger.exception("a frame failed")
            await self._fail(ApiError(503, "internal"), raw, message_id)
        else:
            if outcome.retry_after:
                error = ApiError(429, "rate_limited", outcome.retry_after)
                await self._fail(error, raw, message_id)
            else:
                await self._send(outcome.replies, message_id)

    async def _pump(self, subscription: Subscription) -> None:
        while True:
            push = await subscription.get()
            await self._send(push.replies, push.message_id)

    async def _frame(self) -> bytes:
        """Return the next frame, text or bytes, as bytes."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        if text is not None:
            return str(text).encode("utf-8", "replace")
        return bytes(message.get("bytes") or b"")

    async def _fail(
        self, error: ApiError, raw: bytes, message_id: str | None = None
    ) -> None:
        language = accepted_language(self._websocket.scope)
        if self._id:
            with contextlib.suppress(UnknownConversation):
                known = await self._conversations.language_of(self._id, self._token)
                language = known or language
        screened = raw if len(raw) <= BODY_LIMIT else raw[:BODY_LIMIT] + raw[-TAIL:]
        body = await self._problems.body(error, language, screened)
        await self._push(body.model_dump(mode="json", by_alias=True), message_id)

    async def _send(self, replies: list[Reply], message_id: str | None = None) -> None:
        await self._push({"replies": [one.to_json() for one in replies]}, message_id)

    async def _push(self, body: dict[str, Any], message_id: str | None) -> None:
        if message_id is not None:
            body = {"message_id": message_id, **body}
        # A client that has gone asks for what it missed when it comes back.
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            async with self._sending:
                await self._websocket.send_json(body)

    async def _close(self, code: int) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.close(code)


def _read(raw: bytes) -> Any:
    if len(raw) > BODY_LIMIT:
        raise OutOfBounds(413, "too_large")
    return parse(raw)
