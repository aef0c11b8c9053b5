"""How a turn is written: inserts that may be repeated, updates that never revive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.models import (
    Base,
    ButtonRow,
    ConversationRow,
    CounterRow,
    InboundRow,
    ReplyRow,
)
from bot.store.records import Count, Turn


def insert(session: Session, table: type[Base]) -> Any:
    """Return the dialect's INSERT, which knows ``ON CONFLICT``."""
    dialect: Any = sqlite
    if session.get_bind().dialect.name == "postgresql":
        dialect = postgresql
    return dialect.insert(table)


def touched(session: Session, statement: Any) -> bool:
    """Execute a statement; whether it changed a row."""
    result: Any = session.execute(statement)
    return bool(result.rowcount)


def write_conversation(session: Session, turn: Turn) -> bool:
    """Bring the conversation's row up to date; ``False`` when it is gone."""
    row, after = ConversationRow, turn.conversation
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
        if touched(
            session, insert(session, row).values(values).on_conflict_do_nothing()
        ):
            return True
    changes: dict[str, Any] = {"last_seen_at": turn.at}
    for name in ("language", "language_chosen", "state"):
        if (value := getattr(turn, name)) is not None:
            changes[name] = value
    if turn.crisis:
        changes["crisis_count"] = row.crisis_count + 1
    return touched(session, sa.update(row).where(row.id == after.id).values(changes))


def write_messages(session: Session, turn: Turn) -> None:
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
    for table, values in (
        (ReplyRow, replies),
        (ButtonRow, buttons),
        (InboundRow, marks),
    ):
        if values:
            session.execute(
                insert(session, table).values(values).on_conflict_do_nothing()
            )


def write_counts(session: Session, counts: Iterable[Count]) -> None:
    """Add one to each counter named."""
    for one in counts:
        statement = insert(session, CounterRow).values(
            kind=one.kind, tier=one.tier, language=one.language, day=one.day, count=1
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "tier", "language", "day"],
                set_={"count": CounterRow.count + 1},
            )
        )
