"""How a turn is written: inserts that may be repeated, updates that never revive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.models import (
    Base,
    ButtonRow,
    ConversationRow,
    CounterRow,
    InboundRow,
    ReplyRow,
    table,
)
from bot.store.records import Count, Turn


def insert(connection: sa.Connection, row: type[Base]) -> Any:
    """Return the dialect's INSERT, which knows ``ON CONFLICT``."""
    dialect: Any = sqlite
    if connection.dialect.name == "postgresql":
        dialect = postgresql
    return dialect.insert(table(row))


def write_conversation(connection: sa.Connection, turn: Turn) -> bool:
    """Bring the conversation's row up to date; ``False`` when it is gone."""
    row, after = table(ConversationRow), turn.conversation
    if turn.new:
        values = {
            "id": after.id,
            "channel": after.channel,
            "language": after.language,
            "language_chosen": after.language_chosen,
            "created_at": after.created_at,
            "last_seen_at": turn.at,
            "token_hash": after.token_hash,
            "state": after.state,
            "crisis_count": after.crisis_count,
        }
        birth = insert(connection, ConversationRow).on_conflict_do_nothing()
        if connection.execute(birth, values).rowcount:
            return True
    changes: dict[str, Any] = {"last_seen_at": turn.at}
    for name in ("language", "language_chosen", "state"):
        if (value := getattr(turn, name)) is not None:
            changes[name] = value
    if turn.crisis:
        changes["crisis_count"] = row.c.crisis_count + 1
    update = sa.update(row).where(row.c.id == after.id).values(changes)
    return bool(connection.execute(update).rowcount)


def write_messages(connection: sa.Connection, turn: Turn) -> None:
    """Add the turn's replies, buttons and the mark that its message is answered."""
    owner = {"conversation_id": turn.conversation.id}
    replies = [{**owner, "id": r.id, "content": r.content} for r in turn.replies]
    buttons = [
        {
            **owner,
            "token_hash": b.token_hash,
            "payload": b.payload,
            "title": b.title,
            "expires_at": b.expires_at,
        }
        for b in turn.buttons
    ]
    answered = {
        **owner,
        "message_key": turn.message_key,
        "replies": [r.id for r in turn.replies],
        "received_at": turn.at,
    }
    marks = [answered] if turn.message_key is not None else []
    rows: tuple[tuple[type[Base], list[dict[str, Any]]], ...] = (
        (ReplyRow, replies),
        (ButtonRow, buttons),
        (InboundRow, marks),
    )
    for row, values in rows:
        if values:
            connection.execute(insert(connection, row).on_conflict_do_nothing(), values)


def write_counts(connection: sa.Connection, counts: Iterable[Count]) -> None:
    """Add one to each counter named."""
    for one in counts:
        statement = insert(connection, CounterRow).on_conflict_do_update(
            index_elements=["kind", "tier", "language", "day"],
            set_={"count": table(CounterRow).c.count + 1},
        )
        values = {"tier": one.tier, "language": one.language, "count": 1}
        connection.execute(statement, {**values, "kind": one.kind, "day": one.day})
