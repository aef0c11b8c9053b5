"""Rasa's tracker events: the one table here that Rasa's SQL tracker store makes.

Rasa can neither delete nor expire what it stores, so both are here, for the gateway
and for the tracker store of ours alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.models import ConversationRow, table

EVENTS = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("sender_id", sa.String),
    sa.column("type_name", sa.String),
    sa.column("action_name", sa.String),
    sa.column("timestamp", sa.Float),
    sa.column("data", sa.Text),
)
"""``rasa.core.tracker_store.SQLTrackerStore.SQLEvent``."""

BATCH = 500
TURNS = 10
"""How many turns a dialogue is continued from; no rule and no action looks further."""
LISTEN = "action_listen"
"""The action that ends a turn."""
STATE = ("slot", "active_loop", "loop_interrupted", "reset_slots", "restart")
"""Rasa's names of the events that set what outlives a turn; for slots and forms
``action_name`` is their name."""


def has_events(bind: Engine | sa.Connection) -> bool:
    """Whether Rasa has made its table yet."""
    return bool(sa.inspect(bind).has_table(EVENTS.name))


def of(connection: sa.Connection, conversation_id: str) -> list[str]:
    """Return the JSON of a conversation's events, oldest first."""
    if not has_events(connection):
        return []
    query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == conversation_id)
    return list(connection.scalars(query.order_by(EVENTS.c.id)))


def erase(connection: sa.Connection, conversation_ids: Sequence[str]) -> int:
    """Delete all events of conversations; return how many there were."""
    if not has_events(connection):
        return 0
    gone: Any = sa.delete(EVENTS).where(EVENTS.c.sender_id.in_(conversation_ids))
    return int(connection.execute(gone).rowcount)


def last_at(sender_id: Any) -> sa.ScalarSelect[float]:
    """Return the query for the time of a conversation's last event."""
    query = sa.select(sa.func.max(EVENTS.c.timestamp))
    return query.where(EVENTS.c.sender_id == sender_id).scalar_subquery()


def continue_from(event_id: Any, sender_id: str) -> sa.ColumnElement[bool]:
    """Return the condition for the events that a dialogue is continued from.

    They are those of the last ``TURNS`` turns and, of all before, the last of each
    kind in ``STATE``: slots and forms stand as they stood, and the number of events
    does not grow with the conversation.
    """
    own = EVENTS.c.sender_id == sender_id
    listened = sa.select(EVENTS.c.id).where(own, EVENTS.c.action_name == LISTEN)
    newest_first = listened.order_by(EVENTS.c.id.desc())
    first = sa.func.coalesce(newest_first.offset(TURNS).limit(1).scalar_subquery(), 0)
    state = sa.select(sa.func.max(EVENTS.c.id))
    state = state.where(own, EVENTS.c.type_name.in_(STATE), EVENTS.c.id < first)
    state = state.group_by(EVENTS.c.type_name, EVENTS.c.action_name)
    return sa.or_(event_id >= first, event_id.in_(state))


def strangers(connection: sa.Connection) -> list[str]:
    """Return the senders of events that belong to no conversation."""
    if not has_events(connection):
        return []
    known = sa.select(table(ConversationRow).c.id)
    query = sa.select(EVENTS.c.sender_id).where(EVENTS.c.sender_id.not_in(known))
    return list(connection.scalars(query.distinct()))


def old_strangers(connection: sa.Connection, before: float) -> list[str]:
    """Return at most ``BATCH`` of them whose last event is older than ``before``."""
    if not has_events(connection):
        return []
    known = sa.select(table(ConversationRow).c.id)
    query = (
        sa.select(EVENTS.c.sender_id)
        .where(EVENTS.c.sender_id.not_in(known))
        .group_by(EVENTS.c.sender_id)
        .having(sa.func.max(EVENTS.c.timestamp) < before)
        .limit(BATCH)
    )
    return list(connection.scalars(query))
