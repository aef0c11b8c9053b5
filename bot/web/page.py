"""The page's HTML in one language: ``page.html`` with the texts put in. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from bot.links import host, href, https
from services_db.records import Contact

TEMPLATE = Path(__file__).parent / "page.html"
WIDGET = Path(__file__).parent / "widget.js"

_WITHOUT_SCRIPT = {"without_script", "widget", "widget_about"}
"""Texts that the page's script never shows."""
_BY_SCRIPT_TOO = {"sos"}
"""Texts of the template that the script shows elsewhere, too."""

_CONTENT = re.compile(r'data-t="([\w.]+)"[^>]*>')
_ATTRIBUTE = re.compile(r'data-t-([a-z-]+)="([\w.]+)"')


def render(template: str, texts: Mapping[str, Any]) -> str:
    """Return the page.

    An element with ``data-t="key"`` gets a text, one with ``data-t-name="key"`` an
    attribute; ``static/texts.js`` does the same when the language changes, with all
    texts from ``/texts/LANGUAGE.json``: the page holds those besides that the script
    needs at the start. ``texts`` is what ``page_texts`` returns.
    """
    web = texts["web"]
    put = {m[2] for m in _ATTRIBUTE.finditer(template)}
    put |= {m[1] for m in _CONTENT.finditer(template)}
    spare = _WITHOUT_SCRIPT | (put - _BY_SCRIPT_TOO)
    shown = {key: value for key, value in web.items() if key not in spare}
    given = {key: value for key, value in texts.items() if key != "sos"}
    parts = {
        "language": texts["language"],
        "languages": _options(texts["names"], texts["language"]),
        "contacts": _contacts(texts),
        "urgent": _contacts(texts) + _lines(texts["sos"]["text"]),
        "texts": _single_quoted(_json(given | {"web": shown})),
    }
    page = _ATTRIBUTE.sub(
        lambda m: f'{m[0]} {m[1]}="{escape(_text(web, m[2]))}"', template
    )
    page = _CONTENT.sub(lambda m: m[0] + escape(_text(web, m[1])), page)
    return re.sub(r"{{(\w+)}}", lambda m: parts[m[1]], page)


def _single_quoted(text: str) -> str:
    """Return a text for an attribute in single quotes: JSON stays short in it."""
    return escape(text, quote=False).replace("'", "&#39;")


def render_widget(template: str, texts: Mapping[str, Any]) -> str:
    """Return the one-tag script with its texts, as ``widget_texts`` gives them."""
    return template.replace('"{{texts}}"', _json(texts))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(web: Mapping[str, Any], key: str) -> str:
    node: Any = web
    for part in key.split("."):
        node = node[part]
    return str(node)


def _options(names: Mapping[str, str], language: str) -> str:
    return "".join(
        f'<option value="{code}" lang="{code}"{" selected" * (code == language)}>'
        f"{escape(name)}</option>"
        for code, name in names.items()
    )


def _contacts(texts: Mapping[str, Any]) -> str:
    items = "".join(
        f"<li>{_contact(Contact.model_validate(one), texts)}</li>"
        for one in texts["sos"]["contacts"]
    )
    return f'<ul class="contacts">{items}</ul>'


def _lines(words: str) -> str:
    lines = (line for line in words.splitlines() if line.strip())
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _contact(contact: Contact, texts: Mapping[str, Any]) -> str:
    name = contact.label or texts["labels"]["contact_kinds"][contact.kind.value]
    link = href(contact)
    shown = contact.value
    if link is not None and https(contact.value):
        shown = host(link)
    words = (
        f'<span><span class="name">{escape(name)}</span> '
        f'<span class="value">{escape(shown)}</span></span>'
    )
    if link is None:
        return f'<span class="plain">{words}</span>'
    return f'<a href="{escape(link)}" rel="noreferrer">{words}</a>'
