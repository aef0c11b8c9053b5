"""The map as one HTML file: for the screen, and with a style sheet made for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from services_db.clean import is_safe_link
from services_db.labels import label
from services_db.labels.wording import ages, day_in_words, spoken
from services_db.records import Contact
from services_db.reference import municipality
from services_db.reference.codes import ContactKind
from services_db.service_map.entries import ONE_STOP, OTHERS, Entry, Section

_HERE: Final = Path(__file__).parent
_SCHEMES: Final = {ContactKind.PHONE: "tel:", ContactKind.EMAIL: "mailto:"}
_HEADINGS: Final = {ONE_STOP: "why.one_stop", OTHERS: "map.no_theme"}
_BY_WEB: Final = ("https://", "http://")


def page(
    place: str,
    sections: Sequence[Section],
    language: str,
    today: date,
    *,
    of_area: bool = False,
) -> str:
    """Return the whole page. All texts of records are escaped; there is no script.

    ``of_area`` says with each service in which of the municipalities it is.
    """
    count = sum(len(found) for one in sections for _, found in one.levels)
    shown = [_section(one, language, of_area) for one in sections]
    empty = f"<p>{_word(language, 'empty')}</p>"
    return Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
        language=language,
        title=_word(language, "title", place=place),
        style=(_HERE / "page.css").read_text(encoding="utf-8"),
        emergency=_word(language, "emergency"),
        lead=_word(language, "lead"),
        printed=_word(
            language, "printed", day=day_in_words(today, language), count=count
        ),
        contents=_word(language, "contents"),
        links=_links(sections, language),
        sections="\n".join(shown) or empty,
        footer=_word(language, "footer"),
    )


def _links(sections: Sequence[Section], language: str) -> str:
    items = (
        f'<li><a href="#{one.key}">{_theme(one, language)}</a></li>' for one in sections
    )
    return f"<ul>{''.join(items)}</ul>"


def _section(section: Section, language: str, of_area: bool) -> str:
    parts = [
        f'<section id="{section.key}">',
        f"<h2>{_theme(section, language)}</h2>",
    ]
    for level, found in section.levels:
        named = f"support_levels.{level.value}" if level else "map.no_level"
        parts.append(f"<h3>{_capital(escape(label(language, named)))}</h3>")
        parts.append('<div class="services">')
        parts += [_service(entry, language, of_area) for entry in found]
        parts.append("</div>")
    return "\n".join([*parts, "</section>"])


def _service(entry: Entry, language: str, of_area: bool) -> str:
    card = entry.card
    spoken = "" if card.text_language == language else f' lang="{card.text_language}"'
    lines = "".join(
        f"<p>{escape(line)}</p>" for line in _lines(entry, language, of_area)
    )
    contacts = "".join(f"<li>{_contact(one)}</li>" for one in card.contacts)
    if not contacts:
        contacts = f"<li>{_word(language, 'no_contact')}</li>"
    return (
        f"<article><h4{spoken}>{escape(card.name)}</h4>"
        f'<p class="soft">{escape(_provider(entry))}</p>'
        f"<p{spoken}>{escape(card.summary)}</p>"
        f"<ul>{contacts}</ul>{lines}"
        f'<p class="small">{escape(_source(entry, language))}</p></article>'
    )


def _provider(entry: Entry) -> str:
    return " · ".join(filter(None, (entry.card.provider, *entry.card.why[:1])))


def _lines(entry: Entry, language: str, of_area: bool) -> Iterator[str]:
    card = entry.card
    if card.opening.text and card.opening.text != label(language, "opening.unknown"):
        yield label(language, "map.hours", hours=card.opening.text)
    if said := ages(card.age_min, card.age_max, language):
        yield label(language, "map.ages", ages=said)
    if card.languages:
        names = ", ".join(spoken(code, language) for code in card.languages)
        yield label(language, "map.languages", spoken=names)
    told = card.themes if card.is_one_stop else card.themes[1:]
    if told:
        others = (label(language, f"themes.{theme.value}") for theme in told)
        key = "map.about" if card.is_one_stop else "map.also"
        yield label(language, key, themes=", ".join(others))
    if of_area and card.scope != "national":
        places = sorted(
            municipality(code).name(language) for code in entry.municipalities
        )
        yield label(language, "map.in_places", places=", ".join(places))


def _source(entry: Entry, language: str) -> str:
    card = entry.card
    if card.verified_on is None:
        said = label(language, "map.undated", source=card.source.name)
    else:
        day = day_in_words(card.verified_on, language)
        said = label(language, "map.source", source=card.source.name, day=day)
    if card.confirmed_on is None:
        return said
    day = day_in_words(card.confirmed_on, language)
    return f"{said}. {label(language, 'map.confirmed', day=day)}"


def _contact(contact: Contact) -> str:
    said = escape(f"{contact.label}: {_readable(contact.value)}")
    target = _target(contact)
    return f'<a href="{escape(target)}">{said}</a>' if target else said


def _target(contact: Contact) -> str:
    """Return where a contact leads; empty for what is only read."""
    scheme = _SCHEMES.get(contact.kind)
    if scheme:
        return scheme + contact.value.replace(" ", "")
    if contact.value.lower().startswith(_BY_WEB) and is_safe_link(contact.value):
        return contact.value
    return ""


def _readable(value: str) -> str:
    """Return an address as one types it: without scheme and last slash."""
    for scheme in _BY_WEB:
        value = value.removeprefix(scheme)
    return value.removesuffix("/")


def _theme(section: Section, language: str) -> str:
    named = _HEADINGS.get(section.key, f"themes.{section.key}")
    return _capital(escape(label(language, named)))


def _word(language: str, key: str, **values: object) -> str:
    return escape(label(language, f"map.{key}", **values))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
