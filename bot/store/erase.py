"""Erasing, exporting and purging conversations, Rasa's tracker events included."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.store import erasures, events
from bot.store.db import WRITE
from bot.store.events import BATCH
from bot.store.models import (
    Base,
    ButtonRow,
    ChannelIdentityRow,
    ConversationRow,
    InboundRow,
    ReplyRow,
    table,
)
from bot.store.records import RETENTION_SECONDS, Purged, UnknownConversation
from bot.store.scrub import scrub

OWNED = tuple(t for t in Base.metadata.tables.values() if "conversation_id" in t.c)
"""The tables whose rows belong to a conversation; a new one is erased by itself."""


def delete_conversation(
    engine: Engine, conversation_id: str, *, scrubbed: bool = True
) -> None:
    """Erase all that is held about a conversation; a no-op when there is nothing.

    From then on nothing of it can be written any more, not even by a turn that is
    under way. Without ``scrubbed`` the freed bytes are left to the next rewrite.
    """
    with _writing(engine) as connection:
        erasures.hold(connection, conversation_id)
        _erase(connection, [conversation_id])
        events.erase(connection, [conversation_id])
        erasures.mark(connection, conversation_id, time.time())
    if scrubbed:
        scrub(engine)


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
            "events": [_parsed(d) for d in events.of(session.connection(), owner)],
        }


def newest(engine: Engine) -> float | None:
    """Return when the newest message that is kept came, if there is one."""
    with engine.connect() as connection:
        latest = sa.func.max(table(ConversationRow).c.last_seen_at)
        found: float | None = connection.scalar(sa.select(latest))
        return found


def purge(
    engine: Engine,
    now: float,
    erased: frozenset[str] = frozenset(),
    *,
    everything: bool = False,
    owed: bool = False,
) -> Purged:
    """Remove what is older than 24 h after its conversation's last message.

    ``erased`` are digests of conversations that people have erased: a copy of the
    database that was put back may hold them again. Idempotent. Works in batches, so
    that no conversation waits long. ``everything``: rewrite even large files;
    ``owed``: rewrite the small ones though nothing is removed now.
    """
    before = now - RETENTION_SECONDS
    conversations = gone = 0
    for ids in _returned(engine, erased):
        with _writing(engine) as connection:
            conversations += _erase(connection, ids)
            gone += events.erase(connection, ids)
    while True:
        with _writing(engine) as connection:
            ids = _old(connection, before)
            conversations += _erase(connection, ids)
            gone += events.erase(connection, ids)
        if not ids:
            break
    while True:
        with _writing(engine) as connection:
            strangers = events.old_strangers(connection, before)
            gone += events.erase(connection, strangers)
        if not strangers:
            break
    with _writing(engine) as connection:
        expired = sa.delete(ButtonRow).where(ButtonRow.expires_at < now)
        buttons = int(connection.execute(expired).rowcount)
        erasures.forget_marks(connection, now)
    if everything or owed or conversations or gone or buttons:
        scrub(engine, everything=everything)
    return Purged(conversations, gone, buttons)


def _old(connection: sa.Connection, before: float) -> list[str]:
    """Return some old conversations; one that is spoken in now is passed over."""
    row = table(ConversationRow).c
    query = sa.select(row.id).where(row.last_seen_at < before).limit(BATCH)
    return list(connection.scalars(query.with_for_update(skip_locked=True)))


def _returned(engine: Engine, erased: frozenset[str]) -> Iterator[list[str]]:
    """Yield the conversations that are here though they have been erased."""
    if not erased:
        return
    with engine.connect() as connection:
        ids = list(connection.scalars(sa.select(table(ConversationRow).c.id)))
        ids += events.strangers(connection)
    found = [one for one in ids if erasures.digest(one) in erased]
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def _erase(connection: sa.Connection, ids: Sequence[str]) -> int:
    for owned in OWNED:
        connection.execute(sa.delete(owned).where(owned.c.conversation_id.in_(ids)))
    row = table(ConversationRow)
    return int(connection.execute(sa.delete(row).where(row.c.id.in_(ids))).rowcount)


@contextlib.contextmanager
def _writing(engine: Engine) -> Iterator[sa.Connection]:
    with engine.execution_options(**{WRITE: True}).begin() as connection:
        yield connection


def _parsed(data: str) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return data


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
