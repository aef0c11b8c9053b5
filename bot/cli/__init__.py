"""The command line. Each command's module is imported only when it is used."""

from __future__ import annotations

import os

import click
from pydantic import ValidationError

from bot.cli.lazy import LazyGroup

COMMANDS: dict[str, str] = {
    "up": "bot.cli.up:up",
    "chat": "bot.cli.chat:chat",
    "nlu": "bot.cli.nlu:nlu",
    "catalogue": "bot.cli.catalogue:catalogue",
    "bench": "bot.cli.bench:bench",
    "privacy": "bot.cli.privacy:privacy",
    "doctor": "bot.cli.doctor:doctor",
}


@click.group(
    cls=LazyGroup,
    commands_at=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
    # Before numpy is loaded: with more threads the small products here spin and wait.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # Read below the settings too, where .env is unknown: services_db.embedding.
    os.environ["LAITURI_EMBEDDINGS"] = ctx.obj.embeddings
