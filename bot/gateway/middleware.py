"""Plain ASGI middleware: bounds on bodies, a last resort, an access log."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.bounds import READ_SECONDS, OutOfBounds, parse, read_body
from bot.gateway.errors import BODY, ApiError, Problems
from bot.gateway.metrics import Metrics

logger = logging.getLogger(__name__)


class Bounds:
    """Reads the body of a request and refuses one that is out of bounds."""

    def __init__(
        self, app: ASGIApp, problems: Problems, read_seconds: float = READ_SECONDS
    ) -> None:
        self._app, self._problems, self._seconds = app, problems, read_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request within bounds on; answer any other with an error."""
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT", "PATCH"}:
            await self._app(scope, receive, send)
            return
        body = await read_body(receive, self._seconds)
        scope[BODY] = body.head if body.problem is None else body.head + body.tail
        problem = body.problem
        if problem is None and body.head.strip():
            try:
                parse(body.head)
            except OutOfBounds as error:
                problem = error
        if problem is not None:
            refused = ApiError(problem.status, problem.code)
            await (await self._problems.answer(scope, refused))(scope, receive, send)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body.head, "more_body": False}

        await self._app(scope, replay, send)


class LastResort:
    """Answers with help when anything else has failed."""

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        self._app, self._problems = app, problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; turn an exception into an answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            logger.exception("a request failed")
            if started:
                raise
            error = ApiError(503, "internal")
            await (await self._problems.answer(scope, error))(scope, receive, send)


class AccessLog:
    """One line for each request: route, status, time. No address, no query."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            # A path that matched nothing may hold anything: it is not repeated.
            route = getattr(scope.get("route"), "path", None) or "other"
            method = scope["method"] if len(scope["method"]) < 8 else "other"
            self._metrics.requests.labels(method, route, str(status)).inc()
            # Somebody asks for health every second or so.
            asked = logging.DEBUG if route.startswith("/health/") else logging.INFO
            logger.log(
                asked,
                "%s %s %d %.1f ms",
                method,
                route,
                status,
                (time.perf_counter() - started) * 1000,
            )
