"""The action server: rasa-sdk's executor behind two routes, on loopback only.

rasa-sdk's own server listens on every interface, repeats the request body in its
errors and answers nothing when an action fails. This one always answers: an
action that fails or is late becomes the response ``utter_service_down``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actions import catalogue

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 3.0
SERVICE_DOWN: dict[str, Any] = {
    "events": [],
    "responses": [
        {
            "response": "utter_service_down",
            "custom": {"version": 1, "kind": "notice", "failed": True},
        }
    ],
}


def create_app(database_url: str, deadline: float = DEADLINE_SECONDS) -> Starlette:
    """Return the application; ``database_url`` is the catalogue's."""
    executor = ActionExecutor()
    executor.register_package("actions")

    async def webhook(request: Request) -> JSONResponse:
        try:
            call = await request.json()
        except (ValueError, RecursionError):
            return JSONResponse({"error": "bad request"}, status_code=400)
        if not isinstance(call, dict):
            return JSONResponse({"error": "bad request"}, status_code=400)
        name = str(call.get("next_action"))
        try:
            result = await asyncio.wait_for(executor.run(call), deadline)
        except ActionNotFoundException:
            return JSONResponse({"error": "not found", "action_name": name}, 404)
        except ActionExecutionRejection:
            return JSONResponse({"error": "rejected", "action_name": name}, 400)
        except Exception as error:  # an answer is owed whatever happens
            # The type only: the message may hold the user's words.
            logger.error("%s failed: %s", name, type(error).__name__)  # noqa: TRY400
            return JSONResponse(SERVICE_DOWN)
        return JSONResponse(result)

    async def health(_: Request) -> JSONResponse:
        try:
            services = await asyncio.wait_for(
                asyncio.to_thread(catalogue.count_services), deadline
            )
        except Exception as error:
            return JSONResponse(
                {"status": "error", "catalogue": type(error).__name__}, status_code=503
            )
        return JSONResponse({"status": "ok", "catalogue": "ok", "services": services})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        catalogue.connect(database_url)
        warming = asyncio.create_task(catalogue.warm_up())
        yield
        warming.cancel()
        catalogue.disconnect()

    return Starlette(
        routes=[
            Route("/webhook", webhook, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
        ],
        lifespan=lifespan,
    )


def main() -> None:
    """Serve on 127.0.0.1 and the port given as the only argument."""
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stdout,
        format=json.dumps({"level": "%(levelname)s", "event": "%(message)s"}),
    )
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    uvicorn.run(
        create_app(os.environ["LAITURI_CATALOGUE_URL"]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        ws="none",
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
