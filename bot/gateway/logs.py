"""JSON lines on standard error that can hold no word of a user.

A record of our own says an event and short, hashed ids. A record of a library
says only which library and what kind of error: its texts may repeat what a client
sent. Exceptions are told by type and place, without their message and locals.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from bot.settings import ROOT

OWN = ("bot", "services_db")
_SERVER = "uvicorn"


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line)


def _event(record: logging.LogRecord) -> str:
    package = record.name.split(".")[0]
    if package in OWN or record.name == "__main__":
        return record.getMessage()
    if package == _SERVER:
        # Its template: its arguments hold addresses and paths.
        return str(record.msg).strip()
    return f"{record.module}:{record.lineno}"


def _where(trace: TracebackType | None) -> list[str]:
    places = []
    for frame in traceback.extract_tb(trace)[-12:]:
        place = frame.filename.removeprefix(f"{ROOT}/")
        places.append(f"{place.rpartition('site-packages/')[2]}:{frame.lineno}")
    return places


def configure(level: str) -> None:
    """Send every log record of this process through ``JsonLines``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    own = logging.getLogger("bot")
    own.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
        server.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _unhandled
    threading.excepthook = _unhandled_in_thread


def _unhandled(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("unhandled", exc_info=(kind, error, trace))


def _unhandled_in_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value
    if error is not None:
        _unhandled(args.exc_type, error, args.exc_traceback)
