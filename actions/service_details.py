"""Everything that is known about a service that was just shown."""

from __future__ import annotations

from typing import Final

from actions.catalogue import ask
from actions.turn import GuidanceAction, Turn

COMPARED: Final = 3


class ActionServiceDetails(GuidanceAction):
    """Show one of the shown services whole, or several side by side."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_service_details"

    async def answer(self, turn: Turn) -> None:
        """Pick by number or order ("toinen", "den andra", "2"); else the first."""
        now = turn.now
        if not now.shown:
            turn.ask("utter_no_service_shown_yet", "need")
            return
        ids = now.shown[:COMPARED]
        if turn.message.detail != "compare_services":
            option = turn.message.first_int("option") or 1
            index = option - 1 if option > 0 else len(ids) - 1
            ids = (now.shown[min(index, len(now.shown) - 1)],)
        cards = await ask(lambda c: c.cards(ids, now.language, now.place))
        if len(cards) > 1:
            turn.show("utter_compare_services", cards, len(cards))
        elif cards:
            turn.show("utter_service_details", cards, 1, name=cards[0].name)
        else:
            turn.say("utter_service_is_gone")
