"""``laituri catalogue explain``: why a record is as it is, and where it is found."""

from __future__ import annotations

import json
from typing import Any

import click

from bot.cli.catalogue.common import asking, opened, problems_in_words, query_of
from bot.settings import Settings


@click.command()
@click.argument("service_id", metavar="ID")
@asking
@click.pass_obj
def explain(settings: Settings, /, service_id: str, **asked: Any) -> None:
    """Print one record's card, why it has its codes, and its score in a search."""
    from services_db.coding import coded

    query = query_of(**asked)
    with problems_in_words(), opened(settings) as found:
        cards = found.cards([service_id], query.language, query.municipality)
        scored = found.explain(service_id, query)
    if not cards:
        raise click.ClickException(f"no service {service_id!r}")
    click.echo(json.dumps(cards[0].to_json(), ensure_ascii=False, indent=2))
    for field, value, because in coded(settings.catalogue_url, service_id):
        click.echo(f"{field}: {value}: {because}")
    if scored is None:
        click.echo("score: not found by this search")
        return
    for name, points in scored.parts.items():
        click.echo(f"{points:8.2f}  {name}")
    for theme, points in scored.theme_parts.items():
        click.echo(f"{points:8.2f}  theme {theme}")
    click.echo(f"{scored.total():8.2f}  total")
