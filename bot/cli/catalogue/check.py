"""``laituri catalogue check``: what is broken, thin or old."""

from __future__ import annotations

import sys

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings


@click.command()
@click.option("--all", "everything", is_flag=True, help="Name every thin record.")
@click.pass_obj
def check(settings: Settings, everything: bool) -> None:
    """Name what is broken, thin or old; exit 1 when something is broken."""
    from services_db.checkup import check as look_through

    with problems_in_words(), opened(settings):
        found = look_through(settings.catalogue_url)
    for line in found.broken:
        click.echo(f"broken: {line}")
    for lack, ids in found.thin.items():
        named = f": {', '.join(ids)}" if everything and ids else ""
        click.echo(f"{len(ids):5}  {lack}{named}")
    if found.broken:
        sys.exit(1)
