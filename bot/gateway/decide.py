"""Decides what to answer to one message that is not an emergency."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from bot.gateway import help_texts, phrases, utterances
from bot.gateway.commands import Command
from bot.gateway.messages import Draft
from bot.gateway.rasa_client import RasaUnavailable, Understanding
from bot.gateway.reading import Message, spoken, words
from bot.gateway.transcript import readable
from bot.store.records import Conversation, Found, StoreDown, UnknownConversation
from bot.texts import DEFAULT_LANGUAGE, languages

logger = logging.getLogger(__name__)


NOT_UNDERSTOOD: Final = "not_understood"
"""The outcome when Rasa heard nothing that a guidance service answers."""


@dataclass
class Decision:
    """Replies and what else the turn changes; ``None`` changes nothing.

    ``asks``: the question in the replies is the one that waits for an answer now.
    """

    drafts: list[Draft] = field(default_factory=list)
    language: str | None = None
    language_chosen: bool | None = None
    counts: list[str] = field(default_factory=list)
    outcome: str = "answered"
    asks: bool = False
    erase: bool = False


class Exporter(Protocol):
    """Gives all that is held about a conversation."""

    async def export(self, conversation_id: str) -> dict[str, object]:
        """Return it, or raise ``StoreDown`` or ``UnknownConversation``."""
        ...


class Decider:
    """The part of the pipeline behind screen and limits. Holds no state."""

    def __init__(self, rasa: Understanding, exporter: Exporter) -> None:
        self._rasa, self._exporter = rasa, exporter

    async def decide(self, found: Found, message: Message) -> Decision:
        """Return the answer to a message of a conversation."""
        conversation = found.conversation
        language = conversation.language or DEFAULT_LANGUAGE
        if message.command is not None:
            return await self._command(message.command, conversation, language)
        if message.typed:
            waiting = conversation.state.get("question")
            chosen = phrases.choice_of(waiting, message.clean)
            if chosen is not None:
                return await self._button(chosen, conversation, language)
            return await self._text(message, conversation)
        if found.button is None:
            question = conversation.state.get("question")
            stale = phrases.notice(language, "stale")
            return Decision([stale, phrases.ask_again(question, language)])
        return await self._button(found.button.payload, conversation, language)

    async def people(self, conversation: Conversation, language: str) -> Decision:
        """Return people to talk to: for signs of danger in words nobody understood."""
        return await self._ask(conversation, language, payload=phrases.PEOPLE_PAYLOAD)

    async def _command(
        self, command: Command, conversation: Conversation, language: str
    ) -> Decision:
        match command:
            case Command.START:
                return Decision(phrases.greeting(conversation.language), asks=True)
            case Command.LANGUAGE:
                return Decision([phrases.choose_language(language)])
            case Command.DELETE:
                return Decision([phrases.confirm_deletion(language)])
            case Command.EXPORT:
                return Decision([await self._export(conversation.id, language)])
            case Command.SOS:
                return Decision([help_texts.sos(language)], outcome="sos")
            case Command.HELP | Command.PRIVACY | Command.COUNSELLOR:
                return Decision([phrases.plain(language, command.value)])

    async def _button(
        self, payload: str, conversation: Conversation, language: str
    ) -> Decision:
        if payload.startswith(phrases.LANGUAGE):
            return self._choose(payload.removeprefix(phrases.LANGUAGE))
        match payload:
            case phrases.NOT_EMERGENCY:
                question = conversation.state.get("question")
                resumed = phrases.plain(language, "resumed")
                return Decision([resumed, phrases.ask_again(question, language)])
            case phrases.CONTINUE_HOUSING:
                return await self._ask(
                    conversation, language, payload=phrases.HOUSING_PAYLOAD
                )
            case phrases.SHOW_HELP:
                return Decision([help_texts.sos(language)], outcome="sos")
            case phrases.DELETE:
                return Decision([phrases.plain(language, "delete.done")], erase=True)
            case phrases.KEEP:
                return Decision([phrases.plain(language, "delete.cancelled")])
        first = language if conversation.language is None else None
        if payload.startswith("/"):
            decision = await self._ask(conversation, language, payload=payload)
        else:
            decision = await self._ask(conversation, language, text=payload)
        decision.language = decision.language or first
        return decision

    async def _text(self, message: Message, conversation: Conversation) -> Decision:
        current = conversation.language
        said = words(message)
        if not said.text.strip():
            empty = phrases.needs(current or DEFAULT_LANGUAGE, "empty")
            return Decision([empty], outcome="empty")
        speech = spoken(said.text, current)
        language = speech.language
        before = phrases.removed(language, said.removed)
        if said.shortened:
            before.append(phrases.notice(language, "truncated"))
        if speech.other is not None:
            answer = phrases.other_language(speech.other, language)
            return Decision(
                [*before, answer], counts=["other_language"], outcome="other_language"
            )
        decision = await self._ask(conversation, language, text=said.text)
        decision.drafts = before + decision.drafts
        if decision.language is None and language != current:
            decision.language = language
        return decision

    async def _ask(
        self,
        conversation: Conversation,
        language: str,
        *,
        text: str = "",
        payload: str = "",
    ) -> Decision:
        try:
            messages = await self._rasa.ask(
                conversation.id, language, text=text, payload=payload
            )
        except RasaUnavailable as error:
            logger.warning("Rasa gave no answer: %s", error)
            return self._static(language)
        heard = utterances.read(messages, languages())
        outcome = "answered" if heard.understood else NOT_UNDERSTOOD
        decision = Decision(heard.drafts, asks=True, outcome=outcome)
        decision.counts += [f"feedback_{value}" for value in heard.feedback]
        if heard.feedback and not decision.drafts:
            decision.drafts = [phrases.plain(language, "thanks")]
        if heard.failed:
            decision.counts.append("search_failed")
            decision.drafts = self._with_people(decision.drafts, language)
        if heard.language is not None:
            language = heard.language
            decision.language, decision.language_chosen = language, True
            if not decision.drafts:
                decision.drafts = self._choose(language).drafts
        for command in heard.commands:
            asked = await self._command(Command(command), conversation, language)
            decision.drafts += asked.drafts
        if not decision.drafts:
            # Silence is no answer, whatever the reason.
            static = self._static(language)
            return replace(static, counts=[*decision.counts, *static.counts])
        return decision

    def _choose(self, language: str) -> Decision:
        if language not in languages():
            language = DEFAULT_LANGUAGE
        drafts = [phrases.plain(language, "language_set"), phrases.needs(language)]
        return Decision(drafts, language=language, language_chosen=True, asks=True)

    def _with_people(self, drafts: list[Draft], language: str) -> list[Draft]:
        """Return drafts with people to reach beside the last one."""
        people = help_texts.static(language).contacts
        return [*drafts[:-1], *(replace(one, contacts=people) for one in drafts[-1:])]

    def _static(self, language: str) -> Decision:
        static = help_texts.static(language)
        return Decision([static], counts=["static_answer"], outcome="static")

    async def _export(self, conversation_id: str, language: str) -> Draft:
        try:
            held = await self._exporter.export(conversation_id)
        except (StoreDown, UnknownConversation):
            return phrases.notice(language, "export.failed")
        return Draft("text", readable(held, language))
