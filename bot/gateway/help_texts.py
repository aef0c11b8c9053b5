"""Urgent help as drafts: what ``bot.safety`` says, with buttons of the gateway."""

from __future__ import annotations

import logging

from bot.gateway import phrases
from bot.gateway.messages import Choice, Draft, ReplyKind
from bot.safety import Screening, replies
from bot.safety import screen as screen_text
from bot.safety.replies import CrisisReply
from bot.texts import text

logger = logging.getLogger(__name__)


def screen(words: str, language: str | None) -> Screening:
    """Screen a text; a screen that fails sees signs of danger rather than none."""
    try:
        return screen_text(words, language)
    except Exception:
        logger.exception("the crisis screen failed")
        return Screening(2, None)


def crisis(kind: str, language: str, repeat: int) -> Draft:
    """Return the crisis reply; ``repeat`` is how many came before."""
    return _draft("crisis", replies.crisis_reply(kind, language, repeat), language)


def sos(language: str) -> Draft:
    """Return urgent help that somebody asked for."""
    return _draft("crisis", replies.sos(language), language)


def static(language: str) -> Draft:
    """Return the answer for when Rasa gives none."""
    return _draft("text", replies.static_help(language), language)


def gentle(language: str) -> Draft:
    """Return the line beside an answer to somebody who may not be well."""
    button = Choice(text(language, "crisis.buttons.show_help"), phrases.SHOW_HELP)
    return Draft("notice", replies.gentle_line(language), (button,))


def beside_error(message: str, language: str) -> Draft:
    """Return what comes with an error: what went wrong, and where help is."""
    words = f"{message}\n\n{text(language, 'gateway.error.help')}"
    return Draft("notice", words, contacts=static(language).contacts)


def _draft(kind: ReplyKind, reply: CrisisReply, language: str) -> Draft:
    choices = tuple(Choice(b.title, phrases.OWN + b.payload) for b in reply.buttons)
    contacts = tuple(reply.contacts) or None
    return Draft(kind, reply.text, choices, contacts, language=language)
