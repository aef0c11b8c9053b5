"""``laituri privacy``: purge, export, delete; for the operator's duties."""

from __future__ import annotations

import json
import sys
import time

import click

from bot import store
from bot.settings import Settings
from bot.store.records import UnknownConversation


@click.group()
def privacy() -> None:
    """Erase what is old, export or erase one conversation."""


@privacy.command()
@click.pass_obj
def purge(settings: Settings) -> None:
    """Erase every conversation whose last message is older than 24 hours."""
    click.echo(f"erased: {store.purge(settings, time.time())}")


@privacy.command()
@click.argument("conversation")
@click.pass_obj
def export(settings: Settings, conversation: str) -> None:
    """Print all that is held about a conversation as JSON."""
    try:
        held = store.export_conversation(settings, conversation)
    except UnknownConversation:
        raise click.ClickException("no such conversation") from None
    json.dump(held, sys.stdout, ensure_ascii=False, indent=2, default=str)
    click.echo()


@privacy.command()
@click.argument("conversation")
@click.pass_obj
def delete(settings: Settings, conversation: str) -> None:
    """Erase all that is held about a conversation."""
    store.delete_conversation(settings, conversation)
    click.echo("erased")


@privacy.command()
@click.pass_obj
def counts(settings: Settings) -> None:
    """Print what was counted in each month, a line of JSON each; 1 to 4 is null."""
    for one in store.counted(settings):
        click.echo(one.model_dump_json())
