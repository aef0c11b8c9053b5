"""Go on in another language, with everything else kept."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.find_services import ActionFindServices
from actions.turn import GuidanceAction, Turn


class ActionChangeLanguage(GuidanceAction):
    """Change to the language that was named, or ask which."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_change_language"

    async def answer(self, turn: Turn) -> None:
        """Set the language; the next action speaks it.

        Words in the language that is spoken already name no other. A language beside
        a place is what a service there should speak ("ruotsiksi Turussa").
        """
        named = turn.message.first("service_language")
        if named and turn.message.first("municipality"):
            await ActionFindServices().answer(turn)
            return
        written = turn.message.first("language")
        wanted = named or (written if written != turn.before.language else None)
        if wanted not in turn.languages:
            turn.ask("utter_which_language", "language")
            return
        turn.notify("language", language=wanted)
        turn.extra.append(SlotSet("language", wanted))
        turn.now = turn.before
        turn.next_action = "utter_language_changed"
