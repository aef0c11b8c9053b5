"""The page on which a provider says whether a record is right, without script. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from bot.providers.links import PATH, Link
from bot.texts import text
from bot.web.plain_page import plain_page
from services_db.labels import label
from services_db.labels.wording import ages, day_in_words, spoken
from services_db.records import ServiceCard

if TYPE_CHECKING:
    from services_db.verifications import Shown


def render_confirm(
    template: str, language: str, state: str, link: Link, shown: Shown | None = None
) -> str:
    """Return the page of a state (``provider.states``); a record gets two buttons."""
    record = (
        "" if shown is None else _record(shown, language) + _buttons(link, language)
    )
    return plain_page(
        template,
        language,
        lambda code: f"{PATH}?{link.query(code)}",
        title=text(language, f"provider.states.{state}.title"),
        words=text(language, f"provider.states.{state}.text"),
        back="Laituri",
        body=record,
    )


def _buttons(link: Link, language: str) -> str:
    return "".join(
        (
            '<div class="answers">',
            *(_button(name, link, language) for name in ("right", "wrong")),
            "</div>",
        )
    )


def _button(name: str, link: Link, language: str) -> str:
    address = escape(f"{PATH}/{name}?{link.query(language)}")
    said = escape(text(language, f"provider.{name}"))
    return f'<form method="post" action="{address}"><button>{said}</button></form>'


def _record(shown: Shown, language: str) -> str:
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{_lines(value)}</dd>"
        for name, value in _rows(shown, language)
        if value
    )
    written = escape(shown.card.text_language)
    name = escape(shown.card.name)
    return f'<section><h2 lang="{written}">{name}</h2><dl>{rows}</dl></section>'


def _lines(value: str) -> str:
    return "<br>".join(escape(line) for line in value.splitlines() if line.strip())


def _rows(shown: Shown, language: str) -> Iterator[tuple[str, str]]:
    card = shown.card
    yield text(language, "provider.provider"), card.provider
    yield text(language, "provider.summary"), card.summary
    yield text(language, "card.how_to_apply"), card.how_to_apply or ""
    yield text(language, "card.first_visit"), card.first_visit or ""
    placed = {place.address for place in shown.places}
    for contact in card.contacts:
        if contact.value not in placed:
            yield contact.label, contact.value
    for place in shown.places:
        lines = (place.name, place.address, place.hours)
        yield text(language, "provider.place"), "\n".join(filter(None, lines))
    yield text(language, "card.opening"), card.opening.text
    yield text(language, "card.charge"), label(language, f"charge.{card.charge.value}")
    yield text(language, "card.age"), ages(card.age_min, card.age_max, language)
    names = (spoken(code, language) for code in card.languages)
    yield text(language, "card.languages"), ", ".join(names)
    yield text(language, "provider.source"), _source(card, language)


def _source(card: ServiceCard, language: str) -> str:
    if card.verified_on is None:
        return f"{card.source.name}. {text(language, 'card.not_verified')}."
    on = text(language, "card.verified", date=day_in_words(card.verified_on, language))
    return f"{card.source.name}. {on}."
