"""``laituri catalogue status``: what the catalogue holds."""

from __future__ import annotations

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings


@click.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """Print how many services there are, from where, and how fresh."""
    with problems_in_words(), opened(settings) as found:
        state = found.status()
    click.echo(f"services: {state.services}")
    for source, count in state.by_source.items():
        click.echo(f"  {source}: {count}")
    click.echo(f"newest verified: {state.newest_verified_on or 'unknown'}")
    click.echo(f"last import: {state.last_import or 'never'}")
    click.echo(f"open reports: {state.open_reports}")
