"""Serves an application on a free loopback port, with a real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from fastapi import FastAPI

from services_db.api.server import make_server

DEADLINE = 10.0


@contextmanager
def served(app: FastAPI) -> Iterator[httpx.Client]:
    """Yield a client of ``app``, which runs in a thread of this process."""
    server = make_server(app)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        end = time.monotonic() + DEADLINE
        while not server.started and thread.is_alive() and time.monotonic() < end:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(DEADLINE)
