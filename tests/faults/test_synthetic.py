"""The synthetic user notices when a part is mute, and when it speaks again."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.settings import ROOT
from tests.faults.conftest import ACTIONS, GATEWAY, RASA, Person, stopped
from tests.stack.conftest import Stack, running_stack


def doctor(stack: Stack) -> subprocess.CompletedProcess[str]:
    """``laituri doctor --talk`` on the machine that runs the stack."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor", "--talk"],
        cwd=ROOT,
        env={
            "LAITURI_HOME": str(stack.home),
            "LAITURI_PORT": stack.url.rpartition(":")[2],
        },
        capture_output=True,
        text=True,
        timeout=120,
    )


def synthetic(stack: Stack) -> Any:
    try:
        return httpx.get(f"{stack.url}/health/ready", timeout=4).json()["parts"][
            "synthetic"
        ]
    except httpx.HTTPError:
        return "gateway does not answer"


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture
def counted(stack: Stack) -> Callable[[], list[Any]]:
    """What is left in the tables of conversations and of counts."""

    def count() -> list[Any]:
        with sqlite3.connect(stack.home / "conversations.sqlite") as store:
            return [
                store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("conversation", "reply", "inbound", "button", "events")
            ] + store.execute("SELECT * FROM counter ORDER BY 1, 2, 3, 4").fetchall()

    return count


def test_all_is_well_and_nothing_is_left_behind(
    stack: Stack, person: Person, counted: Callable[[], list[Any]]
) -> None:
    person.is_found_work()
    before = counted()
    log = Path(stack.home / "deletions.log")
    erased = log.read_bytes() if log.exists() else b""
    found = doctor(stack)
    assert (found.stdout, found.returncode) == ("In order.\n", 0), found
    assert counted() == before
    assert (log.read_bytes() if log.exists() else b"") == erased


@pytest.fixture(scope="module")
def watched(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A stack with a synthetic user who asks all the time."""
    home = tmp_path_factory.mktemp("watched") / "home"
    shutil.copytree(prepared_home, home)
    with running_stack(home, LAITURI_SYNTHETIC_SECONDS="1") as running:
        yield running


@pytest.mark.parametrize("part", [ACTIONS, RASA])
def test_a_mute_part_is_noticed_and_urgent_help_is_told_apart(
    watched: Stack, part: str
) -> None:
    stack = watched
    until(lambda: synthetic(stack) == "ok")
    with stopped(stack, part):
        until(lambda: synthetic(stack) == "error")
        answer = httpx.get(f"{stack.url}/health/ready", timeout=4)
        assert answer.status_code == 503
        assert "synthetic user: http: search" in stack.said()
    until(lambda: synthetic(stack) == "ok")
    assert ": urgent help" not in stack.said()
    assert "every channel answers again" in stack.said()
    assert "Oulu" not in stack.said()


def test_a_mute_gateway_is_said_by_the_doctor(stack: Stack, person: Person) -> None:
    with stopped(stack, GATEWAY):
        found = doctor(stack)
    assert found.stdout == "http: no conversation (ReadTimeout)\n", found
    assert found.returncode == 1
