"""The tables of conversations. Times are seconds since the epoch, as in Rasa.

Rasa's own table ``events`` lies in the same database; its SQL tracker store makes
it and no migration here touches it.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID_LENGTH = 32
HASH_LENGTH = 64


class Base(DeclarativeBase):
    """Base of the store's tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {dict[str, Any]: JSON, list[int]: JSON}


def _owner() -> Mapped[str]:
    return mapped_column(
        String(ID_LENGTH), ForeignKey("conversation.id", ondelete="CASCADE")
    )


class ConversationRow(Base):
    """One conversation. ``lease_*`` keeps its order across several gateways."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(3))
    language_chosen: Mapped[bool]
    created_at: Mapped[float]
    last_seen_at: Mapped[float] = mapped_column(index=True)
    token_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    state: Mapped[dict[str, Any]]
    crisis_count: Mapped[int]
    lease_holder: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    lease_until: Mapped[float | None]


class ReplyRow(Base):
    """A reply as shown, without its button tokens (they are derived anew)."""

    __tablename__ = "reply"

    conversation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH),
        ForeignKey("conversation.id", ondelete="CASCADE"),
        primary_key=True,
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]


class InboundRow(Base):
    """A message that has been answered: the hash of its id and the replies given."""

    __tablename__ = "inbound"

    conversation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH),
        ForeignKey("conversation.id", ondelete="CASCADE"),
        primary_key=True,
    )
    message_key: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    replies: Mapped[list[int]]
    received_at: Mapped[float]


class ButtonRow(Base):
    """What a button token stands for."""

    __tablename__ = "button"
    __table_args__ = (Index("ix_button_conversation_id", "conversation_id"),)

    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    conversation_id: Mapped[str] = _owner()
    payload: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[float] = mapped_column(index=True)


class CounterRow(Base):
    """How often something happened on a day; nothing about whom or in what words."""

    __tablename__ = "counter"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    tier: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    count: Mapped[int]


class ChannelIdentityRow(Base):
    """Which conversation belongs to a chat: only the HMAC of the chat's id."""

    __tablename__ = "channel_identity"
    __table_args__ = (Index("ix_channel_identity_conversation_id", "conversation_id"),)

    identity_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str] = _owner()


class ErasureRow(Base):
    """That a conversation was erased on request: Rasa may not write it any more."""

    __tablename__ = "erasure"

    conversation_hash: Mapped[str] = mapped_column(
        String(HASH_LENGTH), primary_key=True
    )
    erased_at: Mapped[float]


def table(row: type[Base]) -> Table:
    """Return a model's table: the hot queries go past the ORM, at half the cost."""
    return cast("Table", row.__table__)
