"""What a watcher inside Laituri found, told to operators and to other processes.

A file under ``LAITURI_HOME`` holds it. Its times are those of the machine's monotonic
clock, so that a jump of the wall clock changes nothing. No line holds anybody's words.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10.0
"""After a failure: until when others see that it is over."""
STALE_ROUNDS = 3

State = Literal["ok", "error", "unknown"]


@dataclass(frozen=True)
class Told:
    """What a watcher told last: ``unknown`` when it has not looked for a while."""

    state: State
    problems: tuple[str, ...] = ()


class Alarm:
    """Tells of one watcher, which looks every ``pause`` seconds for ``round_seconds``.

    ``name`` is how the log calls it; only changes are logged.
    """

    def __init__(
        self, name: str, file: Path, pause: float, round_seconds: float
    ) -> None:
        self._name, self._file, self._pause = name, file, pause
        self._fresh_seconds = STALE_ROUNDS * (pause + round_seconds)
        self._before: list[str] = []

    def tell(self, problems: Sequence[str]) -> float:
        """Log and write what was found; return the seconds until the next look."""
        found = list(problems)
        if found != self._before:
            for line in found or ["every channel answers again"]:
                logger.warning("%s: %s", self._name, line)
        self._before = found
        self._write(found)
        return min(RETRY_SECONDS, self._pause) if found else self._pause

    def _write(self, found: list[str]) -> None:
        content = {"until": time.monotonic() + self._fresh_seconds, "problems": found}
        draft = self._file.with_name(f".{self._file.name}")
        try:
            draft.write_text(json.dumps(content) + "\n", encoding="utf-8")
            draft.replace(self._file)
        except OSError as error:
            logger.warning("%s: no state (%s)", self._name, type(error).__name__)


def told(file: Path) -> Told:
    """Return what the watcher of a file told last."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        fresh = time.monotonic() < float(content["until"])
        problems = tuple(str(line) for line in content["problems"])
    except (OSError, ValueError, LookupError, TypeError):
        return Told("unknown")
    if not fresh:
        return Told("unknown")
    return Told("error" if problems else "ok", problems)
