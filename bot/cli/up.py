"""``laituri up``: start everything and keep it running."""

from __future__ import annotations

import asyncio

import click

from bot.settings import Settings
from bot.supervisor import StartError, Supervisor


@click.command()
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_obj
def up(settings: Settings, quiet: bool) -> None:
    """Start the gateway, Rasa and the actions, and watch them until Ctrl-C."""
    say = (lambda _: None) if quiet else click.echo
    try:
        asyncio.run(Supervisor(settings, say).run())
    except StartError as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        click.echo("Stopped.")
