"""The annual clock: dates that are known, and where to check the others."""

from __future__ import annotations

from typing import Final

from actions.catalogue import ask
from actions.dated import period, today
from actions.turn import GuidanceAction, Turn
from services_db.reference.codes import Phase, Theme

SHOWN: Final = 4


class ActionCalendar(GuidanceAction):
    """Tell the dates; a date that is not known is not guessed."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_calendar"

    async def answer(self, turn: Turn) -> None:
        """List the coming dates of what the person is about."""
        now = turn.now
        themes = [Theme(t) for t in turn.message.all("theme") or now.themes]
        phases = (Phase(now.phase),) if now.phase else ()
        events = await ask(
            lambda c: c.calendar(
                now.language,
                today(),
                themes=themes,
                phases=phases,
                text=turn.message.text,
                limit=SHOWN,
                municipality=now.place,
            )
        )
        if not events and themes:
            events = await ask(
                lambda c: c.calendar(
                    now.language, today(), limit=SHOWN, municipality=now.place
                )
            )
        if not events:
            turn.say("utter_calendar_empty")
            return
        lines = []
        for event in events:
            when = period(event.starts, event.ends)
            head = f"{event.name} ({when})" if when else event.name
            lines.append(f"\u2022 {head}: {event.text}")
        turn.say("utter_calendar", events="\n".join(lines))
