"""The store's queries: each method is one short transaction, none waits for long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.store.db import WRITE, make_engine
from bot.store.models import (
    ButtonRow,
    ChannelIdentityRow,
    ConversationRow,
    CounterRow,
    InboundRow,
    ReplyRow,
)
from bot.store.records import (
    Button,
    Conversation,
    Count,
    Found,
    StoredReply,
    Turn,
)
from bot.store.writing import (
    insert,
    touched,
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
        with Session(self.engine) as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                return None
            answered, button = None, None
            if message_key is not None:
                inbound = session.get(InboundRow, (conversation_id, message_key))
                if inbound is not None:
                    answered = _replies(session, conversation_id, inbound.replies)
            if button_hash is not None:
                pressed = session.get(ButtonRow, button_hash)
                if (
                    pressed is not None
                    and pressed.conversation_id == conversation_id
                    and pressed.expires_at > now
                ):
                    button = Button(
                        pressed.token_hash,
                        pressed.payload,
                        pressed.title,
                        pressed.expires_at,
                    )
            return Found(_conversation(row), answered, button)

    def save(self, turns: Sequence[Turn]) -> None:
        """Write turns of one conversation in order, all or none.

        A turn that was written before changes nothing but its counters; a turn of
        a conversation that has been deleted meanwhile is dropped.
        """
        with Session(self._writer) as session, session.begin():
            for turn in turns:
                if write_conversation(session, turn):
                    write_messages(session, turn)
                write_counts(session, turn.counts)

    def count(self, counts: Iterable[Count]) -> None:
        """Add one to each counter named."""
        with Session(self._writer) as session, session.begin():
            write_counts(session, counts)

    def replies_after(self, conversation_id: str, after: int) -> list[StoredReply]:
        """Return the replies whose id is greater than ``after``, oldest first."""
        query = (
            sa.select(ReplyRow)
            .where(ReplyRow.conversation_id == conversation_id, ReplyRow.id > after)
            .order_by(ReplyRow.id)
        )
        with Session(self.engine) as session:
            return [StoredReply(r.id, r.content) for r in session.scalars(query)]

    def find_identity(self, identity_hash: str) -> str | None:
        """Return the conversation that a chat belongs to."""
        with Session(self.engine) as session:
            row = session.get(ChannelIdentityRow, identity_hash)
            return row.conversation_id if row else None

    def bind_identity(
        self, identity_hash: str, channel: str, conversation_id: str
    ) -> None:
        """Say that a chat belongs to a conversation, instead of any other."""
        values = {
            "identity_hash": identity_hash,
            "channel": channel,
            "conversation_id": conversation_id,
        }
        with Session(self._writer) as session, session.begin():
            session.execute(
                insert(session, ChannelIdentityRow)
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
        with Session(self._writer) as session, session.begin():
            if touched(session, taken):
                return True
            return session.scalar(exists) is None

    def release(self, conversation_id: str, holder: str) -> None:
        """Give a lease back."""
        row = ConversationRow
        with Session(self._writer) as session, session.begin():
            session.execute(
                sa.update(row)
                .where(row.id == conversation_id, row.lease_holder == holder)
                .values(lease_holder=None, lease_until=None)
            )

    def counts(self) -> dict[tuple[str, int, str, str], int]:
        """Return every counter by kind, tier, language and day."""
        with Session(self.engine) as session:
            return {
                (r.kind, r.tier, r.language, r.day): r.count
                for r in session.scalars(sa.select(CounterRow))
            }


def _conversation(row: ConversationRow) -> Conversation:
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


def _replies(
    session: Session, conversation_id: str, ids: Sequence[int]
) -> tuple[StoredReply, ...]:
    query = (
        sa.select(ReplyRow)
        .where(ReplyRow.conversation_id == conversation_id, ReplyRow.id.in_(ids))
        .order_by(ReplyRow.id)
    )
    return tuple(StoredReply(r.id, r.content) for r in session.scalars(query))
