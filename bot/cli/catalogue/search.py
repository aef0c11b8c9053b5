"""``laituri catalogue search``: the catalogue as the chat asks it."""

from __future__ import annotations

import json
from typing import Any

import click

from bot.cli.catalogue.common import asking, opened, problems_in_words, query_of
from bot.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the cards as JSON.")
@asking
@click.pass_obj
def search(settings: Settings, /, as_json: bool, **asked: Any) -> None:
    """Search by words, place, theme, age and level; print the services in order."""
    query = query_of(**asked)
    with problems_in_words(), opened(settings) as found:
        result = found.search(query)
    if as_json:
        printed = {
            "query": {
                "municipality": query.municipality,
                "themes": list(query.themes),
                "age": query.age,
                "support_level": query.support_level,
                "text": query.text,
            },
            "total": result.total,
            "services": [card.to_json() for card in result.services],
        }
        click.echo(json.dumps(printed, ensure_ascii=False))
        return
    click.echo(f"{result.total}")
    for card in result.services:
        click.echo(f"{card.id}\t{card.name}\t{card.provider}\t{'; '.join(card.why)}")
