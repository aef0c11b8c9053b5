"""What is known about a service that was just shown: all, or what was asked of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions.attribute import ATTRIBUTE, answer, meant
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
        now = turn.now = turn.before.hear_facts(turn.message)
        if not now.shown:
            turn.ask("utter_no_service_shown_yet", "need")
            return
        attribute = turn.message.first(ATTRIBUTE)
        compares = turn.message.detail == "compare_services"
        options = turn.message.all("option")
        ids = now.shown[:COMPARED]
        if len(options) == 1 or not (compares or (attribute and not now.focus)):
            ids = (self.picked(turn),)
        cards = await ask(lambda c: c.cards(ids, now.language, now.place))
        if not cards:
            turn.say("utter_service_is_gone")
        elif compares and len(cards) > 1:
            turn.show("utter_compare_services", cards, len(cards))
        else:
            card = meant(cards, attribute) if attribute else cards[0]
            turn.now = replace(now, focus=card.id)
            if attribute:
                response, values = answer(card, attribute, now.language)
            else:
                response, values = "utter_service_details", {"name": card.name}
            turn.show(response, [card], 1, **values)

    @staticmethod
    def picked(turn: Turn) -> str:
        """Return the id of the service that is meant; -1 is the last one shown."""
        option = turn.message.first_int("option")
        if option is None:
            return turn.now.in_view[0]
        shown = turn.now.shown[:COMPARED] if option < 0 else turn.now.shown
        return shown[-1] if option < 0 else shown[min(option or 1, len(shown)) - 1]
