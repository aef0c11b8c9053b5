"""What passes between the gateway and the store: plain, frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

RETENTION_SECONDS = 24 * 3600.0
"""How long a conversation lives after its last message."""


@dataclass(frozen=True)
class Conversation:
    """A conversation without its messages. ``state`` is the gateway's alone."""

    id: str
    channel: str
    language: str | None
    created_at: float
    last_seen_at: float
    language_chosen: bool = False
    token_hash: str | None = None
    state: dict[str, Any] = field(default_factory=dict)
    crisis_count: int = 0


@dataclass(frozen=True)
class StoredReply:
    """A reply's id and its JSON without button tokens."""

    id: int
    content: dict[str, Any]


@dataclass(frozen=True)
class Button:
    """What a button token stands for; ``token_hash`` is never the token."""

    token_hash: str
    payload: str
    title: str
    expires_at: float


@dataclass(frozen=True)
class Count:
    """One thing to count: what, how urgent, in which language, on which day."""

    kind: str
    tier: int
    language: str
    day: str


@dataclass(frozen=True)
class Turn:
    """All that one turn changes; written in one transaction or not at all.

    ``None`` in ``language``, ``language_chosen`` and ``state`` leaves the stored
    value alone, so that a crisis reply that overtakes a slow turn loses nothing.
    """

    conversation: Conversation
    at: float
    new: bool = False
    language: str | None = None
    language_chosen: bool | None = None
    state: dict[str, Any] | None = None
    crisis: bool = False
    message_key: str | None = None
    replies: tuple[StoredReply, ...] = ()
    buttons: tuple[Button, ...] = ()
    counts: tuple[Count, ...] = ()

    def applied_to(self, before: Conversation) -> Conversation:
        """Return ``before`` as it is after this turn."""
        return replace(
            before,
            last_seen_at=max(before.last_seen_at, self.at),
            language=before.language if self.language is None else self.language,
            language_chosen=before.language_chosen
            if self.language_chosen is None
            else self.language_chosen,
            state=before.state if self.state is None else self.state,
            crisis_count=before.crisis_count + int(self.crisis),
        )


@dataclass(frozen=True)
class Found:
    """What the store knows about an inbound message.

    ``answered`` are the replies already given to the same message, ``button`` what
    its token stands for in this conversation, both ``None`` when unknown.
    """

    conversation: Conversation
    answered: tuple[StoredReply, ...] | None = None
    button: Button | None = None


@dataclass(frozen=True)
class Purged:
    """How much a purge removed."""

    conversations: int = 0
    events: int = 0
    buttons: int = 0


class StoreDown(Exception):
    """The database did not answer in time or is broken; nothing was changed."""


class UnknownConversation(Exception):
    """There is no such conversation: it was deleted, is too old, or never was."""
