"""Each database locked, missing, corrupt; no room on the disk."""

from __future__ import annotations

import fcntl
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from bot.settings import ROOT
from bot.supervisor import free_port
from tests.faults.conftest import (
    ACTIONS,
    DANGER,
    GATEWAY,
    NEED,
    PARTS,
    RASA,
    Person,
    restarted,
    wait_parts,
)
from tests.stack.conftest import Stack

SERVICES, STORE = "catalogue.sqlite", "conversations.sqlite"
GARBAGE = b"not a database " * 400


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """A database that another program holds for itself."""
    other = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        other.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        other.close()


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """A database that another program holds so that nobody can even read it.

    SQLite in WAL mode agrees on who reads and writes by locks on bytes 120 to 127 of
    the ``-shm`` file (sqlite.org/walformat.html, "WAL-Index Locks").
    """
    end = time.monotonic() + 20
    with open(f"{path}-shm", "r+b") as shared:
        while True:
            try:
                fcntl.lockf(shared, fcntl.LOCK_EX | fcntl.LOCK_NB, 8, 120)
                break
            except OSError:  # somebody reads just now
                assert time.monotonic() < end
                time.sleep(0.001)
        yield


def copied(path: Path, target: Path) -> None:
    """Copy a database that is in use, whole."""
    with sqlite3.connect(path) as live, sqlite3.connect(target) as copy:
        live.backup(copy)


def stored(stack: Stack, person: Person) -> None:
    """Wait until the store has a conversation that began while it was away.

    Till then it is in the memory of the gateway, and gone if that dies.
    """
    end = time.monotonic() + 60
    asked = "SELECT count(*) FROM conversation WHERE id = ?"
    while True:
        with closing(sqlite3.connect(stack.home / STORE, timeout=10)) as store:
            (found,) = store.execute(asked, (person.talk.conversation,)).fetchone()
        if found:
            return
        assert time.monotonic() < end, stack.logs()
        time.sleep(0.2)


def files(path: Path) -> list[Path]:
    return [path, *path.parent.glob(f"{path.name}-*")]


def exchange(stack: Stack, path: Path, content: Path | bytes | None) -> None:
    """Put something else in a database's place, as a restart would find it."""
    modules = PARTS if path.name == STORE else (ACTIONS,)
    users = [stack.part(module) for module in modules]
    for user in users:
        user.send_signal(signal.SIGSTOP)  # nobody writes while files change places
    for file in files(path):
        file.unlink(missing_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        shutil.copy(content, path)
    for user in users:
        user.kill()


def test_the_services_are_locked(stack: Stack, person: Person) -> None:
    with locked(stack.home / SERVICES):
        person.is_found_work()  # who reads does not wait for who writes
        person.gets_help()
    person.is_found_work()


def test_the_services_cannot_even_be_read(stack: Stack, person: Person) -> None:
    with unreadable(stack.home / SERVICES):
        person.gets_people()
        person.gets_help()
    until_found(person)


def test_the_store_cannot_even_be_read(stack: Stack, person: Person) -> None:
    person.is_found_work()
    with unreadable(stack.home / STORE):
        said = person.says(NEED).replies
        assert person.talk.text
        person.gets_help()
        newcomer = Person(stack)
        newcomer.gets_help()
        assert newcomer.says(NEED).text
    until_found(person)
    assert said[0] in person.kept


def until_found(person: Person) -> None:
    """Who waits for a lock waits on for a moment after it is gone."""
    end = time.monotonic() + 30
    while not person.says(NEED).services:
        assert time.monotonic() < end, person.talk.replies


@pytest.mark.parametrize("content", [None, GARBAGE], ids=["missing", "corrupt"])
def test_the_services_are_missing_or_corrupt(
    stack: Stack, person: Person, tmp_path: Path, content: bytes | None
) -> None:
    path = stack.home / SERVICES
    copied(path, tmp_path / "good")
    exchange(stack, path, content)
    try:
        wait_parts(stack, actions="ok", catalogue="error")
        person.gets_people()
        person.gets_help()
    finally:
        exchange(stack, path, tmp_path / "good")
    stack.wait_ready(30)
    person.is_found_work()


def test_a_start_with_corrupt_services_is_refused(
    prepared_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(prepared_home, home)
    (home / SERVICES).write_bytes(GARBAGE)
    refused = subprocess.run(
        [sys.executable, "-m", "bot", "up"],
        cwd=ROOT,
        env={"LAITURI_HOME": str(home), "LAITURI_PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert refused.returncode == 1
    assert "catalogue: CatalogueUnavailable: DatabaseError" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_store_is_locked(stack: Stack, person: Person) -> None:
    person.is_found_work()
    with locked(stack.home / STORE):
        said = person.says(NEED).replies
        assert person.talk.text
        person.gets_help()
        assert said[0] in person.kept
    person.is_found_work()
    assert said[0] in person.kept


@pytest.mark.parametrize("content", [None, GARBAGE], ids=["missing", "corrupt"])
def test_the_store_is_missing_or_corrupt(
    stack: Stack, person: Person, tmp_path: Path, content: bytes | None
) -> None:
    person.is_found_work()
    stored(stack, person)
    path = stack.home / STORE
    copied(path, tmp_path / "good")
    before = person.kept
    exchange(stack, path, content)
    try:
        wait_parts(stack)
        newcomer = Person(stack)
        newcomer.gets_help()
        assert newcomer.says(NEED).text
    finally:
        exchange(stack, path, tmp_path / "good")
    stack.wait_ready(60)
    person.is_found_work()
    assert person.kept[: len(before)] == before


def test_what_began_without_a_store_is_lost_with_the_gateway_and_that_is_said(
    stack: Stack, person: Person
) -> None:
    with locked(stack.home / STORE):
        newcomer = Person(stack)
        assert newcomer.says(NEED).text
        before = stack.part(GATEWAY)
        before.kill()
        person.insists(DANGER)
    restarted(stack, GATEWAY, before)
    over = newcomer.talk.http.post("/messages", json={"text": NEED})
    assert over.status_code == 401
    (told,) = over.json()["replies"]
    assert "päättynyt" in told["text"]
    assert told["contacts"][0]["value"] == "112"
    Person(stack).is_found_work()
    person.is_found_work()


@contextmanager
def full_disk(stack: Stack) -> Iterator[None]:
    """No file can grow, logs included, for any process of the stack.

    A limit of the processes stands for the disk, so that it needs no root.
    """
    family = [psutil.Process(stack.process.pid)]
    family += family[0].children(recursive=True)
    free = {p: p.rlimit(resource.RLIMIT_FSIZE) for p in family}
    for process, (_, hard) in free.items():
        process.rlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        for process, limits in free.items():
            if process.is_running():
                process.rlimit(resource.RLIMIT_FSIZE, limits)


def test_the_disk_is_full(stack: Stack, person: Person) -> None:
    person.is_found_work()
    with full_disk(stack):
        said = person.says(NEED).replies
        assert person.talk.text
        person.gets_help()
        newcomer = Person(stack)
        newcomer.gets_help()
        assert newcomer.says(NEED).text
    person.is_found_work()
    assert said[0] in person.kept


def test_a_part_dies_while_the_disk_is_full(stack: Stack, person: Person) -> None:
    stored(stack, person)
    with full_disk(stack):
        for module in (RASA, GATEWAY):
            stack.kill(module)
        assert person.insists(NEED).text
        person.gets_help()
        # What was restarted has inherited the limit of the supervisor.
        inherited = [stack.part(module) for module in (RASA, GATEWAY)]
    for part in inherited:
        if part.is_running():
            _, hard = part.rlimit(resource.RLIMIT_FSIZE)
            part.rlimit(resource.RLIMIT_FSIZE, (hard, hard))
    stack.wait_ready(60)
    person.is_found_work()
