"""While the database is away conversations go on, and are saved when it is back."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.store import erase, resilient
from bot.store.conversations import Store
from bot.store.db import migrate
from bot.store.records import (
    Button,
    Conversation,
    Count,
    StoreDown,
    StoredReply,
    Turn,
    UnknownConversation,
)
from bot.store.resilient import ResilientStore
from bot.store.scrub import scrub

ONE = "a" * 32
NOW = 1_795_000_000.0
BIRTH = Turn(
    Conversation(ONE, "web", None, NOW, NOW),
    NOW,
    new=True,
    replies=(StoredReply(1, {"text": "Hei"}),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[ResilientStore]:
    """A store with a short deadline that tries again at once."""
    migrate(f"sqlite:///{path}")
    made = ResilientStore(Store(f"sqlite:///{path}"), deadline=0.2, rest=0.0)
    yield made
    made.close()


class Locked:
    """Holds the database's write lock, as another process would."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> None:
        self._connection.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *_: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


@pytest.fixture
def locked(path: Path) -> Iterator[Locked]:
    return Locked(path)


async def test_a_locked_database_costs_no_more_than_the_deadline(
    store: ResilientStore, locked: Locked
) -> None:
    await store.save(BIRTH)
    with locked:
        started = time.monotonic()
        saved = await store.save(replace(BIRTH, new=False, language="sv"))
        assert time.monotonic() - started < 1.0
        assert not saved


async def test_what_could_not_be_saved_is_known_and_saved_later(
    store: ResilientStore, locked: Locked, path: Path
) -> None:
    turn = replace(
        BIRTH,
        message_key="key",
        buttons=(Button("hash", "/find_job", "Työ", NOW + 60),),
        counts=(Count("sos", 0, "fi", "2026-11-24"),),
    )
    with locked:
        assert not await store.save(turn)
        found = await store.load(ONE, NOW, "key", "hash")
        assert found is not None
        assert found.answered == turn.replies
        assert found.button == turn.buttons[0]
        assert await store.replies_after(ONE, 0) == list(turn.replies)
    await store.idle()

    await store.flush()

    plain = Store(f"sqlite:///{path}")
    kept = plain.load(ONE, NOW, "key", "hash")
    assert kept is not None
    assert kept.answered == turn.replies
    assert plain.counts() == {("sos", 0, "fi", "2026-11-24"): 1}
    plain.close()


async def test_a_crisis_is_counted_once_though_it_is_remembered_and_saved(
    store: ResilientStore, locked: Locked
) -> None:
    await store.save(BIRTH)
    with locked:
        await store.save(replace(BIRTH, new=False, crisis=True))
        found = await store.load(ONE, NOW)
        assert found is not None
        assert found.conversation.crisis_count == 1
    await store.idle()
    await store.flush()
    found = await store.load(ONE, NOW)
    assert found is not None
    assert found.conversation.crisis_count == 1


async def test_impatience_leaves_the_write_running(
    store: ResilientStore, path: Path
) -> None:
    await store.save(BIRTH)
    assert await store.save(
        replace(BIRTH, new=False, language="en"), patience=1e-9
    ) in {
        True,
        False,
    }
    await store.idle()
    plain = Store(f"sqlite:///{path}")
    found = plain.load(ONE, NOW)
    plain.close()
    assert found is not None
    assert found.conversation.language == "en"
    assert not store.degraded


async def test_a_write_under_way_is_not_repeated(store: ResilientStore) -> None:
    await store.save(BIRTH)
    later = replace(BIRTH, new=False)
    await store.save(replace(later, crisis=True), patience=1e-9)
    await store.save(replace(later, language="en"))
    await store.idle()
    found = await store.load(ONE, NOW)
    assert found is not None
    assert found.conversation.crisis_count == 1


async def test_a_lost_database_leaves_what_was_seen(
    path: Path, store: ResilientStore
) -> None:
    await store.save(BIRTH)
    broken = ResilientStore(Store(f"sqlite:///{path.parent}/nothing.sqlite"), rest=60)
    with pytest.raises(StoreDown):
        await broken.load(ONE, NOW)
    assert broken.degraded
    broken.remember(BIRTH.conversation)
    found = await broken.load(ONE, NOW)
    assert found is not None
    with pytest.raises(StoreDown):
        await broken.delete(ONE)
    with pytest.raises(StoreDown):
        await broken.load(ONE, NOW)
    broken.close()


async def test_a_deleted_conversation_is_unknown_in_memory_too(
    store: ResilientStore,
) -> None:
    await store.save(BIRTH)
    await store.delete(ONE)
    assert await store.load(ONE, NOW) is None
    with pytest.raises(UnknownConversation):
        await store.export(ONE)


async def test_counts_wait_for_the_database(
    store: ResilientStore, locked: Locked, path: Path
) -> None:
    count = Count("suicide", 1, "fi", "2026-11-24")
    with locked:
        await store.count([count])
    await store.idle()
    await store.flush()
    plain = Store(f"sqlite:///{path}")
    assert sum(plain.counts().values()) == 1
    plain.close()


async def test_whatever_a_driver_raises_is_a_store_that_is_down(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A rewrite of the file talks to the driver itself; it finds the file locked."""
    monkeypatch.setattr("bot.store.db.PATIENCE_SECONDS", 0.1)
    migrate(f"sqlite:///{path}")
    store = ResilientStore(Store(f"sqlite:///{path}"), rest=0.0)
    await store.save(BIRTH)
    rewrite = scrub

    def locked_out(engine: Engine, **options: bool) -> None:
        with Locked(path):
            rewrite(engine, **options)

    monkeypatch.setattr(resilient, "scrub", locked_out)
    with pytest.raises(StoreDown):
        await store.delete(ONE)
    (told,) = [one for one in caplog.records if one.name == "bot.store.runner"]
    assert told.getMessage() == "work failed: OperationalError"
    assert told.exc_info
    done = []
    monkeypatch.setattr(erase, "scrub", lambda *_, **__: done.append(1))
    await store.purge(NOW)
    await store.purge(NOW)
    assert done == [1]  # what was owed is made good, once
    assert await store.load(ONE, NOW) is None
    store.close()
