"""The store's queries: each method is one short transaction, none waits for long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from bot.store import erasures
from bot.store.db import WRITE, make_engine
from bot.store.models import (
    ButtonRow,
    ChannelIdentityRow,
    ConversationRow,
    CounterRow,
    InboundRow,
    ReplyRow,
    table,
)
from bot.store.records import Button, Conversation, Count, Found, StoredReply, Turn
from bot.store.writing import (
    insert,
    write_conversation,
    write_counts,
    write_messages,
)


class Store:
    """Conversations in SQLite or PostgreSQL. Blocking: call it from a thread.

    Every method may raise ``sqlalchemy.exc.SQLAlchemyError`` when the database is
    locked, lost or broken; nothing is changed then.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._writer = self.engine.execution_options(**{WRITE: True})
        self.shared = self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Close the pool."""
        self.engine.dispose()

    def load(
        self,
        conversation_id: str,
        now: float,
        message_key: str | None = None,
        button_hash: str | None = None,
    ) -> Found | None:
        """Return the conversation and what is known about one inbound message."""
        row, inbound, button = map(table, (ConversationRow, InboundRow, ButtonRow))
        with self.engine.connect() as connection:
            found = connection.execute(
                sa.select(row).where(row.c.id == conversation_id)
            ).one_or_none()
            if found is None:
                return None
            answered, pressed = None, None
            if message_key is not None:
                given = connection.execute(
                    sa.select(inbound.c.replies).where(
                        inbound.c.conversation_id == conversation_id,
                        inbound.c.message_key == message_key,
                    )
                ).one_or_none()
                if given is not None:
                    answered = _replies(connection, conversation_id, given.replies)
            if button_hash is not None:
                pressed = connection.execute(
                    sa.select(button).where(
                        button.c.token_hash == button_hash,
                        button.c.conversation_id == conversation_id,
                        button.c.expires_at > now,
                    )
                ).one_or_none()
        return Found(
            _conversation(found),
            answered,
            None if pressed is None else _button(pressed),
        )

    def save(self, turns: Sequence[Turn]) -> None:
        """Write turns of one conversation in order, all or none.

        A turn that was written before changes nothing but its counters; a turn of
        a conversation that has been deleted meanwhile is dropped.
        """
        with self._writer.begin() as connection:
            for turn in turns:
                late = turn.new and erasures.is_erased(connection, turn.conversation.id)
                if not late and write_conversation(connection, turn):
                    write_messages(connection, turn)
                write_counts(connection, turn.counts)

    def count(self, counts: Iterable[Count]) -> None:
        """Add one to each counter named."""
        with self._writer.begin() as connection:
            write_counts(connection, counts)

    def replies_after(self, conversation_id: str, after: int) -> list[StoredReply]:
        """Return the replies whose id is greater than ``after``, oldest first."""
        reply = table(ReplyRow)
        query = (
            sa.select(reply)
            .where(reply.c.conversation_id == conversation_id, reply.c.id > after)
            .order_by(reply.c.id)
        )
        with self.engine.connect() as connection:
            return [StoredReply(r.id, r.content) for r in connection.execute(query)]

    def find_identity(self, identity_hash: str) -> str | None:
        """Return the conversation that a chat belongs to."""
        chat = table(ChannelIdentityRow)
        query = sa.select(chat.c.conversation_id).where(
            chat.c.identity_hash == identity_hash
        )
        with self.engine.connect() as connection:
            found: str | None = connection.scalar(query)
            return found

    def bind_identity(
        self, identity_hash: str, channel: str, conversation_id: str
    ) -> None:
        """Say that a chat belongs to a conversation, instead of any other."""
        values = {
            "identity_hash": identity_hash,
            "channel": channel,
            "conversation_id": conversation_id,
        }
        with self._writer.begin() as connection:
            connection.execute(
                insert(connection, ChannelIdentityRow)
                .values(values)
                .on_conflict_do_update(
                    index_elements=["identity_hash"],
                    set_={"conversation_id": conversation_id},
                )
            )

    def lease(
        self, conversation_id: str, holder: str, now: float, until: float
    ) -> bool:
        """Take the conversation for one gateway; ``False`` while another has it."""
        row = ConversationRow
        free = sa.or_(
            row.lease_holder.is_(None),
            row.lease_holder == holder,
            row.lease_until < now,
        )
        exists = sa.select(row.id).where(row.id == conversation_id)
        taken = (
            sa.update(row)
            .where(row.id == conversation_id, free)
            .values(lease_holder=holder, lease_until=until)
        )
        with self._writer.begin() as connection:
            if connection.execute(taken).rowcount:
                return True
            return connection.scalar(exists) is None

    def release(self, conversation_id: str, holder: str) -> None:
        """Give a lease back."""
        row = ConversationRow
        with self._writer.begin() as connection:
            connection.execute(
                sa.update(row)
                .where(row.id == conversation_id, row.lease_holder == holder)
                .values(lease_holder=None, lease_until=None)
            )

    def counts(self) -> dict[tuple[str, int, str, str], int]:
        """Return every counter by kind, tier, language and day."""
        with self.engine.connect() as connection:
            counter = table(CounterRow).c
            wanted = (counter.kind, counter.tier, counter.language, counter.day)
            rows = connection.execute(sa.select(*wanted, counter.count))
            return {(kind, tier, of, day): n for kind, tier, of, day, n in rows}


def _conversation(row: sa.Row[Any]) -> Conversation:
    return Conversation(
        id=row.id,
        channel=row.channel,
        language=row.language,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        language_chosen=row.language_chosen,
        token_hash=row.token_hash,
        state=dict(row.state),
        crisis_count=row.crisis_count,
    )


def _button(row: sa.Row[Any]) -> Button:
    return Button(row.token_hash, row.payload, row.title, row.expires_at)


def _replies(
    connection: sa.Connection, conversation_id: str, ids: Sequence[int]
) -> tuple[StoredReply, ...]:
    reply = table(ReplyRow)
    query = (
        sa.select(reply)
        .where(reply.c.conversation_id == conversation_id, reply.c.id.in_(ids))
        .order_by(reply.c.id)
    )
    return tuple(StoredReply(r.id, r.content) for r in connection.execute(query))
