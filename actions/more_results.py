"""The next options of the last search."""

from __future__ import annotations

from dataclasses import replace

from actions.search import SHOWN_AT_ONCE, find, place_name, query_for, show_services
from actions.turn import GuidanceAction, Turn


class ActionMoreResults(GuidanceAction):
    """Show what comes after the options already shown."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_more_results"

    async def answer(self, turn: Turn) -> None:
        """Show the next cards, or say that these were all."""
        now = turn.now
        if not (now.themes or now.phase or now.place):
            turn.ask("utter_ask_need", "need")
            return
        if not now.shown or now.themes != turn.before.themes:
            await show_services(turn)
            return
        turn.now = replace(now, offset=now.offset + SHOWN_AT_ONCE)
        result = await find(query_for(turn.now))
        cards = [card for card in result.services if card.id not in now.shown]
        if not cards:
            turn.say("utter_no_more_services")
            return
        place = place_name(now.place, now.language)
        turn.show("utter_more_services", cards, result.total, place=place)
        shown = (*(card.id for card in cards), *now.shown)
        turn.now = turn.now.showing(shown[:30])
