"""``laituri catalogue``: one module for each verb, imported when it is used."""

from __future__ import annotations

from typing import Final

import click

from bot.cli.lazy import LazyGroup

COMMANDS: Final = {
    "import": "bot.cli.catalogue.importing:import_",
    "sync": "bot.cli.catalogue.sync:sync",
    "export": "bot.cli.catalogue.export:export",
    "template": "bot.cli.catalogue.template:template",
    "search": "bot.cli.catalogue.search:search",
    "explain": "bot.cli.catalogue.explain:explain",
    "check": "bot.cli.catalogue.check:check",
    "embed": "bot.cli.catalogue.embed:embed",
    "report": "bot.cli.catalogue.report:report",
    "ask-providers": "bot.cli.catalogue.ask_providers:ask_providers",
    "reports": "bot.cli.catalogue.reports:reports",
    "serve": "bot.cli.catalogue.serve:serve",
    "status": "bot.cli.catalogue.status:status",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def catalogue() -> None:
    """Import, search and check the services catalogue."""
