"""One whole Laituri with a Telegram bot; the tests break it and it mends itself.

Every test ends with a stack that is ready again, so that one serves them all.
"""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from bot.gateway.health import KEEP_SECONDS
from tests.faults.sizes import figures
from tests.faults.telegram import Telegram
from tests.stack.conftest import Stack, Talk, running_stack
from tests.telegram.fake_bot_api import TOKEN

GATEWAY, RASA, ACTIONS = "bot.gateway", "bot.rasa_ext.server", "actions.server"
PARTS = (GATEWAY, RASA, ACTIONS)
PROMISE_SECONDS = 10.0
"""Within this every message is answered, whatever is broken."""
NEED = "etsin töitä Oulusta"
DANGER = "haluan tappaa itseni"


class Person:
    """Somebody who writes, and whose program sends again what was not answered."""

    def __init__(self, stack: Stack, language: str = "fi") -> None:
        self.stack, self.talk = stack, Talk(stack.url, language)
        self.talk.http.timeout = httpx.Timeout(PROMISE_SECONDS)
        self._sent = 0

    def says(self, text: str) -> Talk:
        """Say something that is answered within the promise."""
        try:
            self.talk.say(text)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.stack.failures()}") from None
        return self.talk

    def insists(self, text: str, seconds: float = 40.0) -> Talk:
        """Say something, again under the same id while nobody is there."""
        self._sent += 1
        return self.sends({"text": text, "message_id": f"m-{self._sent}"}, seconds)

    def sends(self, body: dict[str, Any], seconds: float = 40.0) -> Talk:
        end = time.monotonic() + seconds
        while True:
            try:
                self.talk._post(body)
            except httpx.TransportError:
                assert time.monotonic() < end, self.stack.logs()
                time.sleep(0.1)
            else:
                return self.talk

    def is_found_work(self) -> None:
        """The next message works: services for what was asked."""
        talk = self.insists(NEED)
        assert talk.services, talk.replies

    def gets_help(self) -> None:
        """The crisis reply comes, with the emergency number first."""
        talk = self.says(DANGER)
        assert [reply["kind"] for reply in talk.replies] == ["crisis"]
        assert talk.contact_values[0] == "112"

    def gets_people(self, text: str = NEED) -> None:
        """One kind answer: a text, and people to reach in place of services."""
        talk = self.says(text)
        assert len(talk.replies) == 1, talk.replies
        assert talk.text
        assert talk.contact_values, talk.replies
        assert not talk.services

    @property
    def kept(self) -> list[dict[str, Any]]:
        """All replies that are kept of the conversation."""
        answer = self.talk.http.get("/replies", params={"after": 0})
        assert answer.status_code == 200, answer.text
        replies: list[dict[str, Any]] = answer.json()["replies"]
        return replies


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in figures:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def telegram() -> Iterator[Telegram]:
    with Telegram().serving() as serving:
        yield serving


@pytest.fixture(scope="session")
def stack(
    prepared_home: Path,
    telegram: Telegram,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("faults")
    home = folder / "home"
    shutil.copytree(prepared_home, home)
    with running_stack(
        home,
        PYTHONPATH=str(Path(__file__).parent / "clock"),
        FAULTS_CLOCK=str(folder / "clock"),
        TELEGRAM_BOT_TOKEN=TOKEN,
        LAITURI_TELEGRAM_API=telegram.api.url,
    ) as running:
        yield running


@pytest.fixture
def clock(tmp_path: Path, stack: Stack) -> Iterator[Callable[[float], None]]:
    """Move the wall clock of all parts by seconds; it is set right afterwards."""
    file = stack.home.parent / "clock"

    def jump(seconds: float) -> None:
        draft = tmp_path / "clock"
        draft.write_text(str(seconds))
        draft.replace(file)

    yield jump
    file.unlink(missing_ok=True)


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    """Somebody at the start of a conversation; afterwards the stack is whole again."""
    stack.wait_ready()
    yield Person(stack)
    stack.wait_ready()


@pytest.fixture(autouse=True)
def _close_conversations() -> Iterator[None]:
    yield
    while Talk.opened:
        Talk.opened.pop().close()


def wait_parts(stack: Stack, **states: str) -> None:
    """Wait until the gateway answers and says that parts are in these states."""
    end = time.monotonic() + 40
    while True:
        try:
            answer = httpx.get(f"{stack.url}/health/ready", timeout=4).json()
            if states.items() <= answer["parts"].items():
                return
        except httpx.HTTPError:
            answer = None
        assert time.monotonic() < end, (answer, stack.said())
        time.sleep(0.1)


def restarted(stack: Stack, module: str, before: psutil.Process) -> None:
    """Wait until another process has taken a part's place and all is ready."""
    end = time.monotonic() + 40
    while stack.part(module).pid == before.pid:
        assert time.monotonic() < end, stack.said()
        time.sleep(0.05)
    time.sleep(KEEP_SECONDS)  # what health knew before is forgotten
    stack.wait_ready(40)


def restart(stack: Stack, module: str) -> None:
    """Kill a part and wait until all is ready again."""
    before = stack.part(module)
    before.kill()
    restarted(stack, module, before)


@contextmanager
def stopped(stack: Stack, *modules: str) -> Iterator[None]:
    """Parts that hang for a ``with`` block, or until they are restarted."""
    parts = [stack.part(module) for module in modules]
    for part in parts:
        part.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for part in parts:
            if part.is_running():
                part.send_signal(signal.SIGCONT)
