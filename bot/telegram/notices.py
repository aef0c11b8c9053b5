"""What is said of Telegram itself: who else keeps messages, and where to write instead.

Pure. ``page`` is the address of Laituri's web page where the operator has set one.
"""

from __future__ import annotations

from bot.texts import text


def not_private(language: str, page: str | None) -> str:
    """Return what is told at first contact, before anything sensitive is asked."""
    words = text(language, "telegram.not_private")
    if page is None:
        return words
    return f"{words}\n{page}/?language={language}"


def whole_notice(language: str, page: str | None) -> str | None:
    """Return where the privacy notice is, ``None`` when nobody has said where."""
    if page is None:
        return None
    address = f"{page}/privacy?language={language}"
    return text(language, "telegram.whole_notice", address=address)


def still_in_the_chat(language: str) -> str:
    """Return what a deletion cannot reach: Telegram's own copy."""
    return text(language, "telegram.still_in_the_chat")
