"""Security headers on every answer (``safety.md`` V9), as plain ASGI middleware."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")


class SecurityHeaders:
    """Adds the headers; ``frames`` are the origins that may show the widget."""

    def __init__(self, app: ASGIApp, frames: Sequence[str] = ()) -> None:
        self._app, self._frames = app, " ".join(["'self'", *frames])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add headers to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                found = message["status"] < 400
                for name, value in self._headers(scope, found).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, add)

    def _headers(self, scope: Scope, found: bool) -> dict[str, str]:
        path: str = scope["path"]
        static = found and (path == "/widget.js" or path.startswith("/static/"))
        headers = {
            "Content-Security-Policy": self._policy(host_of(scope)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "cross-origin" if static else "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cache-Control": "no-cache" if static else "no-store",
        }
        if scope.get("scheme") == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return headers

    def _policy(self, host: str | None) -> str:
        sockets = f" ws://{host} wss://{host}" if host else ""
        return "; ".join(
            (
                "default-src 'self'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                f"connect-src 'self'{sockets}",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'self'",
                f"frame-ancestors {self._frames}",
            )
        )


def host_of(scope: Scope) -> str | None:
    """Return the ``Host`` header when it is one."""
    for name, value in scope["headers"]:
        if name == b"host":
            host = value.decode("latin-1")
            return host if _HOST.fullmatch(host) else None
    return None
