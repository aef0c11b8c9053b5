"""The HTTP calls of the chat API (design 3.2)."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.gateway.errors import ApiError
from bot.gateway.limits import Limits
from bot.gateway.messages import (
    Answer,
    ErrorBody,
    Inbound,
    MessageRequest,
    Opened,
    OpenRequest,
    Replies,
)
from bot.gateway.turn import Conversations
from bot.synthetic import CHANNEL, MARK_HEADER, mark

router = APIRouter(prefix="/api/v1")
_scheme = HTTPBearer(auto_error=False, description="The token of the conversation.")

_ERROR = {
    "error": {"code": "too_large", "message": "Viesti on liian pitkä."},
    "replies": [
        {
            "id": 1795500000000,
            "kind": "notice",
            "from": "bot",
            "language": "fi",
            "text": "Viesti on liian pitkä. Jos olet vaarassa, soita 112.",
            "buttons": [],
        }
    ],
}
_WHEN = {
    400: "The body is not JSON, too deep, has too many keys, or came too slowly.",
    401: "No token, or the conversation has ended.",
    404: "There is no such address.",
    413: "The body is over 64 KB.",
    422: "The JSON does not have the shape that is asked for.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "Not possible right now.",
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of error answers."""
    return {
        status: {
            "model": ErrorBody,
            "description": _WHEN[status],
            "content": {"application/json": {"example": _ERROR}},
        }
        for status in statuses
    }


async def conversations_of(request: Request) -> Conversations:
    """Return the service behind every channel."""
    service: Conversations = request.app.state.conversations
    return service


class Session:
    """The bearer token of a request and the conversation it was made for."""

    def __init__(self, token: str, conversation_id: str) -> None:
        self.token, self.conversation_id = token, conversation_id


async def session_of(
    service: Annotated[Conversations, Depends(conversations_of)],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)],
) -> Session:
    """Return the session of a request.

    Raises:
        ApiError: when there is no token or it is not ours.
    """
    token = given.credentials if given else ""
    conversation_id = service.sessions.keys.conversation_of(token)
    if conversation_id is None:
        raise ApiError(401, "unauthorized")
    return Session(token, conversation_id)


Service = Annotated[Conversations, Depends(conversations_of)]
Known = Annotated[Session, Depends(session_of)]


def address_of(request: Request) -> str | None:
    """Return the client's address."""
    return request.client.host if request.client else None


@router.post(
    "/conversations",
    status_code=201,
    summary="Open a conversation",
    responses=errors(400, 413, 422, 429, 503),
)
async def open_conversation(
    request: Request, service: Service, wish: OpenRequest | None = None
) -> Opened:
    """Open a conversation and return the greeting and the conversation's token."""
    limits: Limits = request.app.state.limits
    language = wish.language if wish else None
    given = request.headers.get(MARK_HEADER)
    if given is not None:
        expected = mark(service.sessions.keys)
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise ApiError(401, "unauthorized", language=language)
        return await service.open(CHANNEL, language)
    wait = limits.conversation(address_of(request))
    if wait:
        raise ApiError(429, "rate_limited", wait, language)
    return await service.open("web", language)


@router.post(
    "/messages",
    summary="Say something or press a button",
    responses=errors(400, 401, 413, 422, 429, 503),
)
async def send_message(
    request: Request, service: Service, session: Known, message: MessageRequest
) -> Answer:
    """Answer a message. The same `message_id` returns the same replies, acts once."""
    outcome = await service.take(
        session.conversation_id,
        Inbound(
            text=message.text,
            button=message.button,
            message_id=message.message_id,
            token=session.token,
            address=address_of(request),
        ),
    )
    if outcome.retry_after:
        raise ApiError(429, "rate_limited", outcome.retry_after, outcome.language)
    return Answer(replies=outcome.replies, language=outcome.language)


@router.get(
    "/replies",
    summary="Replies after an id",
    responses=errors(401, 422, 503),
)
async def replies_after(
    service: Service,
    session: Known,
    after: Annotated[int, Query(ge=0, description="The last id seen.")] = 0,
) -> Replies:
    """Return the replies after an id, oldest first: for clients without WebSocket."""
    replies = await service.replies_after(session.conversation_id, after, session.token)
    return Replies(replies=replies)


@router.get(
    "/conversations/export",
    summary="All that is held",
    responses=errors(401, 503),
)
async def export_conversation(service: Service, session: Known) -> dict[str, Any]:
    """Return all that is held about the conversation."""
    return await service.export(session.conversation_id, session.token)


@router.delete(
    "/conversations",
    status_code=204,
    summary="Delete everything",
    responses=errors(401, 503),
)
async def delete_conversation(service: Service, session: Known) -> Response:
    """Erase all that is held about the conversation, at once."""
    await service.delete(session.conversation_id, session.token)
    return Response(status_code=204)
