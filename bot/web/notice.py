"""The privacy notice as a page, without any script. Pure."""

from __future__ import annotations

from html import escape

from bot.texts import text, topic
from bot.web.plain_page import plain_page


def render_notice(template: str, language: str, controller: str | None) -> str:
    """Return the page; ``controller`` is who is responsible and how to reach them."""
    responsible = controller or text(language, "privacy.no_controller")
    return plain_page(
        template,
        language,
        lambda code: f"/privacy?language={code}",
        title=text(language, "privacy.title"),
        words=text(language, "privacy.updated"),
        back=text(language, "privacy.back"),
        body="".join(
            _section(
                text(language, f"privacy.sections.{name}.title"),
                responsible
                if name == "who"
                else text(language, f"privacy.sections.{name}.text"),
            )
            for name in topic(language, "privacy")["sections"]
        ),
    )


def _section(title: str, words: str) -> str:
    blocks = "".join(_block(block) for block in words.strip().split("\n\n"))
    return f"<section><h2>{escape(title)}</h2>{blocks}</section>"


def _block(block: str) -> str:
    lines = block.splitlines()
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{escape(line[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{escape(' '.join(lines))}</p>"
