"""The page on which a provider says whether a record is right, without script. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from bot.providers.links import PATH, Link
from bot.texts import languages, text
from services_db.labels import has, label
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
    parts = {
        "language": language,
        "title": escape(text(language, f"provider.states.{state}.title")),
        "words": escape(text(language, f"provider.states.{state}.text")),
        "languages": "".join(_language(code, language, link) for code in languages()),
        "back": "Laituri",
        "body": record,
    }
    return re.sub(r"{{(\w+)}}", lambda match: parts[match[1]], template)


def _language(code: str, current: str, link: Link) -> str:
    name = escape(text(code, "gateway.language_name"))
    here = ' aria-current="page"' if code == current else ""
    address = escape(f"{PATH}?{link.query(code)}")
    return f'<a href="{address}" lang="{code}"{here}>{name}</a>'


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
    spoken = escape(shown.card.text_language)
    name = escape(shown.card.name)
    return f'<section><h2 lang="{spoken}">{name}</h2><dl>{rows}</dl></section>'


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
    yield text(language, "card.age"), _ages(card)
    spoken = (_spoken(code, language) for code in card.languages)
    yield text(language, "card.languages"), ", ".join(spoken)
    yield text(language, "provider.source"), _source(card, language)


def _ages(card: ServiceCard) -> str:
    if card.age_min is None and card.age_max is None:
        return ""
    ends = (card.age_min, card.age_max)
    return "–".join("" if end is None else str(end) for end in ends)


def _spoken(code: str, language: str) -> str:
    known = has(language, f"languages.{code}")
    return label(language, f"languages.{code}") if known else code


def _source(card: ServiceCard, language: str) -> str:
    if card.verified_on is None:
        return f"{card.source.name}. {text(language, 'card.not_verified')}."
    on = text(language, "card.verified", date=_day(card.verified_on, language))
    return f"{card.source.name}. {on}."


def _day(day: date, language: str) -> str:
    return label(language, "opening.day", day=day.day, month=day.month, year=day.year)
