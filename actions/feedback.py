"""Feedback: thanked for, counted, never argued with."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from actions.catalogue import ask
from actions.turn import GuidanceAction, Turn
from services_db.reference.codes import ReportKind

WRONG: Final = "report_wrong_info"
KINDS: Final = {f"wrong_{kind.value}": kind for kind in ReportKind}
"""The details of the buttons that say what is wrong."""


class ActionFeedback(GuidanceAction):
    """Thank; wrong information is put in the maintainers' queue."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_feedback"

    async def answer(self, turn: Turn) -> None:
        """Answer by what it was about; before any answer it is a need that is told."""
        detail = turn.message.detail
        if detail == WRONG or detail in KINDS:
            await self._wrong(turn, KINDS.get(detail))
            return
        if detail == "misunderstood":
            turn.notify("feedback", value="misunderstood")
            turn.ask("utter_misunderstood", "need")
            return
        value = turn.message.first("option")
        if value in ("1", "2"):
            turn.notify("feedback", value="good" if value == "1" else "bad")
            turn.say("utter_feedback_good" if value == "1" else "utter_feedback_bad")
            return
        turn.ask("utter_feedback", "feedback")

    @staticmethod
    async def _wrong(turn: Turn, kind: ReportKind | None) -> None:
        """Ask what is wrong in a card; then queue it.

        A button says of which; in words it is the service that was looked at last.
        """
        now = turn.now
        service_id = turn.message.first("service") or next(iter(now.in_view), None)
        if service_id is None:
            turn.next_action = "action_find_services"
            return
        cards = await ask(lambda c: c.cards([service_id], now.language, now.place))
        if not cards:
            turn.say("utter_service_is_gone")
        elif kind is None:
            turn.now = replace(now, focus=service_id)
            choices = [_payload(detail, service_id) for detail in KINDS]
            turn.ask("utter_what_is_wrong", "feedback", choices, name=cards[0].name)
        else:
            await ask(lambda catalogue: catalogue.report(service_id, kind))
            turn.say("utter_wrong_info_thanks")


def _payload(detail: str, service_id: str) -> str:
    """Return a button's payload; the service in it holds whatever is shown since."""
    told = {"detail": detail, "service": service_id}
    return f"/give_feedback{json.dumps(told)}"
