"""A person to talk to: where, how, and what to say first."""

from __future__ import annotations

from typing import Final

from actions.catalogue import ask
from actions.search import query_for
from actions.turn import GuidanceAction, Turn
from services_db import Catalogue, Query, ServiceCard

HUMANS_ANYWHERE: Final = (
    "sekasin-chat",
    "mll-children-and-youth-helpline",
    "mieli-crisis-helpline",
)
WITHOUT_CALLING: Final = frozenset({"chat", "email", "form", "whatsapp", "sms", "web"})


def people(catalogue: Catalogue, query: Query) -> list[ServiceCard]:
    """Return the one-stop point of the place, if any, then people anywhere."""
    language, place = query.language, query.municipality
    cards: list[ServiceCard] = []
    if place:
        here = catalogue.search(
            Query(municipality=place, language=language, one_stop_only=True, limit=1)
        )
        cards = list(here.services) or catalogue.cards(
            ["one-stop-guidance"], language, place
        )
    return cards + catalogue.cards(HUMANS_ANYWHERE, language, place)


class ActionRequestHuman(GuidanceAction):
    """Name people who can be reached; help when nobody answers or calling is hard."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_request_human"

    async def answer(self, turn: Turn) -> None:
        """Give contacts; after a failed contact another channel of the same service."""
        detail, now = turn.message.detail, turn.now
        query = query_for(now)
        last = await ask(lambda c: c.cards(now.in_view[:3], now.language, now.place))
        cards = await ask(lambda c: people(c, query))
        if detail == "contact_failed":
            await ask(lambda c: c.record_gap(query))
            turn.contacts("utter_contact_failed", [*last[:1], *cards])
        elif detail == "fear_of_contact" or now.contact_preference in ("chat", "text"):
            quiet = [
                card.model_copy(update={"contacts": quiet_contacts})
                for card in [*last, *cards]
                if (
                    quiet_contacts := [
                        c for c in card.contacts if c.kind in WITHOUT_CALLING
                    ]
                )
            ]
            turn.contacts("utter_without_calling", quiet)
            turn.say("utter_opening_message")
        else:
            turn.contacts("utter_people", cards)
        if not now.place and "municipality" not in now.asked:
            turn.ask("utter_ask_municipality_for_human", "municipality")
