"""Everything that is known about a service that was just shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions.catalogue import ask
from actions.turn import DETAILS, GuidanceAction, Turn

COMPARED: Final = 3


class ActionServiceDetails(GuidanceAction):
    """Show one of the shown services whole, or several side by side."""

    def name(self) -> str:
        """Return the action's name."""
        return DETAILS

    async def answer(self, turn: Turn) -> None:
        """Pick by number or order ("toinen", "den andra", "2").

        Without either it is the one that was looked at last, else the first.
        """
        now = turn.now
        if not now.shown:
            turn.ask("utter_no_service_shown_yet", "need")
            return
        ids = now.shown[:COMPARED]
        options = turn.message.all("option")
        if turn.message.detail != "compare_services" or len(options) == 1:
            ids = (self.picked(turn),)
            turn.now = replace(now, focus=ids[0])
        cards = await ask(lambda c: c.cards(ids, now.language, now.place))
        if len(cards) > 1:
            turn.show("utter_compare_services", cards, len(cards))
        elif cards:
            turn.show("utter_service_details", cards, 1, name=cards[0].name)
        else:
            turn.say("utter_service_is_gone")

    @staticmethod
    def picked(turn: Turn) -> str:
        """Return the id of the service that is meant; -1 is the last one shown."""
        option = turn.message.first_int("option")
        if option is None:
            return turn.now.in_view[0]
        shown = turn.now.shown[:COMPARED] if option < 0 else turn.now.shown
        return shown[-1] if option < 0 else shown[min(option or 1, len(shown)) - 1]
