"""Deleting, exporting and purging: nothing of a conversation stays, bytes included."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import erase
from bot.store.conversations import Store
from bot.store.records import (
    RETENTION_SECONDS,
    Button,
    Conversation,
    Purged,
    StoredReply,
    Turn,
    UnknownConversation,
)

ONE, TWO, STRANGER = "a" * 32, "b" * 32, "c" * 32
NOW = 1_795_000_000.0
CANARY = "kanarialintu"


def fill(store: Store, events: sa.Table, number: str, at: float) -> None:
    """Write a conversation whose every text holds the canary."""
    words = f"{CANARY} {number}"
    store.save(
        [
            Turn(
                Conversation(number, "web", "fi", at, at, state={"question": words}),
                at,
                new=True,
                message_key=f"key {number}",
                replies=(StoredReply(1, {"text": words}),),
                buttons=(
                    Button(f"hash {number}", words, words, at + RETENTION_SECONDS),
                ),
            )
        ]
    )
    store.bind_identity(f"chat {number}", "telegram", number)
    add_event(store, events, number, at)


def add_event(store: Store, events: sa.Table, number: str, at: float) -> None:
    data = json.dumps({"event": "user", "timestamp": at, "text": f"{CANARY} {number}"})
    with store.engine.begin() as connection:
        connection.execute(
            events.insert().values(
                sender_id=number, type_name="user", timestamp=at, data=data
            )
        )


def senders(store: Store, events: sa.Table) -> set[str]:
    with store.engine.connect() as connection:
        return set(connection.scalars(sa.select(events.c.sender_id)))


def test_delete_removes_everything_of_one_conversation_only(
    store: Store, events: sa.Table
) -> None:
    fill(store, events, ONE, NOW)
    fill(store, events, TWO, NOW)

    erase.delete_conversation(store.engine, ONE)

    assert store.load(ONE, NOW) is None
    assert store.replies_after(ONE, 0) == []
    assert store.find_identity(f"chat {ONE}") is None
    assert senders(store, events) == {TWO}
    kept = store.load(TWO, NOW, f"key {TWO}", f"hash {TWO}")
    assert kept is not None
    assert kept.button is not None
    assert kept.answered


def test_delete_works_before_rasa_has_made_its_table(store: Store) -> None:
    store.save([Turn(Conversation(ONE, "web", None, NOW, NOW), NOW, new=True)])
    erase.delete_conversation(store.engine, ONE)
    assert store.load(ONE, NOW) is None


def test_export_holds_everything_that_is_held(store: Store, events: sa.Table) -> None:
    fill(store, events, ONE, NOW)

    held = erase.export_conversation(store.engine, ONE)

    assert held["conversation"] == ONE
    assert held["language"] == "fi"
    assert held["replies"] == [{"text": f"{CANARY} {ONE}"}]
    assert held["events"][0]["text"] == f"{CANARY} {ONE}"
    assert held["buttons"][0]["payload"] == f"{CANARY} {ONE}"
    assert held["linked_chats"] == ["telegram"]
    assert len(held["messages_received_at"]) == 1
    json.dumps(held)


def test_export_of_nothing_says_so(store: Store) -> None:
    with pytest.raises(UnknownConversation):
        erase.export_conversation(store.engine, ONE)


def test_purge_removes_what_is_older_than_24_hours_and_nothing_else(
    store: Store, events: sa.Table
) -> None:
    fill(store, events, ONE, NOW - RETENTION_SECONDS - 1)
    fill(store, events, TWO, NOW - RETENTION_SECONDS + 60)
    add_event(store, events, STRANGER, NOW - RETENTION_SECONDS - 1)
    add_event(store, events, "fresh stranger", NOW - 60)

    first, second = erase.purge(store.engine, NOW), erase.purge(store.engine, NOW)

    assert (first.conversations, first.events) == (1, 2)
    assert second == Purged()
    assert store.load(ONE, NOW) is None
    assert store.load(TWO, NOW) is not None
    assert senders(store, events) == {TWO, "fresh stranger"}


def test_old_events_stay_while_the_conversation_goes_on(
    store: Store, events: sa.Table
) -> None:
    fill(store, events, ONE, NOW - 2 * RETENTION_SECONDS)
    store.save([Turn(Conversation(ONE, "web", None, NOW, NOW), NOW - 60)])

    erase.purge(store.engine, NOW)

    assert senders(store, events) == {ONE}


def test_late_events_of_a_deleted_conversation_are_erased(
    store: Store, events: sa.Table
) -> None:
    add_event(store, events, STRANGER, NOW)
    erase.erase_events(store.engine, [STRANGER])
    assert senders(store, events) == set()


class TestBytes:
    """On SQLite the words are not in any file afterwards."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/conversations.sqlite"

    def bytes_of(self, tmp_path: Path) -> bytes:
        return b"".join(p.read_bytes() for p in sorted(tmp_path.iterdir()))

    @pytest.mark.parametrize("how", ["delete", "purge"])
    def test_no_word_is_left(
        self, store: Store, events: sa.Table, tmp_path: Path, how: str
    ) -> None:
        for index in range(40):
            fill(store, events, f"{index:032x}", NOW - 2 * RETENTION_SECONDS)
        assert CANARY.encode() in self.bytes_of(tmp_path)

        if how == "purge":
            erase.purge(store.engine, NOW)
        else:
            for index in range(40):
                erase.delete_conversation(store.engine, f"{index:032x}")

        assert CANARY.encode() not in self.bytes_of(tmp_path)

    def test_what_another_process_left_in_free_pages_goes_too(
        self, store: Store, events: sa.Table, tmp_path: Path
    ) -> None:
        fill(store, events, ONE, NOW - 2 * RETENTION_SECONDS)
        careless = sqlite3.connect(tmp_path / "conversations.sqlite")
        careless.execute("PRAGMA secure_delete=OFF")
        rows = [("x", "user", f"{CANARY} {n}" * 50) for n in range(200)]
        careless.executemany(
            "INSERT INTO events (sender_id, type_name, data) VALUES (?, ?, ?)", rows
        )
        careless.execute("DELETE FROM events WHERE sender_id = 'x'")
        careless.commit()
        careless.close()
        assert CANARY.encode() in self.bytes_of(tmp_path)

        erase.purge(store.engine, NOW)

        assert CANARY.encode() not in self.bytes_of(tmp_path)

    def test_the_file_is_for_its_owner_only(self, store: Store, tmp_path: Path) -> None:
        store.counts()
        for path in tmp_path.iterdir():
            assert path.stat().st_mode & 0o077 == 0, path.name
