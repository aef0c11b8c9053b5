"""Erasing, exporting and purging conversations, Rasa's tracker events included."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.store.db import WRITE
from bot.store.models import (
    ButtonRow,
    ChannelIdentityRow,
    ConversationRow,
    InboundRow,
    ReplyRow,
)
from bot.store.records import RETENTION_SECONDS, Purged, UnknownConversation

BATCH = 500
VACUUM_AT_ONCE_BYTES = 32_000_000
"""A deletion rewrites the SQLite file at once up to this size; the purge always."""

EVENTS = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("sender_id", sa.String),
    sa.column("timestamp", sa.Float),
    sa.column("data", sa.Text),
)
"""Rasa's tracker events (``rasa.core.tracker_store.SQLTrackerStore``)."""


def delete_conversation(engine: Engine, conversation_id: str) -> None:
    """Erase all that is held about a conversation; a no-op when there is nothing."""
    with _writing(engine) as session:
        _erase(session, [conversation_id])
        _erase_events(session, [conversation_id])
    scrub(engine, rewrite=_size(engine) <= VACUUM_AT_ONCE_BYTES)


def export_conversation(engine: Engine, conversation_id: str) -> dict[str, Any]:
    """Return all that is held about a conversation, as JSON values.

    Raises:
        UnknownConversation: when nothing is held.
    """
    owner = conversation_id
    with Session(engine) as session:
        row = session.get(ConversationRow, owner)
        if row is None:
            raise UnknownConversation
        replies = session.scalars(
            sa.select(ReplyRow)
            .where(ReplyRow.conversation_id == owner)
            .order_by(ReplyRow.id)
        )
        buttons = session.scalars(
            sa.select(ButtonRow).where(ButtonRow.conversation_id == owner)
        )
        messages = session.scalars(
            sa.select(InboundRow.received_at).where(InboundRow.conversation_id == owner)
        )
        links = session.scalars(
            sa.select(ChannelIdentityRow.channel).where(
                ChannelIdentityRow.conversation_id == owner
            )
        )
        events = []
        if _has_events(session.connection()):
            query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == owner)
            events = list(session.scalars(query.order_by(EVENTS.c.id)))
        return {
            "conversation": row.id,
            "channel": row.channel,
            "language": row.language,
            "language_chosen": row.language_chosen,
            "created_at": _iso(row.created_at),
            "last_seen_at": _iso(row.last_seen_at),
            "deleted_at_latest": _iso(row.last_seen_at + RETENTION_SECONDS),
            "state": row.state,
            "crisis_count": row.crisis_count,
            "linked_chats": list(links),
            "messages_received_at": [_iso(at) for at in messages],
            "replies": [reply.content for reply in replies],
            "buttons": [
                {
                    "title": b.title,
                    "payload": b.payload,
                    "expires_at": _iso(b.expires_at),
                }
                for b in buttons
            ],
            "events": [_parsed(data) for data in events],
        }


def purge(engine: Engine, now: float) -> Purged:
    """Remove what is older than 24 h after its conversation's last message.

    Idempotent. Works in batches, so that no conversation waits long. On SQLite the
    write-ahead log is emptied and the file rewritten: the bytes are gone.
    """
    before = now - RETENTION_SECONDS
    conversations = events = 0
    while True:
        with _writing(engine) as session:
            old = list(
                session.scalars(
                    sa.select(ConversationRow.id)
                    .where(ConversationRow.last_seen_at < before)
                    .limit(BATCH)
                )
            )
            if not old:
                break
            _erase(session, old)
            events += _erase_events(session, old)
            conversations += len(old)
    events += _purge_orphans(engine, before)
    with _writing(engine) as session:
        result: Any = session.execute(
            sa.delete(ButtonRow).where(ButtonRow.expires_at < now)
        )
        buttons = int(result.rowcount)
    scrub(engine, rewrite=bool(conversations or events or buttons))
    return Purged(conversations, events, buttons)


def erase_events(engine: Engine, conversation_ids: Sequence[str]) -> None:
    """Erase tracker events that Rasa wrote after a conversation was deleted."""
    with _writing(engine) as session:
        _erase_events(session, conversation_ids)


def scrub(engine: Engine, *, rewrite: bool) -> None:
    """Make deleted bytes unreadable: empty the log; with ``rewrite``, VACUUM too."""
    raw = engine.raw_connection()
    try:
        connection: Any = raw.dbapi_connection
        if engine.dialect.name == "sqlite":
            if rewrite:
                connection.execute("VACUUM")
            _truncate_log(connection)
        elif rewrite:
            connection.autocommit = True
            connection.execute("SET statement_timeout = 0")
            for table in ("conversation", "reply", "inbound", "button"):
                connection.execute(f"VACUUM {table}")
            if _has_events(engine):
                connection.execute("VACUUM events")
    finally:
        if engine.dialect.name != "sqlite":
            raw.invalidate()  # its session settings are not the pool's
        raw.close()


def _truncate_log(connection: Any) -> None:
    for _ in range(20):
        busy, *_rest = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        time.sleep(0.02)  # a reader is at work; it is done in milliseconds


def _purge_orphans(engine: Engine, before: float) -> int:
    """Erase old events of conversations that the gateway does not know."""
    known = sa.select(ConversationRow.id)
    old = (
        sa.select(EVENTS.c.sender_id)
        .where(EVENTS.c.sender_id.not_in(known))
        .group_by(EVENTS.c.sender_id)
        .having(sa.func.max(EVENTS.c.timestamp) < before)
        .limit(BATCH)
    )
    erased = 0
    while True:
        with _writing(engine) as session:
            if not _has_events(session.connection()):
                return 0
            senders = list(session.scalars(old))
            if not senders:
                return erased
            erased += _erase_events(session, senders)


def _erase(session: Session, ids: Sequence[str]) -> None:
    for table in (ReplyRow, InboundRow, ButtonRow, ChannelIdentityRow):
        session.execute(sa.delete(table).where(table.conversation_id.in_(ids)))
    session.execute(sa.delete(ConversationRow).where(ConversationRow.id.in_(ids)))


def _erase_events(session: Session, ids: Sequence[str]) -> int:
    if not _has_events(session.connection()):
        return 0
    result: Any = session.execute(sa.delete(EVENTS).where(EVENTS.c.sender_id.in_(ids)))
    return int(result.rowcount)


def _has_events(bind: Engine | sa.Connection) -> bool:
    """Whether Rasa has made its table yet."""
    return bool(sa.inspect(bind).has_table("events"))


@contextlib.contextmanager
def _writing(engine: Engine) -> Iterator[Session]:
    with (
        Session(engine.execution_options(**{WRITE: True})) as session,
        session.begin(),
    ):
        yield session


def _size(engine: Engine) -> int:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return VACUUM_AT_ONCE_BYTES + 1
    with contextlib.suppress(OSError):
        return Path(engine.url.database).stat().st_size
    return 0


def _parsed(data: str) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return data


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
