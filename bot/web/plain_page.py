"""A page to read, without script: the frame of ``notice.html`` filled. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from bot.texts import languages, text

TEMPLATE = Path(__file__).parent / "notice.html"


def plain_page(
    template: str,
    language: str,
    address: Callable[[str], str],
    *,
    title: str,
    words: str,
    back: str,
    body: str,
) -> str:
    """Return the page. Everything is escaped but ``body``, which is HTML.

    ``address`` gives where the page stands in a language.
    """
    parts = {
        "language": language,
        "title": escape(title),
        "words": escape(words),
        "back": escape(back),
        "languages": "".join(
            _language(code, language, address(code)) for code in languages()
        ),
        "body": body,
    }
    return re.sub(r"{{(\w+)}}", lambda match: parts[match[1]], template)


def _language(code: str, current: str, address: str) -> str:
    name = escape(text(code, "gateway.language_name"))
    here = ' aria-current="page"' if code == current else ""
    return f'<a href="{escape(address)}" lang="{code}"{here}>{name}</a>'
