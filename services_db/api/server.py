"""The server of the API: plain HTTP, bounded, silent."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

MOST_AT_ONCE = 100
KEEP_ALIVE_SECONDS = 5


def make_server(app: FastAPI, host: str = "127.0.0.1", port: int = 0) -> uvicorn.Server:
    """Return the server of an application; ``port`` 0 means any that is free."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=KEEP_ALIVE_SECONDS,
    )
    return uvicorn.Server(config)
