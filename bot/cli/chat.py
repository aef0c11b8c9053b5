"""``laituri chat``: talk to a running Laituri in the terminal."""

from __future__ import annotations

from typing import Any

import click
import httpx

from bot.settings import Settings
from bot.texts import languages, text

DEADLINE_SECONDS = 15.0


class ChatClient:
    """A conversation over the chat API.

    Raises:
        click.ClickException: when no Laituri answers at the address.
    """

    def __init__(self, url: str, language: str | None = None) -> None:
        self._http = httpx.Client(base_url=f"{url}/api/v1", timeout=DEADLINE_SECONDS)
        opened = self._post("/conversations", {"language": language})
        self._http.headers["Authorization"] = f"Bearer {opened['token']}"
        self.greeting: list[dict[str, Any]] = opened["replies"]
        self.language: str = opened.get("language") or "fi"

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self._http.post(path, json=body)
        except httpx.HTTPError as error:
            raise click.ClickException(
                f"No Laituri answers at {self._http.base_url} "
                f"({type(error).__name__}). Start one with `laituri up`."
            ) from None
        result: dict[str, Any] = answer.json()
        return result

    def say(self, words: str) -> list[dict[str, Any]]:
        """Send a text; return the replies."""
        return self._send({"text": words})

    def press(self, token: str) -> list[dict[str, Any]]:
        """Press a button; return the replies."""
        return self._send({"button": token})

    def _send(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._post("/messages", body)
        self.language = answer.get("language") or self.language
        replies: list[dict[str, Any]] = answer["replies"]
        return replies


def lines(reply: dict[str, Any]) -> list[str]:
    """Return one reply as lines for a terminal, buttons numbered."""
    shown = list(reply["text"].splitlines())
    for number, card in enumerate(reply.get("services") or [], start=1):
        shown.append(f"  {number}. {card['name']} ({card['provider']})")
        shown.append(f"     {card['summary']}")
        shown += [f"     {c['label']}: {c['value']}" for c in card["contacts"][:3]]
        if card["why"]:
            shown.append(f"     [{'; '.join(card['why'])}]")
    shown += [f"  {c['label']}: {c['value']}" for c in reply.get("contacts") or []]
    shown += [
        f"  [{number}] {button['title']}"
        for number, button in enumerate(reply.get("buttons") or [], start=1)
    ]
    return shown


@click.command()
@click.option(
    "--language", type=click.Choice(languages()), help="Language to start in."
)
@click.option("--url", help="Address of Laituri, if not this machine's.")
@click.pass_obj
def chat(settings: Settings, language: str | None, url: str | None) -> None:
    """Talk to a running Laituri. A number presses a button; empty line ends."""
    client = ChatClient(url or f"http://{settings.host}:{settings.port}", language)
    replies = client.greeting
    buttons: list[dict[str, Any]] = []
    while True:
        for reply in replies:
            click.echo("\n".join(lines(reply)))
            buttons = reply.get("buttons") or buttons
        prompt = text(client.language, "cli.you")
        words = click.prompt(prompt, default="", show_default=False).strip()
        if not words:
            return
        if words.isdigit() and 0 < int(words) <= len(buttons):
            replies = client.press(buttons[int(words) - 1]["token"])
        else:
            replies = client.say(words)
