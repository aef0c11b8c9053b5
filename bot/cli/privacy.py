"""``laituri privacy``: purge, export, delete; for the operator's duties."""

from __future__ import annotations

import json
import sys

import click

from bot.settings import Settings


@click.group()
def privacy() -> None:
    """Erase what is old, export or erase one conversation."""


@privacy.command()
@click.pass_obj
def purge(settings: Settings) -> None:
    """Erase every conversation whose last message is older than 24 hours."""
    from bot.store import open_store

    with open_store(settings) as store:
        click.echo(f"{store.purge()} conversations erased")


@privacy.command()
@click.argument("conversation")
@click.pass_obj
def export(settings: Settings, conversation: str) -> None:
    """Print all that is held about a conversation as JSON."""
    from bot.store import open_store

    with open_store(settings) as store:
        held = store.export_conversation(conversation)
    if held is None:
        raise click.ClickException("no such conversation")
    json.dump(held, sys.stdout, ensure_ascii=False, indent=2, default=str)
    click.echo()


@privacy.command()
@click.argument("conversation")
@click.pass_obj
def delete(settings: Settings, conversation: str) -> None:
    """Erase all that is held about a conversation."""
    from bot.store import open_store

    with open_store(settings) as store:
        if not store.delete_conversation(conversation):
            raise click.ClickException("no such conversation")
    click.echo("erased")
