"""Rasa's tracker store forgets: erased, expired, unwritable."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_ext.tracker_store import TrackerStore
from bot.store import erase, events
from bot.store.conversations import Store
from bot.store.events import TURNS
from bot.store.records import RETENTION_SECONDS

ONE, TWO = "a" * 32, "b" * 32
CANARY = "kanarialintu"
SLOTS = [TextSlot(name, mappings=[{}]) for name in ("place", "age", "theme")]
DOMAIN = Domain([], [], SLOTS, {}, [], {}, {})


@pytest.fixture
def trackers(store: Store, url: str) -> Iterator[TrackerStore]:
    made = TrackerStore(DOMAIN, url)
    yield made
    made.engine.dispose()


def talk(sender: str, *words: str, at: float | None = None) -> DialogueStateTracker:
    """Return a tracker of a session in which ``words`` were said."""
    at = time.time() if at is None else at
    tracker = DialogueStateTracker.from_events(
        sender, [ActionExecuted("action_session_start", timestamp=at)], domain=None
    )
    tracker.update(SessionStarted(timestamp=at))
    for word in words:
        tracker.update(UserUttered(word, timestamp=at))
    return tracker


async def said(trackers: TrackerStore, sender: str) -> list[str | None]:
    found = await trackers.retrieve(sender)
    held = [] if found is None else list(found.events)
    return [e.text for e in held if isinstance(e, UserUttered)]


def rows(store: Store) -> int:
    with store.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM events")) or 0


async def test_a_conversation_goes_on(trackers: TrackerStore) -> None:
    await trackers.save(talk(ONE, "hei"))
    tracker = await trackers.retrieve(ONE)
    assert tracker is not None
    tracker.update(UserUttered("etsin töitä"))
    await trackers.save(tracker)
    assert await said(trackers, ONE) == ["hei", "etsin töitä"]
    assert await said(trackers, TWO) == []


async def test_a_long_conversation_is_continued_from_its_last_turns_and_its_slots(
    trackers: TrackerStore, store: Store
) -> None:
    """Read are a bounded number of events; kept, exported and erased are all."""
    tracker = await trackers.get_or_create_tracker(ONE)
    tracker.update(SessionStarted())
    tracker.update_with_events([SlotSet("place", "Oulu"), SlotSet("age", "17")], DOMAIN)
    read = []
    for number in range(5 * TURNS):
        tracker.update_with_events(
            [
                UserUttered(f"viesti {number}"),
                SlotSet("theme", f"teema {number}"),
                *([SlotSet("age", None)] if number == 3 else []),
                *([ActiveLoop("a_form")] if number == 4 else []),
                BotUttered("kyllä"),
                ActionExecuted("action_listen"),
            ],
            DOMAIN,
        )
        await trackers.save(tracker)
        await trackers.save(tracker)  # nothing is new: nothing is written
        found = await trackers.retrieve(ONE)
        assert found is not None
        tracker = found
        read.append(len(tracker.events))
        assert tracker.get_slot("place") == "Oulu"
        assert tracker.get_slot("age") == ("17" if number < 3 else None)
        assert tracker.get_slot("theme") == f"teema {number}"
        assert (tracker.active_loop_name == "a_form") is (number >= 4)
    assert len(set(read[2 * TURNS :])) == 1
    assert read[-1] <= 4 * TURNS + len(DOMAIN.slots) + 2
    assert await said(trackers, ONE) == [
        f"viesti {number}" for number in range(4 * TURNS, 5 * TURNS)
    ]

    whole = await trackers.retrieve_full_tracker(ONE)
    assert whole is not None
    words = [event.text for event in whole.events if isinstance(event, UserUttered)]
    assert words == [f"viesti {number}" for number in range(5 * TURNS)]
    with store.engine.connect() as connection:
        assert len(events.of(connection, ONE)) == len(whole.events)
    erase.delete_conversation(store.engine, ONE)
    assert rows(store) == 0


async def test_a_turn_under_way_writes_nothing_after_the_deletion(
    trackers: TrackerStore, store: Store
) -> None:
    await trackers.save(talk(ONE, "hei"))
    under_way = await trackers.retrieve(ONE)
    assert under_way is not None

    erase.delete_conversation(store.engine, ONE)
    under_way.update(UserUttered(CANARY))
    await trackers.save(under_way)
    await trackers.save(talk(ONE, CANARY))

    assert rows(store) == 0
    await trackers.save(talk(TWO, "hei"))
    assert await said(trackers, TWO) == ["hei"]


async def test_after_24_hours_nothing_is_read_even_if_nothing_was_purged(
    trackers: TrackerStore,
) -> None:
    await trackers.save(talk(ONE, "eilen", at=time.time() - RETENTION_SECONDS - 1))
    await trackers.save(talk(TWO, "eilen", at=time.time() - RETENTION_SECONDS + 60))
    assert await trackers.retrieve(ONE) is None
    assert await said(trackers, TWO) == ["eilen"]

    await trackers.save(talk(ONE, "tänään"))
    assert await said(trackers, ONE) == ["tänään"]


class TestLocked:
    """SQLite, held by another writer."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/conversations.sqlite"

    async def test_what_cannot_be_written_is_dropped_and_told_without_a_word(
        self,
        trackers: TrackerStore,
        store: Store,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        other = sqlite3.connect(tmp_path / "conversations.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        await trackers.save(talk(ONE, CANARY))
        assert time.monotonic() - started < 2.5
        other.execute("ROLLBACK")
        other.close()

        assert "events are not kept: OperationalError" in caplog.text
        assert CANARY not in caplog.text
        assert rows(store) == 0
        await trackers.save(talk(ONE, "hei"))
        assert await said(trackers, ONE) == ["hei"]


def test_without_an_address_rasa_does_not_start() -> None:
    with pytest.raises(ValueError, match="url"):
        TrackerStore(Domain.empty(), "localhost")
