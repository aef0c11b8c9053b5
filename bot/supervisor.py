"""One process that starts the parts, waits for them, restarts what dies.

Order: the gateway first, so that the crisis reply works while a model is still
being trained; then catalogue and model side by side; then the actions and Rasa, each
as soon as what it needs is there, on free loopback ports. They are stopped in the
order gateway, Rasa, actions.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
import sys
from collections.abc import Callable

from bot import synthetic
from bot.improvement import hand_over, train_better
from bot.nlu.training import is_plain
from bot.parts import Part, base_environment
from bot.settings import ROOT, Settings

READY_SECONDS = 60.0
PREPARE_SECONDS = 900.0
WATCH_SECONDS = 2.0


class StartError(Exception):
    """Why Laituri could not start, in one line for the operator."""


def free_port() -> int:
    """Return a loopback port that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_port(settings: Settings) -> None:
    """Raise ``StartError`` when the public port is taken."""
    if settings.port == 0:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise StartError(
                f"{settings.host}:{settings.port} cannot be used ({error.strerror}). "
                "Stop the other program or set LAITURI_PORT."
            ) from None


class Supervisor:
    """Runs Laituri with ``settings``; ``say`` receives lines for the operator."""

    def __init__(self, settings: Settings, say: Callable[[str], object]) -> None:
        self.settings = settings
        self._say = say
        rasa_port, actions_port = free_port(), free_port()
        shared = base_environment(settings) | {
            "LAITURI_INTERNAL_SECRET": secrets.token_urlsafe(32),
            "LAITURI_RASA_URL": f"http://127.0.0.1:{rasa_port}",
            "LAITURI_ACTIONS_URL": f"http://127.0.0.1:{actions_port}",
            "LAITURI_ACTION_ENDPOINT": f"http://127.0.0.1:{actions_port}/webhook",
            "LAITURI_CATALOGUE_URL": settings.catalogue_url,
            "LAITURI_TRACKER_URL": settings.store_url,
        }
        logs = settings.logs_dir
        self.shared = shared
        self.gateway = Part(
            "gateway", ["-m", "bot.gateway"], shared, logs, self._gateway_health
        )
        self.actions = Part(
            "actions",
            ["-m", "actions.server", str(actions_port)],
            shared,
            logs,
            lambda: f"http://127.0.0.1:{actions_port}/health",
        )
        self.rasa_port = rasa_port
        self.rasa: Part | None = None
        self._model_is_plain = False
        self.stopping = asyncio.Event()

    def say(self, line: str) -> None:
        """Tell the operator; a full disk or a closed terminal stops nothing."""
        with contextlib.suppress(OSError):
            self._say(line)

    def _gateway_health(self) -> str:
        host, port = self.settings.reachable_host, self.settings.port
        return f"http://{host}:{port}/health/live"

    def _rasa_part(self, model: str) -> Part:
        arguments = ["-m", "bot.rasa_ext.server", "run", "--interface", "127.0.0.1"]
        arguments += ["--port", str(self.rasa_port), "--model", model]
        arguments += [
            "--credentials",
            "credentials.yml",
            "--endpoints",
            "endpoints.yml",
        ]
        return Part(
            "rasa",
            arguments,
            self.shared,
            self.settings.logs_dir,
            lambda: f"http://127.0.0.1:{self.rasa_port}/webhooks/gateway/ready",
        )

    async def run(self) -> None:
        """Serve until SIGINT or SIGTERM.

        Raises:
            StartError: when a part does not come up.
        """
        check_port(self.settings)
        self.settings.home.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stopping.set)
        improving: asyncio.Task[None] | None = None
        try:
            await self._start()
            if self._model_is_plain:
                improving = asyncio.create_task(self._improve())
            await self._watch()
        finally:
            if improving is not None:
                improving.cancel()
                await asyncio.wait({improving})
            for part in (self.gateway, self.rasa, self.actions):
                if part is not None:
                    await part.stop()

    async def _start(self) -> None:
        await self._bring_up(self.gateway)
        self.say("Urgent help answers already. Preparing the rest ...")
        await self._prepare()
        for part in (self.rasa, self.actions):
            if part is not None:
                await self._bring_up(part)
        if not self.stopping.is_set():
            host, port = self.settings.host, self.settings.port
            self.say(f"Laituri is ready: http://{host}:{port}  (Ctrl-C stops)")

    async def _bring_up(self, part: Part) -> None:
        if not part.running:
            await part.start()
        waited = 0.0
        while not self.stopping.is_set() and not await part.healthy():
            if not part.running or waited > READY_SECONDS:
                raise StartError(f"{part.name} does not start. See {part.log_path}")
            await asyncio.sleep(0.2)
            waited += 0.2

    async def _prepare(self) -> None:
        """Start each part as soon as what it needs is there."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.prepare",
            cwd=ROOT,
            env=self.shared,
            stdout=asyncio.subprocess.PIPE,
        )
        reading = asyncio.create_task(self._start_prepared(process.stdout))
        stop = asyncio.create_task(self.stopping.wait())
        await asyncio.wait(
            {reading, stop},
            timeout=PREPARE_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        stop.cancel()
        if not reading.done():
            reading.cancel()
            process.kill()
            await process.wait()
            if self.stopping.is_set():
                return
            raise StartError("preparing took too long")
        if await process.wait() != 0 or self.rasa is None:
            raise StartError("catalogue or model could not be prepared: see above")

    async def _start_prepared(self, output: asyncio.StreamReader | None) -> None:
        while output is not None and (line := await output.readline()):
            name, _, value = line.decode().strip().partition(": ")
            self.say(f"{name}: {value}")
            if name == "model":
                self.rasa = self._rasa_part(value)
                self._model_is_plain = self.settings.embeddings == "on" and is_plain(
                    value
                )
                await self.rasa.start()
            elif name == "catalogue":
                await self.actions.start()

    async def _improve(self) -> None:
        """Train with sentence embeddings aside; serve that model when it is there."""
        model = await train_better(self.shared)
        if model is None or is_plain(model) or self.rasa is None:
            return
        self.rasa.arguments = self._rasa_part(model).arguments
        url, secret = (
            self.shared[name]
            for name in ("LAITURI_RASA_URL", "LAITURI_INTERNAL_SECRET")
        )
        if await asyncio.to_thread(hand_over, url, secret, model):
            self.say("The model with sentence embeddings serves now.")
        else:
            self.say("The model with sentence embeddings serves from the next start.")

    async def _watch(self) -> None:
        parts = [p for p in (self.gateway, self.rasa, self.actions) if p is not None]
        async with asyncio.TaskGroup() as tasks:
            for part in parts:
                tasks.create_task(self._watch_part(part))
            user = tasks.create_task(self._synthetic_user())
            await self.stopping.wait()
            user.cancel()

    async def _watch_part(self, part: Part) -> None:
        """Keep a part alive; one that needs long keeps no other waiting."""
        while not self.stopping.is_set():
            await part.keep_alive(self.say)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), WATCH_SECONDS)

    async def _synthetic_user(self) -> None:
        if self.settings.synthetic_seconds:
            await synthetic.watch(self.settings)
