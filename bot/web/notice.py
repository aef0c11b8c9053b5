"""The privacy notice as a page, without any script. Pure."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from bot.texts import languages, text, topic

TEMPLATE = Path(__file__).parent / "notice.html"


def render_notice(template: str, language: str, controller: str | None) -> str:
    """Return the page; ``controller`` is who is responsible and how to reach them."""
    responsible = controller or text(language, "privacy.no_controller")
    parts = {
        "language": language,
        "title": escape(text(language, "privacy.title")),
        "back": escape(text(language, "privacy.back")),
        "words": escape(text(language, "privacy.updated")),
        "languages": "".join(_language(code, language) for code in languages()),
        "body": "".join(
            _section(
                text(language, f"privacy.sections.{name}.title"),
                responsible
                if name == "who"
                else text(language, f"privacy.sections.{name}.text"),
            )
            for name in topic(language, "privacy")["sections"]
        ),
    }
    return re.sub(r"{{(\w+)}}", lambda match: parts[match[1]], template)


def _language(code: str, current: str) -> str:
    name = escape(text(code, "gateway.language_name"))
    here = ' aria-current="page"' if code == current else ""
    return f'<a href="/privacy?language={code}" lang="{code}"{here}>{name}</a>'


def _section(title: str, words: str) -> str:
    blocks = "".join(_block(block) for block in words.strip().split("\n\n"))
    return f"<section><h2>{escape(title)}</h2>{blocks}</section>"


def _block(block: str) -> str:
    lines = block.splitlines()
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{escape(line[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{escape(' '.join(lines))}</p>"
