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
    """Return a reply as one or more messages, cut between cards; keys on the last."""
    language = reply.language
    blocks = pieces(reply.text)
    cards = reply.services or []
    blocks += [card_html(card, language, whole=len(cards) == 1) for card in cards]
    if reply.contacts:
        blocks.append(fitted(contact_html(one, language) for one in reply.contacts))
    keys = keyboard(reply.buttons)
    if not blocks and keys:
        blocks = pieces(text(language, "gateway.choose_again"))
    found = [Outgoing(html) for html in packed(blocks, LIMIT)]
    if found and keys:
        found[-1] = Outgoing(found[-1].html, keys)
    return found


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
