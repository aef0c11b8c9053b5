"""Who is responsible for what."""

from __future__ import annotations

from actions.catalogue import ask
from actions.find_services import ask_municipality, explain_old_name
from actions.search import place_name
from actions.turn import GuidanceAction, Turn
from services_db.reference.codes import Phase, Theme


class ActionRoles(GuidanceAction):
    """Answer from the table of responsibilities, with the services behind it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_roles"

    async def answer(self, turn: Turn) -> None:
        """Say who is responsible; show whom to contact in the place."""
        await explain_old_name(turn)
        now = turn.now
        themes = tuple(Theme(t) for t in turn.message.all("theme") or now.themes)
        found = await ask(
            lambda c: c.responsibilities(
                now.language,
                municipality=now.place,
                age=now.age,
                themes=themes,
                phases=(Phase(now.phase),) if now.phase else (),
                text=turn.message.text,
                limit=1,
            )
        )
        if not found:
            turn.ask("utter_roles_which", "need")
            return
        turn.say("utter_role", text=found[0].answer)
        ids = tuple(found[0].service_ids)
        cards = await ask(lambda c: c.cards(ids, now.language, now.place))
        if not now.place:
            cards = [card for card in cards if card.scope == "national"]
        if cards:
            place = place_name(now.place, now.language)
            turn.show("utter_role_contacts", cards[:3], len(cards), themes, place=place)
            turn.now = turn.now.showing(card.id for card in cards[:3])
        ask_municipality(turn)
