"""Runs the gateway under uvicorn, on any port, safe from slow requests."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket as sockets
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.auto import AutoHTTPProtocol

logger = logging.getLogger(__name__)

HEADER_SECONDS = 10.0
HEADER_LIMIT = 64 * 1024
KEEP_ALIVE_SECONDS = 75
"""Longer than clients and proxies keep one, so that they never meet a closed one."""
SOCKET_FRAME_LIMIT = 1024 * 1024
"""Frames up to this size get a polite answer, longer ones close the socket."""
ANNOUNCEMENT = "gateway.json"


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP whose headers have to come within 10 s and are bounded (slow-loris)."""

    header_seconds = HEADER_SECONDS
    _deadline: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Any) -> None:
        """Start the clock with the connection."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Start the clock with a request's first bytes, stop it with its headers."""
        self._head += len(data)
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    @property
    def _serving(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        upgraded = self.transport.get_protocol() is not self
        idle = self.timeout_keep_alive_task is not None
        if self._serving or upgraded or idle:
            self._head = 0
            self._stop()
        elif self._head > HEADER_LIMIT:
            self.transport.abort()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.header_seconds, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        if not self._serving:
            self.transport.abort()

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Server(uvicorn.Server):
    """Announces its port in ``home/gateway.json`` once it serves."""

    def __init__(self, config: uvicorn.Config, home: Path) -> None:
        super().__init__(config)
        self._home = home
        self.port = 0

    async def startup(self, sockets: list[sockets.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        if self.started and sockets:
            self.port = int(sockets[0].getsockname()[1])
            self._announce()
            logger.info("serving on port %d", self.port)

    def _announce(self) -> None:
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            draft = self._home / f".{ANNOUNCEMENT}.{os.getpid()}"
            draft.write_text(json.dumps({"port": self.port, "pid": os.getpid()}) + "\n")
            draft.replace(self._home / ANNOUNCEMENT)
        except OSError as error:  # a full disk must not keep urgent help away
            logger.error("the port is not announced: %s", type(error).__name__)  # noqa: TRY400


def make_server(app: ASGIApp, host: str, port: int, home: Path) -> Server:
    """Return the server for an application; ``port`` 0 means any that is free."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PatientProtocol,
        ws="wsproto",
        ws_max_size=SOCKET_FRAME_LIMIT,
        ws_ping_interval=25.0,
        ws_ping_timeout=25.0,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=5,
    )
    return Server(config, home)


def listen(server: Server) -> list[sockets.socket]:
    """Bind the server's address.

    Raises:
        OSError: when it is taken or not ours.
    """
    host, port = server.config.host, server.config.port
    family = sockets.AF_INET6 if ":" in host else sockets.AF_INET
    bound = sockets.socket(family, sockets.SOCK_STREAM)
    try:
        bound.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    bound.set_inheritable(True)
    return [bound]
