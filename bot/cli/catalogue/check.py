"""``laituri catalogue check``: what is broken, thin or old."""

from __future__ import annotations

import json
import sys

import click

from bot.cli.catalogue.common import opened, problems_in_words, progress_bar
from bot.settings import Settings
from services_db.checkup.links import MOST


@click.command()
@click.option("--all", "everything", is_flag=True, help="Name every thin record.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option("--links", is_flag=True, help="Ask whether linked pages are there.")
@click.option(
    "--most-links", default=MOST, show_default=True, help="Ask at most these."
)
@click.pass_obj
def check(
    settings: Settings, everything: bool, as_json: bool, links: bool, most_links: int
) -> None:
    """Name what is broken, thin or old; exit 1 when something is broken.

    With --links every page is asked once, a host at most once a second.
    """
    from services_db.checkup import check as look_through
    from services_db.checkup import check_links

    with problems_in_words(), opened(settings):
        found = look_through(settings.catalogue_url)
        if links:
            with progress_bar("link") as progress:
                found.thin["dead link"] = check_links(
                    settings.catalogue_url, limit=most_links, progress=progress
                )
    if as_json:
        click.echo(
            json.dumps({"broken": found.broken, "thin": found.thin}, ensure_ascii=False)
        )
    else:
        for line in found.broken:
            click.echo(f"broken: {line}")
        for lack, ids in found.thin.items():
            named = f": {', '.join(ids)}" if everything and ids else ""
            click.echo(f"{len(ids):5}  {lack}{named}")
    if found.broken:
        sys.exit(1)
