"""The command line. Each command's module is imported only when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click
from pydantic import ValidationError

COMMANDS: dict[str, str] = {
    "up": "bot.cli.up:up",
    "chat": "bot.cli.chat:chat",
    "nlu": "bot.cli.nlu:nlu",
    "catalogue": "bot.cli.catalogue:catalogue",
    "bench": "bot.cli.bench:bench",
    "privacy": "bot.cli.privacy:privacy",
    "doctor": "bot.cli.doctor:doctor",
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and imports one on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import and return one command."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: Any = getattr(import_module(module), attribute)
        return command if isinstance(command, click.Command) else None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="laituri")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Laituri: one desk for young people who need guidance."""
    from bot.settings import get_settings

    try:
        ctx.obj = get_settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}".lstrip(": ")
            for e in error.errors()
        )
        raise click.ClickException(f"settings: {problems}") from None
