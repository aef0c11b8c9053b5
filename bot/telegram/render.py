"""Turns a reply into Telegram messages. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.gateway.messages import Button, Reply
from bot.telegram.card import card_html, contact_html
from bot.telegram.markup import LIMIT, fitted, packed, pieces
from bot.texts import text

CALLBACK_BYTES = 64
TITLE = 60
SIDE_BY_SIDE = 14
"""Titles up to this length stand two in a row."""
IN_A_ROW = 3
"""Most keys with a number side by side."""


@dataclass(frozen=True)
class Key:
    """A button of an inline keyboard; ``data`` is a gateway token, ≤ 64 bytes."""

    title: str
    data: str


@dataclass(frozen=True)
class Outgoing:
    """One message: HTML of at most 4 096 characters, rows of keys below it."""

    html: str
    keys: tuple[tuple[Key, ...], ...] = ()


def messages(reply: Reply) -> list[Outgoing]:
    """Return a reply as one or more messages, cut between cards; keys on the last.

    Several cards are numbered, and so are the keys that say that one is wrong.
    """
    language = reply.language
    blocks = pieces(reply.text)
    cards = reply.services or []
    whole = len(cards) == 1
    for number, card in enumerate(cards, start=1):
        shown = card_html(card, language, whole=whole, number=None if whole else number)
        blocks.append(shown)
    if reply.contacts:
        blocks.append(fitted(contact_html(one, language) for one in reply.contacts))
    keys = keyboard(reply.buttons) + wrong_keys(reply)
    if not blocks and keys:
        blocks = pieces(text(language, "gateway.choose_again"))
    found = [Outgoing(html) for html in packed(blocks, LIMIT)]
    if found and keys:
        found[-1] = Outgoing(found[-1].html, keys)
    return found


def wrong_keys(reply: Reply) -> tuple[tuple[Key, ...], ...]:
    """Return small keys that say which card is wrong; one card needs no number."""
    services = [card.id for card in reply.services or []]
    keys = []
    for button in reply.card_buttons or ():
        title = text(reply.language, "card.wrong")
        if len(services) > 1:
            number = services.index(button.service) + 1
            title = text(reply.language, "telegram.wrong", number=number)
        keys.append(Key(title, button.token))
    starts = range(0, len(keys), IN_A_ROW)
    return tuple(tuple(keys[at : at + IN_A_ROW]) for at in starts)


def plain(words: str) -> list[Outgoing]:
    """Return a fixed text as messages."""
    return [Outgoing(html) for html in pieces(words)]


def keyboard(buttons: Iterable[Button]) -> tuple[tuple[Key, ...], ...]:
    """Return buttons as rows of keys, two short ones side by side."""
    rows: list[tuple[Key, ...]] = []
    for button in buttons:
        if len(button.token.encode()) > CALLBACK_BYTES or not button.title.strip():
            continue
        key = Key(button.title.strip()[:TITLE], button.token)
        last = rows[-1] if rows else ()
        short = len(key.title) <= SIDE_BY_SIDE
        if short and len(last) == 1 and len(last[0].title) <= SIDE_BY_SIDE:
            rows[-1] = (*last, key)
        else:
            rows.append((key,))
    return tuple(rows)
