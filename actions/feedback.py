"""Feedback: thanked for, counted, never argued with."""

from __future__ import annotations

from actions.turn import GuidanceAction, Turn


class ActionFeedback(GuidanceAction):
    """Thank; wrong information is marked for the maintainers."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_feedback"

    async def answer(self, turn: Turn) -> None:
        """Answer by what it was about; before any answer it is a need that is told."""
        if turn.message.detail == "report_wrong_info":
            if not turn.now.shown:
                turn.next_action = "action_find_services"
                return
            turn.notify(
                "feedback", value="wrong_info", services=list(turn.now.shown[:3])
            )
            turn.say("utter_wrong_info_thanks")
            return
        if turn.message.detail == "misunderstood":
            turn.notify("feedback", value="misunderstood")
            turn.ask("utter_misunderstood", "need")
            return
        value = turn.message.first("option")
        if value in ("1", "2"):
            turn.notify("feedback", value="good" if value == "1" else "bad")
            turn.say("utter_feedback_good" if value == "1" else "utter_feedback_bad")
            return
        turn.ask("utter_feedback", "feedback")
