"""The pipeline of one message.

Order: normalise, session and known message, crisis screen, limits, one at a time,
then what ``decide`` does. What is urgent waits for nobody and is never limited; what
concerns one's own data waits for no answer that is under way.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.gateway import help_texts, phrases
from bot.gateway.commands import Command
from bot.gateway.decide import NOT_UNDERSTOOD, Decider, Decision
from bot.gateway.lease import Lease
from bot.gateway.limits import Limits
from bot.gateway.messages import Inbound, Reply
from bot.gateway.metrics import Metrics
from bot.gateway.order import Order
from bot.gateway.reading import RASA_LIMIT, Message, read, spoken
from bot.gateway.room import Room
from bot.gateway.sessions import Changes, Sessions
from bot.safety import Screening
from bot.store.records import Found, StoreDown
from bot.texts import DEFAULT_LANGUAGE

QUEUE_SECONDS = 4.5
"""How long a message waits for the one before it."""
URGENT_PATIENCE = 0.25
"""How long urgent help waits for the database; it is saved afterwards then."""
DOUBLE_CLICK_SECONDS = 2.0


@dataclass(frozen=True)
class Outcome:
    """The replies to a message; ``retry_after`` > 0 when it was one too many."""

    replies: list[Reply]
    language: str | None
    retry_after: float = 0.0
    by: str = "answered"
    """What answered, for the metrics."""


class Pipeline:
    """Answers messages. ``erase`` deletes a conversation or raises ``StoreDown``."""

    def __init__(
        self,
        sessions: Sessions,
        decider: Decider,
        limits: Limits,
        order: Order,
        metrics: Metrics,
        erase: Callable[[str], Awaitable[None]],
        queue_seconds: float = QUEUE_SECONDS,
    ) -> None:
        self._sessions, self._decider = sessions, decider
        self._limits, self._order, self._metrics = limits, order, metrics
        self._erase, self._queue_seconds = erase, queue_seconds
        self._room = Room()

    async def take(self, conversation_id: str, inbound: Inbound) -> Outcome:
        """Answer one event.

        Raises:
            UnknownConversation: when it is gone or the token is not its own.
        """
        message = read(inbound, self._sessions.keys)
        with self._order.ticket(conversation_id) as ticket:
            alone = ticket.called and not self._sessions.store.shared
            found = await self._find(conversation_id, inbound, message)
            if found.answered is not None:
                return self._again(found)
            screening = self._screen(message, found.conversation.language)
            if _is_urgent(found, message, screening):
                return await self._urgent(found, message, screening)
            language = found.conversation.language
            wait = self._limits.message(conversation_id, inbound.address)
            if wait:
                seconds = round(wait) or 1
                return self._refuse(language, "slow_down", wait, seconds=seconds)
            if _is_apart(found, message):
                return await self._answer(found, message, screening)
            if not await ticket.wait(self._queue_seconds):
                return self._refuse(language, "busy")
            lease = Lease(self._sessions, conversation_id, self._queue_seconds)
            async with lease as mine:
                if not mine:
                    return self._refuse(language, "busy")
                if not alone:
                    found = await self._find(conversation_id, inbound, message)
                    if found.answered is not None:
                        return self._again(found)
                return await self._unless_crowded(found, message, screening)

    async def _find(
        self, conversation_id: str, inbound: Inbound, message: Message
    ) -> Found:
        return await self._sessions.find(
            conversation_id, inbound.token, message, inbound.channel
        )

    def _screen(self, message: Message, language: str | None) -> Screening:
        if not message.raw:
            return Screening()
        started = time.perf_counter()
        screening = help_texts.screen(message.raw, language)
        self._metrics.screen_seconds.observe(time.perf_counter() - started)
        self._metrics.screened.labels(str(screening.tier)).inc()
        return screening

    async def _urgent(
        self, found: Found, message: Message, screening: Screening
    ) -> Outcome:
        conversation = found.conversation
        language = _language(message, screening, conversation.language)
        kind = screening.kind or "crisis"
        crisis = screening.tier == 1
        if crisis:
            draft = help_texts.crisis(kind, language, conversation.crisis_count)
        else:
            draft = help_texts.sos(language)
        changes = Changes(
            language=language if conversation.language is None else None,
            crisis=crisis,
            counts=((kind, 1) if crisis else ("sos", 0),),
        )
        replies = await self._sessions.finish(
            conversation,
            [draft],
            changes,
            message.message_key,
            patience=URGENT_PATIENCE,
        )
        return Outcome(replies, conversation.language or language, by="urgent")

    async def _unless_crowded(
        self, found: Found, message: Message, screening: Screening
    ) -> Outcome:
        """Answer, or say at once that there are too many: better than all too late."""
        if self._room.full and message.command is None:
            return self._refuse(found.conversation.language, "crowded")
        entered, answered = self._room.enter(), False
        try:
            outcome = await self._answer(found, message, screening)
            answered = outcome.by in ("answered", NOT_UNDERSTOOD)
        finally:
            self._room.leave(entered, answered)
        return outcome

    async def _answer(
        self, found: Found, message: Message, screening: Screening
    ) -> Outcome:
        conversation = found.conversation
        clicked = await self._double_click(found, message)
        if clicked is not None:
            return clicked
        decision = await self._decider.decide(found, message)
        language = decision.language or conversation.language
        shown = language or DEFAULT_LANGUAGE
        if decision.erase:
            try:
                await self._erase(conversation.id)
            except StoreDown:
                decision = Decision([phrases.notice(shown, "delete.failed")])
            else:
                gone = self._sessions.minter.loose(decision.drafts, shown)
                return Outcome(gone, language, by="deleted")
        if screening.tier == 2 and decision.outcome == NOT_UNDERSTOOD:
            people = await self._decider.people(conversation, shown)
            decision = replace(people, language=decision.language)
        counts = [(kind, 0) for kind in decision.counts]
        if screening.tier == 2:
            decision.drafts.append(help_texts.gentle(shown))
            counts.append((screening.kind or "crisis", 2))
        state = None
        if decision.asks:
            question = phrases.question_of(decision.drafts)
            state = {**conversation.state, "question": question}
        changes = Changes(
            decision.language, decision.language_chosen, state, counts=tuple(counts)
        )
        replies = await self._sessions.finish(
            conversation,
            decision.drafts,
            changes,
            message.message_key,
            message.button_hash,
        )
        return Outcome(replies, language, by=decision.outcome)

    async def _double_click(self, found: Found, message: Message) -> Outcome | None:
        """Return the replies to the same button, when it was pressed just now."""
        click = found.conversation.state.get("click") or {}
        if message.button_hash is None or click.get("button") != message.button_hash:
            return None
        if self._sessions.clock() - click["at"] > DOUBLE_CLICK_SECONDS:
            return None
        ids = set(click["replies"])
        kept = await self._sessions.store.replies_after(
            found.conversation.id, min(ids, default=0) - 1
        )
        replies = self._sessions.restore(
            found.conversation.id, [one for one in kept if one.id in ids]
        )
        return Outcome(replies, found.conversation.language, by="repeated")

    def _again(self, found: Found) -> Outcome:
        replies = self._sessions.restore(found.conversation.id, found.answered or ())
        return Outcome(replies, found.conversation.language, by="repeated")

    def _refuse(
        self, language: str | None, key: str, wait: float = 0.0, **values: object
    ) -> Outcome:
        shown = language or DEFAULT_LANGUAGE
        draft = phrases.notice(shown, key, **values)
        if key == "crowded":
            draft = replace(draft, contacts=help_texts.static(shown).contacts)
        replies = self._sessions.minter.loose([draft], shown)
        return Outcome(replies, language, wait, by="limited" if wait else key)


def _language(message: Message, screening: Screening, current: str | None) -> str:
    """Return the language of urgent help: that of the whole message where it is sure.

    Words of danger are borrowed from other languages.
    """
    if message.clean and message.command is None:
        speech = spoken(message.clean[:RASA_LIMIT], current)
        if speech.sure:
            return speech.language
    return screening.language or current or DEFAULT_LANGUAGE


def _is_urgent(found: Found, message: Message, screening: Screening) -> bool:
    pressed = found.button is not None and found.button.payload == phrases.SHOW_HELP
    return screening.tier == 1 or message.command is Command.SOS or pressed


def _is_apart(found: Found, message: Message) -> bool:
    """Whether it is about one's own data: answered beside the turn under way."""
    pressed = found.button is not None and found.button.payload in {
        phrases.DELETE,
        phrases.KEEP,
    }
    return pressed or message.command in {
        Command.DELETE,
        Command.EXPORT,
        Command.PRIVACY,
    }
