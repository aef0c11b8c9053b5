"""One watched process of Laituri."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import psutil

from bot.settings import ROOT, Settings

LOG_LIMIT = 5_000_000
HEALTH_SECONDS = 2.0
STOP_SECONDS = 6.0
HANGS_BEFORE_RESTART = 3
BUSY_BEFORE_RESTART = 15
"""The same for a part that computes all the while: too many ask it at once, and a
restart would only make them more. One that turns in a circle ends after a minute."""
BUSY_SHARE = 0.1
"""Of the time, from which on a part is taken to compute."""
START_SECONDS = 20.0
"""How long a part may take to come up before silence counts as hanging."""
PR_SET_PDEATHSIG = 1


def base_environment(settings: Settings) -> dict[str, str]:
    """Return the environment every part gets: settings spelled out, one thread."""
    passed = {
        "LAITURI_HOST": settings.host,
        "LAITURI_PORT": str(settings.port),
        "LAITURI_HOME": str(settings.home.resolve()),
        "LAITURI_RATE_LIMIT": settings.rate_limit,
        "LAITURI_EMBEDDINGS": settings.embeddings,
        "LAITURI_LOG_LEVEL": settings.log_level,
        "LAITURI_SYNTHETIC_SECONDS": str(settings.synthetic_seconds),
        "LAITURI_TELEGRAM_API": settings.telegram_api,
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "MALLOC_ARENA_MAX": "2",
    }
    if settings.database_url:
        passed["LAITURI_DATABASE_URL"] = settings.database_url
    if settings.telegram_token:
        passed["TELEGRAM_BOT_TOKEN"] = settings.telegram_token.get_secret_value()
    inherited = dict(os.environ)
    if inherited.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Nothing beside the sources, but compiled once: a start is twice as fast.
        cache = settings.home.resolve() / "cache" / "bytecode"
        passed["PYTHONPYCACHEPREFIX"] = inherited.get("PYTHONPYCACHEPREFIX", str(cache))
    return inherited | passed


def die_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is killed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=HEALTH_SECONDS) as answer:  # noqa: S310
            return int(answer.status) == 200
    except (OSError, ValueError):
        return False


class Part:
    """A process with a log file and an address that tells whether it works."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        environment: Mapping[str, str],
        logs: Path,
        health: Callable[[], str],
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.environment = environment
        self.log_path = logs / f"{name}.log"
        self._health = health
        self._process: asyncio.subprocess.Process | None = None
        self._hangs = 0
        self._delay = 0.0
        self._started = 0.0
        self._came_up = False
        self._looked, self._spent = 0.0, 0.0

    @property
    def running(self) -> bool:
        """Whether the process is alive (it may still be starting)."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The process id, ``None`` before the first start."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process; its output goes to the log file."""
        with self._log() as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self.arguments,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self._started = time.monotonic()
        self._hangs, self._came_up = 0, False

    def _log(self) -> IO[bytes]:
        """Open the log file; a full disk costs the log, not the part."""
        try:
            self.log_path.parent.mkdir(parents=True, exist_ok=True)
            if self.log_path.exists() and self.log_path.stat().st_size > LOG_LIMIT:
                self.log_path.replace(self.log_path.with_suffix(".log.1"))
            return self.log_path.open("ab")
        except OSError:
            return open(os.devnull, "ab")

    async def healthy(self) -> bool:
        """Whether the part answers at its health address within 2 s."""
        answers = self.running and await asyncio.to_thread(_answers, self._health())
        self._came_up = self._came_up or answers
        return answers

    async def keep_alive(self, say: Callable[[str], object]) -> None:
        """Restart the part when it has died or has hung several times in a row.

        The pause before a restart grows only while the part does not come up at all.
        """
        healthy, busy = await self.healthy(), self._is_busy()
        if healthy:
            self._hangs, self._delay = 0, 0.0
            return
        if self.running:
            starting = time.monotonic() - self._started < START_SECONDS
            if starting and not self._came_up:
                return
            self._hangs += 1
            if self._hangs < (BUSY_BEFORE_RESTART if busy else HANGS_BEFORE_RESTART):
                return
            say(f"{self.name} does not answer: restarting it")
            await self.stop(grace=0.5)
        else:
            say(f"{self.name} has stopped: restarting it")
        await asyncio.sleep(self._delay)
        self._delay = min(10.0, self._delay * 2 or 0.5)
        await self.start()

    def _is_busy(self) -> bool:
        """Whether the process has computed since this was last asked."""
        now, before = time.monotonic(), (self._looked, self._spent)
        with contextlib.suppress(psutil.Error):
            times = psutil.Process(self.pid).cpu_times()
            self._looked, self._spent = now, times.user + times.system
        return self._spent - before[1] > BUSY_SHARE * (now - before[0])

    async def stop(self, grace: float = STOP_SECONDS) -> None:
        """End the process: SIGTERM, after ``grace`` seconds SIGKILL."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), patience)
                return
