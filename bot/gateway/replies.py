"""Turns drafts into replies and back: ids, button tokens, what is kept of both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any, Final

from bot.gateway import phrases
from bot.gateway.messages import Button, CardButton, Draft, Reply
from bot.store.keys import Keys
from bot.store.records import Button as KeptButton
from bot.store.records import StoredReply

BUTTON_SECONDS = 24 * 3600.0
_PRESSED: Final = ("buttons", "card_buttons")
"""Where a reply has buttons, in the order in which their tokens are numbered."""


class ReplyIds:
    """Ascending ids: milliseconds since the epoch, never the same one twice.

    So they ascend across restarts and while no database answers.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """Return an id greater than all before."""
        self._last = max(self._last + 1, int(self._clock() * 1000))
        return self._last


class Minter:
    """Gives drafts their ids and tokens; knows what of a reply may be kept."""

    def __init__(self, keys: Keys, ids: ReplyIds) -> None:
        self._keys, self._ids = keys, ids

    def mint(
        self, conversation_id: str, drafts: Iterable[Draft], language: str, now: float
    ) -> tuple[list[Reply], list[StoredReply], list[KeptButton]]:
        """Return the replies, what to keep of them, and what their buttons mean."""
        replies: list[Reply] = []
        kept: list[StoredReply] = []
        buttons: list[KeptButton] = []
        for draft in drafts:
            number = self._ids.next()
            reply = _reply(draft, number, language)
            cards = reply.services or []
            wrong = (phrases.wrong(card, reply.language) for card in cards)
            given: list[Button] = []
            for index, choice in enumerate([*draft.choices, *wrong]):
                token = self._keys.button_token(conversation_id, number, index)
                given.append(Button(title=choice.title, token=token))
                buttons.append(
                    KeptButton(
                        self._keys.button_hash(token),
                        choice.payload,
                        choice.title,
                        now + BUTTON_SECONDS,
                    )
                )
            own = len(draft.choices)
            reply.buttons = given[:own]
            if cards:
                reply.card_buttons = [
                    CardButton(service=card.id, title=button.title, token=button.token)
                    for card, button in zip(cards, given[own:], strict=True)
                ]
            replies.append(reply)
            kept.append(StoredReply(number, _without_tokens(reply)))
        return replies, kept, buttons

    def loose(self, drafts: Iterable[Draft], language: str) -> list[Reply]:
        """Return replies that belong to no conversation: they have no buttons."""
        return [_reply(draft, self._ids.next(), language) for draft in drafts]

    def restore(self, conversation_id: str, kept: Sequence[StoredReply]) -> list[Reply]:
        """Return kept replies as they were shown, tokens included."""
        restored = []
        for one in kept:
            content, index = dict(one.content), count()
            for name in _PRESSED:
                if name in content:
                    content[name] = [
                        button
                        | {
                            "token": self._keys.button_token(
                                conversation_id, one.id, next(index)
                            )
                        }
                        for button in content[name]
                    ]
            restored.append(Reply.model_validate(content))
        return restored


def _reply(draft: Draft, number: int, language: str) -> Reply:
    return Reply(
        id=number,
        kind=draft.kind,
        sender=draft.sender,
        language=draft.language or language,
        text=draft.text,
        buttons=[],
        contacts=None if draft.contacts is None else list(draft.contacts),
        query=draft.query,
        services=None if draft.services is None else list(draft.services),
        total=draft.total,
    )


def _without_tokens(reply: Reply) -> dict[str, Any]:
    content = reply.to_json()
    for name in _PRESSED:
        for button in content.get(name, ()):
            del button["token"]
    return content
