"""Starts Rasa with logs that cannot hold anybody's words.

Rasa logs the message, the slots and, on an error, every local variable. Its
anonymiser is for paying customers, so its place in the chain of log processors is
taken by one that keeps the event's name and where an error came from, and drops
the rest.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from types import TracebackType
from typing import Any

KEPT_KEYS = frozenset({"event", "level", "timestamp"})


def environment() -> dict[str, str]:
    """Return what must be in the environment before numpy or Rasa is imported."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "FORCE_JSON_LOGGING": "1",
    }


def describe_error(exc_info: Any) -> dict[str, Any]:
    """Return type and places of an exception: no message, no local variables."""
    kind: type[BaseException] | None
    trace: TracebackType | None
    if isinstance(exc_info, BaseException):
        kind, trace = type(exc_info), exc_info.__traceback__
    elif isinstance(exc_info, tuple):
        kind, trace = exc_info[0], exc_info[2]
    else:
        kind, _, trace = sys.exc_info()
    if kind is None:
        return {}
    frames = traceback.extract_tb(trace)[-8:]
    places = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in frames]
    return {"error": kind.__name__, "at": places}


def drop_private(_logger: Any, _method: str, event_dict: dict[str, Any]) -> Any:
    """A structlog processor: keep names and places, drop everything else."""
    kept = {key: event_dict[key] for key in KEPT_KEYS if key in event_dict}
    if event_dict.get("exc_info"):
        kept.update(describe_error(event_dict["exc_info"]))
    return kept


def main() -> None:
    """Run ``rasa`` with this process's arguments."""
    os.environ.update(environment())
    warnings.filterwarnings("ignore")
    from rasa.utils import log_utils

    log_utils._anonymizer = drop_private
    from rasa.__main__ import main as rasa_main

    rasa_main()


if __name__ == "__main__":
    main()
