"""Errors of the API: never a dead end, and never a word of what was sent.

Every error says where help is, in the conversation's language where it is known.
What came in a refused request is screened all the same: a crisis gets its reply.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from bot.gateway import help_texts
from bot.gateway.bounds import words
from bot.gateway.messages import ErrorBody, Problem
from bot.gateway.turn import Conversations
from bot.store.records import StoreDown, UnknownConversation
from bot.texts import DEFAULT_LANGUAGE, languages, text

BODY = "laituri.body"
"""Where the bytes of a request's body are kept in the ASGI scope."""

_TEXTS: Mapping[int, str] = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "not_found",
    413: "too_large",
    422: "invalid",
    429: "rate_limited",
    503: "unavailable",
}


class ApiError(Exception):
    """An error to answer with; ``retry_after`` in seconds where waiting helps."""

    def __init__(
        self,
        status: int,
        code: str,
        retry_after: float = 0.0,
        language: str | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code = status, code
        self.retry_after, self.language = retry_after, language


class Problems:
    """Makes error answers."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def answer(self, scope: Scope, error: ApiError) -> Response:
        """Return the answer to a request that failed."""
        language = error.language or await self._language(scope)
        body = await self.body(error, language, scope.get(BODY, b""))
        headers = {}
        if error.retry_after:
            headers["Retry-After"] = str(math.ceil(error.retry_after))
        if error.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        if error.status in {400, 413}:
            headers["Connection"] = "close"
        return JSONResponse(
            body.model_dump(mode="json", by_alias=True), error.status, headers
        )

    async def body(self, error: ApiError, language: str, raw: bytes) -> ErrorBody:
        """Return the body of an error; ``raw`` is what the client sent."""
        seconds = math.ceil(error.retry_after) or 1
        key = _TEXTS.get(error.status, "unavailable")
        message = text(language, f"gateway.error.{key}", seconds=seconds)
        screening = help_texts.screen(words(raw), language) if raw else None
        if screening is not None and screening.tier == 1:
            shown = screening.language or language
            kind = screening.kind or "crisis"
            draft = help_texts.crisis(kind, shown, 0)
            await self._conversations.sessions.count(kind, 1, shown)
        else:
            shown, draft = language, help_texts.beside_error(message, language)
        replies = self._conversations.sessions.minter.loose([draft], shown)
        return ErrorBody(
            error=Problem(code=error.code, message=message), replies=replies
        )

    async def _language(self, scope: Scope) -> str:
        token = bearer(scope)
        keys = self._conversations.sessions.keys
        conversation_id = keys.conversation_of(token) if token else None
        if token and conversation_id:
            with contextlib.suppress(UnknownConversation):
                known = await self._conversations.language_of(conversation_id, token)
                if known:
                    return known
        return accepted_language(scope)


def bearer(scope: Scope) -> str | None:
    """Return the bearer token of a request."""
    scheme, _, token = _header(scope, b"authorization").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def accepted_language(scope: Scope) -> str:
    """Return the first of Laituri's languages that the client's browser names."""
    for part in _header(scope, b"accept-language").split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in languages():
            return code
    return DEFAULT_LANGUAGE


def spoken_in(request: Request, asked: str | None) -> str:
    """Return the language that a page is asked for, else what the browser names."""
    return asked if asked in languages() else accepted_language(request.scope)


def _header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""


def install(app: FastAPI, problems: Problems) -> None:
    """Answer every kind of error of the framework in our shape."""

    async def api_error(request: Request, error: Exception) -> Response:
        return await problems.answer(request.scope, cast("ApiError", error))

    async def unknown(request: Request, _: Exception) -> Response:
        return await problems.answer(request.scope, ApiError(401, "unauthorized"))

    async def down(request: Request, _: Exception) -> Response:
        return await problems.answer(request.scope, ApiError(503, "unavailable", 5.0))

    async def invalid(request: Request, _: Exception) -> Response:
        return await problems.answer(request.scope, ApiError(422, "invalid"))

    async def http(request: Request, error: Exception) -> Response:
        status = cast("HTTPException", error).status_code
        code = _TEXTS.get(status, "unavailable")
        return await problems.answer(request.scope, ApiError(status, code))

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(UnknownConversation, unknown)
    app.add_exception_handler(StoreDown, down)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
