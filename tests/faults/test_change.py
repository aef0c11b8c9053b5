"""Another model, other services: changed while people write, and nobody notices."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bot.improvement import hand_over
from bot.settings import ROOT
from tests.faults.conftest import RASA, Person
from tests.stack.conftest import Stack

PLACES = ("Utsjoki", "Turku")
RECORD = {
    "id": "testi-1",
    "name (fi)": "Testin ohjauspiste (keksitty)",
    "summary (fi)": "Keksitty tämän testin palvelu.",
    "areas": "890",
    "themes": "training",
    "Yhden luukun palvelu": "kyllä",
    "source": "https://example.org",
}


class Traffic:
    """People who ask for the same again and again, each in a place of their own."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.heard: dict[str, list[tuple[str, ...]]] = {place: [] for place in PLACES}
        self.waited: list[str] = []
        """Who got people to reach, because an answer would have come too late."""

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Let them write for a ``with`` block, and once before and after."""
        over = threading.Event()
        with ThreadPoolExecutor(len(PLACES)) as pool:
            before = [pool.submit(self.ask, Person(self.stack), p) for p in PLACES]
            raised(before)
            writing = [pool.submit(self.write, place, over) for place in PLACES]
            try:
                yield
            finally:
                over.set()
            raised(writing)

    def write(self, place: str, over: threading.Event) -> None:
        person = Person(self.stack)
        while not over.is_set():
            self.ask(person, place)
        self.ask(person, place)

    def ask(self, person: Person, place: str) -> None:
        talk = person.says(f"etsin koulutusta, kunta {place}")
        assert talk.replies
        if talk.services:
            assert f"Paikka: {place}" in talk.text
            self.heard[place].append(tuple(one["name"] for one in talk.services))
        else:
            assert talk.contact_values, talk.replies
            self.waited.append(place)


def raised(done: list[Future[None]]) -> None:
    for one in done:
        one.result()


def test_another_model_is_handed_over_while_people_write(
    stack: Stack, person: Person
) -> None:
    traffic, rasa = Traffic(stack), stack.part(RASA)
    (model,) = (stack.home / "models").glob("*.tar.gz")
    other = shutil.copy(model, stack.home / "other.tar.gz")
    told = rasa.environ()
    url, secret = told["LAITURI_RASA_URL"], told["LAITURI_INTERNAL_SECRET"]
    with traffic.going_on():
        assert hand_over(url, secret, str(other))
        assert not hand_over(url, secret, str(other) + ".is-not-there")
    assert stack.part(RASA).pid == rasa.pid
    for heard in traffic.heard.values():
        assert set(heard) == {heard[0]}
    assert len(traffic.waited) <= len(PLACES)  # those who met the seconds of loading
    person.is_found_work()


def test_services_are_imported_while_people_write(stack: Stack, person: Person) -> None:
    """An answer is as before or as afterwards, never something in between."""
    traffic = Traffic(stack)
    with traffic.going_on():
        imported(stack, RECORD)
        traffic.ask(Person(stack), PLACES[0])
    assert len(traffic.waited) <= len(PLACES)
    changed, same = (traffic.heard[place] for place in PLACES)
    assert RECORD["name (fi)"] in changed[-1]
    assert set(changed) == {changed[0], changed[-1]}
    assert changed[0] != changed[-1]
    assert set(same) == {same[0]}
    person.is_found_work()


def imported(stack: Stack, record: dict[str, str]) -> None:
    """Import a sheet with one service, as an operator does."""
    sheet = Path(stack.home.parent) / "records.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, record)
        writer.writeheader()
        writer.writerow(record)
    command = [sys.executable, "-m", "bot", "catalogue", "import", "csv", sheet]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"LAITURI_HOME": str(stack.home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
