"""A service and its contacts as Telegram HTML. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.links import host, href, https
from bot.telegram.markup import bold, escape, fitted, link, shortened
from bot.texts import text
from services_db.labels import label
from services_db.labels.wording import ages, day_in_words, spoken
from services_db.records import YES_NO, Contact, ServiceCard

NAME, SHORT, LONG, CONTACT = 200, 300, 1_000, 200
FIRST_CONTACTS = 4


def card_html(
    card: ServiceCard, language: str, *, whole: bool, number: int | None = None
) -> str:
    """Return a card; ``whole`` with all that is known, else the next step only.

    ``number`` is the card's among several.
    """
    limit = LONG if whole else SHORT
    name = shortened(card.name, NAME)
    lines = [
        bold(name if number is None else f"{number}. {name}"),
        escape(shortened(card.provider, NAME)),
        escape(shortened(card.summary, limit)),
        *_opening(card, language),
        *_part("how_to_apply", card.how_to_apply, language, limit),
    ]
    count = len(card.contacts) if whole else FIRST_CONTACTS
    lines += [contact_html(one, language) for one in card.contacts[:count]]
    if not card.contacts:
        lines.append(escape(text(language, "card.no_contacts")))
    if whole:
        lines += _more(card, language)
    if card.why:
        reasons = shortened(" · ".join(card.why), SHORT)
        lines.append(f"{escape(text(language, 'card.why'))}: {escape(reasons)}")
    lines.append(_source(card, language))
    return fitted(line for line in lines if line)


def contact_html(contact: Contact, language: str) -> str:
    """Return a contact on one line: what it is, then a number or a link."""
    name = shortened(contact.label, NAME // 2)
    if not name:
        name = label(language, f"contact_kinds.{contact.kind.value}")
    value = shortened(contact.value, CONTACT)
    address = href(contact)
    shown = escape(value)
    if address is not None and address.startswith("https:"):
        shown = link(host(address) if https(contact.value) else value, address)
    return f"{escape(name)}: {shown}"


def _opening(card: ServiceCard, language: str) -> Iterator[str]:
    now = card.opening.open_now
    if now is None and card.opening.text in {"", label(language, "opening.unknown")}:
        return
    state = "" if now is None else "open_now" if now else "closed_now"
    parts = [label(language, f"opening.{state}")] if state else []
    if card.opening.text and card.opening.text not in parts:
        parts.append(shortened(card.opening.text, SHORT))
    yield f"{escape(text(language, 'card.opening'))}: {escape(', '.join(parts))}"


def _part(key: str, words: str | None, language: str, limit: int) -> Iterator[str]:
    if words:
        name = escape(text(language, f"card.{key}"))
        yield f"{name}: {escape(shortened(words, limit))}"


def _more(card: ServiceCard, language: str) -> Iterator[str]:
    yield from _part("first_visit", card.first_visit, language, LONG)
    if card.note:
        yield escape(shortened(card.note, LONG))
    unknown = label(language, "unknown.value")
    facts = {
        "age": ages(card.age_min, card.age_max, language) or unknown,
        "charge": label(language, f"charge.{card.charge.value}"),
        "languages": ", ".join(spoken(code, language) for code in card.languages)
        or unknown,
        "level": ", ".join(
            label(language, f"support_levels.{level.value}")
            for level in card.support_levels
        ),
        "nature": label(language, f"natures.{card.nature.value}")
        if card.nature
        else "",
    }
    for key, value in facts.items():
        if value:
            yield f"{escape(text(language, f'card.{key}'))}: {escape(value)}"
    for key in YES_NO:
        known = getattr(card, key)
        if known is not None:
            try:
                sentence = text(language, f"card.when_{str(known).lower()}.{key}")
            except KeyError:  # not every "no" is worth a sentence
                continue
            yield f"– {escape(sentence)}"
    if card.professional_contact is not None:
        name = escape(text(language, "card.professionals"))
        yield f"{name}: {contact_html(card.professional_contact, language)}"


def _source(card: ServiceCard, language: str) -> str:
    name = shortened(card.source.name, NAME) or label(language, "unknown.value")
    said = text(language, "card.source", name=name)
    address = https(card.source.url)
    line = escape(said) if address is None else link(said, address)
    line += ". "
    if card.verified_on is None:
        line += escape(text(language, "card.not_verified"))
    else:
        on = day_in_words(card.verified_on, language)
        line += escape(text(language, "card.verified", date=on))
    if card.confirmed_on is not None:
        on = day_in_words(card.confirmed_on, language)
        line += ". " + escape(text(language, "card.confirmed", date=on))
    if card.valid_until is not None:
        until = day_in_words(card.valid_until, language)
        line += ". " + escape(text(language, "card.valid_until", date=until))
    return f"{line}."
