"""A strict stand-in for Rasa behind the internal channel, and for the actions.

It refuses whatever the contract does not allow and remembers all it was sent.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

SECRET = "a secret of this test"
Answerer = Callable[[dict[str, Any]], list[dict[str, Any]]]


def echo(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer with what was understood; never the default of a real Rasa."""
    return [{"text": f"answer to {body.get('payload') or 'a text'}"}]


class FakeRasa:
    """What the fake answers, how slowly, and what it was asked."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything; answer quickly and well."""
        self.received: list[dict[str, Any]] = []
        self.violations: list[str] = []
        self.answer: Answerer = echo
        self.delay = 0.0
        self.drip = 0
        self.status = 200
        self.raw: bytes | None = None
        self.model = True
        self.catalogue: Any = {"services": 12}
        self.running: Counter[str] = Counter()
        self.most_running = 0

    def texts(self) -> list[str]:
        """Return the texts that reached Rasa."""
        return [body["text"] for body in self.received if "text" in body]

    def payloads(self) -> list[str]:
        """Return the payloads that reached Rasa."""
        return [body["payload"] for body in self.received if "payload" in body]

    def app(self) -> FastAPI:
        """Return the application: Rasa's two routes, the actions' one."""
        app = FastAPI(openapi_url=None)

        @app.post("/webhooks/gateway/webhook")
        async def webhook(request: Request) -> Response:
            if request.headers.get("X-Laituri-Secret") != SECRET:
                self.violations.append("wrong secret")
                return JSONResponse({"error": "forbidden"}, 403)
            body = json.loads(await request.body())
            self._check(body)
            self.received.append(body)
            if self.drip:
                return StreamingResponse(self._dripping())
            if self.raw is not None:
                return Response(self.raw, self.status, media_type="application/json")
            sender = body["sender"]
            self.running[sender] += 1
            self.most_running = max(self.most_running, self.running[sender])
            await asyncio.sleep(self.delay)
            self.running[sender] -= 1
            if self.status != 200:
                return JSONResponse({"error": "failed", "messages": []}, self.status)
            return JSONResponse({"messages": self.answer(body)})

        @app.get("/webhooks/gateway/ready")
        async def ready() -> Response:
            return JSONResponse({"model": self.model}, 200 if self.model else 503)

        @app.get("/health")
        async def health() -> Response:
            if isinstance(self.catalogue, str):
                body = {"status": "error", "catalogue": self.catalogue}
                return JSONResponse(body, 503)
            return JSONResponse({"status": "ok", "catalogue": self.catalogue})

        return app

    async def _dripping(self) -> AsyncIterator[bytes]:
        for _ in range(self.drip):
            yield b" "
            await asyncio.sleep(0.1)

    def _check(self, body: dict[str, Any]) -> None:
        if not set(body) <= {"sender", "text", "payload", "metadata"}:
            self.violations.append(f"keys {sorted(body)}")
        if len(body.get("sender", "")) != 32:
            self.violations.append("sender is no conversation id")
        if ("text" in body) == ("payload" in body):
            self.violations.append("either text or payload")
        if body.get("metadata", {}).get("language") not in {"fi", "sv", "en"}:
            self.violations.append("metadata.language")
        text = body.get("text", "")
        if text[:1] in {"/", " "} or len(text) > 2_000 or not isinstance(text, str):
            self.violations.append("text is not clean")
        if not body.get("payload", "/").startswith("/"):
            self.violations.append("payload is none")
