"""What the gateway remembers itself, for the time when the database does not answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.store.records import RETENTION_SECONDS, Conversation, Found, StoredReply, Turn

LIMIT = 10_000
"""Conversations kept; the one unused for longest goes first."""

UNSAVED_LIMIT = 50
"""Turns of one conversation kept for later saving."""


@dataclass
class Entry:
    """A conversation as last seen, and the turns that are not saved yet.

    ``flying`` holds the identities of the turns that are being written just now.
    """

    conversation: Conversation
    unsaved: list[Turn] = field(default_factory=list)
    flying: set[int] = field(default_factory=set)


class Memory:
    """Conversations of this process, bounded in number. Not thread-safe."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    def see(self, conversation: Conversation) -> None:
        """Remember how the conversation is now."""
        entry = self._entries.get(conversation.id)
        if entry is None:
            self._entries[conversation.id] = Entry(conversation)
        else:
            entry.conversation = conversation
        self._entries.move_to_end(conversation.id)
        while len(self._entries) > self._limit:
            self._entries.popitem(last=False)

    def keep(self, turn: Turn) -> None:
        """Keep a turn until it is saved."""
        self.see(turn.conversation)
        unsaved = self._entries[turn.conversation.id].unsaved
        unsaved.append(turn)
        if len(unsaved) > UNSAVED_LIMIT:
            # The first one may be the birth of the conversation: it stays.
            del unsaved[1]

    def unsaved(self, conversation_id: str) -> list[Turn]:
        """Return the turns that wait to be saved, oldest first."""
        entry = self._entries.get(conversation_id)
        return list(entry.unsaved) if entry else []

    def take(self, conversation_id: str) -> list[Turn]:
        """Return the turns to write now; nobody else gets them until ``settle``."""
        entry = self._entries.get(conversation_id)
        if entry is None:
            return []
        turns = [turn for turn in entry.unsaved if id(turn) not in entry.flying]
        entry.flying.update(id(turn) for turn in turns)
        return turns

    def settle(self, conversation_id: str, turns: Sequence[Turn], saved: bool) -> None:
        """Say how writing ``turns`` ended: saved ones are forgotten."""
        entry = self._entries.get(conversation_id)
        if entry is None:
            return
        ended = {id(turn) for turn in turns}
        entry.flying -= ended
        if saved:
            entry.unsaved = [turn for turn in entry.unsaved if id(turn) not in ended]

    def waiting(self) -> list[str]:
        """Return the conversations that have unsaved turns."""
        return [key for key, entry in self._entries.items() if entry.unsaved]

    def forget(self, conversation_id: str) -> None:
        """Forget a conversation and all that waits to be saved."""
        self._entries.pop(conversation_id, None)

    def purge(self, now: float) -> None:
        """Forget what is older than the database may keep it."""
        old = [
            key
            for key, entry in self._entries.items()
            if entry.conversation.last_seen_at < now - RETENTION_SECONDS
        ]
        for key in old:
            del self._entries[key]

    def find(
        self,
        conversation_id: str,
        now: float,
        message_key: str | None,
        button_hash: str | None,
    ) -> Found | None:
        """Return what is remembered about an inbound message."""
        entry = self._entries.get(conversation_id)
        if entry is None:
            return None
        found = Found(entry.conversation)
        completed = self.complete(found, now, message_key, button_hash)
        return replace(completed, conversation=entry.conversation)

    def complete(
        self, found: Found, now: float, message_key: str | None, button_hash: str | None
    ) -> Found:
        """Add to what the database knows what is not saved yet."""
        conversation, answered, button = (
            found.conversation,
            found.answered,
            found.button,
        )
        for turn in self.unsaved(conversation.id):
            conversation = turn.applied_to(conversation)
            if message_key is not None and turn.message_key == message_key:
                answered = turn.replies
            for one in turn.buttons:
                if one.token_hash == button_hash and one.expires_at > now:
                    button = one
        return replace(
            found, conversation=conversation, answered=answered, button=button
        )

    def replies_after(self, conversation_id: str, after: int) -> list[StoredReply]:
        """Return unsaved replies whose id is greater than ``after``."""
        return [
            reply
            for turn in self.unsaved(conversation_id)
            for reply in turn.replies
            if reply.id > after
        ]
