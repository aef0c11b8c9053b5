"""Deleting, exporting and purging: nothing of a conversation stays, bytes included."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import erase, erasures
from bot.store.conversations import Store
from bot.store.db import migrate
from bot.store.erasures import DeletionLog
from bot.store.models import Base, ConversationRow
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


def test_every_table_of_conversations_is_erased() -> None:
    owned = {table.name for table in erase.OWNED}
    assert owned == {"reply", "inbound", "button", "channel_identity"}
    others = set(Base.metadata.tables) - owned - {"conversation"}
    assert others == {"counter", "erasure"}, "who erases the new table, and when?"


def test_a_birth_that_is_written_late_revives_nothing(store: Store) -> None:
    erase.delete_conversation(store.engine, ONE)
    store.save([Turn(Conversation(ONE, "web", None, NOW, NOW), NOW, new=True)])
    assert store.load(ONE, NOW) is None


def test_what_was_erased_is_erased_again_when_an_old_copy_is_put_back(
    store: Store, events: sa.Table, tmp_path: Path
) -> None:
    log = DeletionLog(tmp_path / "deletions.log")
    for number in (ONE, TWO):
        fill(store, events, number, NOW)
    log.add(ONE, NOW)
    log.add(STRANGER, NOW)
    add_event(store, events, STRANGER, NOW)

    purged = erase.purge(store.engine, NOW, log.digests())

    assert (purged.conversations, purged.events) == (1, 2)
    assert store.load(ONE, NOW) is None
    assert store.load(TWO, NOW) is not None
    assert senders(store, events) == {TWO}
    assert erase.purge(store.engine, NOW, log.digests()) == Purged()


def test_marks_and_log_are_forgotten_after_two_days(
    store: Store, tmp_path: Path
) -> None:
    log = DeletionLog(tmp_path / "deletions.log")
    with store.engine.begin() as connection:
        erasures.mark(connection, ONE, NOW)
    log.add(ONE, NOW)
    log.add(TWO, NOW + erasures.KEPT_SECONDS)
    assert ONE not in (tmp_path / "deletions.log").read_text()

    later = NOW + erasures.KEPT_SECONDS + 1
    log.prune(later)
    erase.purge(store.engine, later)

    assert log.digests() == {erasures.digest(TWO)}
    with store.engine.connect() as connection:
        assert not erasures.is_erased(connection, ONE)


def test_a_log_cut_short_or_unwritable_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deletions.log"
    log = DeletionLog(path)
    log.add(ONE, NOW)
    path.write_text(path.read_text() + "17950\n1795000000 abc\nrubbish")
    assert log.digests() == {erasures.digest(ONE)}
    assert path.stat().st_mode & 0o077 == 0
    nowhere = DeletionLog(path / "not" / "a" / "folder")
    nowhere.add(ONE, NOW)
    assert nowhere.digests() == frozenset()


def test_purging_under_load_loses_nothing_and_is_done(
    store: Store, events: sa.Table
) -> None:
    for index in range(300):
        fill(store, events, f"{index:032x}", NOW - 2 * RETENTION_SECONDS)
    fresh = [f"{index:031x}".rjust(32, "f") for index in range(60)]

    def live(number: str) -> None:
        store.save([Turn(Conversation(number, "web", "fi", NOW, NOW), NOW, new=True)])
        for at in range(3):
            store.save([Turn(Conversation(number, "web", "fi", NOW, NOW), NOW + at)])

    with ThreadPoolExecutor(6) as pool:
        rounds = [pool.submit(erase.purge, store.engine, NOW) for _ in range(3)]
        lives = [pool.submit(live, number) for number in fresh]
        purged = [one.result() for one in rounds]
        for one in lives:
            one.result()

    assert sum(one.conversations for one in purged) == 300
    assert senders(store, events) == set()
    assert all(store.load(number, NOW) is not None for number in fresh)


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


def test_postgresql_keeps_no_word_in_its_tables(
    postgres_url: str,
) -> None:
    migrate(postgres_url)
    store = Store(postgres_url)
    try:
        for index in range(40):
            number = f"{index:032x}"
            store.save([_long_turn(number, CANARY)])
        store.save([_long_turn(ONE, "tuore")])  # the tables do not become empty
        _checkpoint(store)
        assert CANARY.encode() in _table_files(store)

        erase.delete_conversation(store.engine, f"{0:032x}")
        with store.engine.begin() as connection:
            connection.execute(
                sa.update(ConversationRow)
                .where(ConversationRow.id != ONE)
                .values(last_seen_at=NOW - 90_000)
            )
        erase.purge(store.engine, NOW)

        _checkpoint(store)
        assert CANARY.encode() not in _table_files(store)
        assert store.replies_after(ONE, 0)
    finally:
        store.close()


def _long_turn(number: str, word: str) -> Turn:
    words = f"{word} {number} " * 10
    return Turn(
        Conversation(number, "web", "fi", NOW, NOW, state={"question": words}),
        NOW,
        new=True,
        replies=(StoredReply(1, {"text": words}),),
        buttons=(Button(f"hash {number}", words, words, NOW + RETENTION_SECONDS),),
    )


def _checkpoint(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("CHECKPOINT")
        connection.invalidate()


def _table_files(store: Store) -> bytes:
    """Return the bytes of all tables of the database, as they lie on the disk."""
    with store.engine.connect() as connection:
        folder = connection.scalar(sa.text("SHOW data_directory"))
        query = "SELECT oid FROM pg_database WHERE datname = current_database()"
        number = connection.scalar(sa.text(query))
    return b"".join(p.read_bytes() for p in Path(f"{folder}/base/{number}").iterdir())
