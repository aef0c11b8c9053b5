"""``laituri catalogue template``: an empty sheet to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from services_db.labels import languages


@click.command()
@click.argument(
    "target", type=click.Path(dir_okay=False, path_type=Path), default="services.xlsx"
)
@click.option(
    "--language",
    type=click.Choice(languages()),
    default="fi",
    show_default=True,
    help="Of headings, drop-downs and hints.",
)
def template(target: Path, language: str) -> None:
    """Write an empty XLSX sheet with drop-downs to TARGET, which import reads.

    Without TARGET: services.xlsx. A file that is there is left alone.
    """
    from services_db.sheet_template import write_template

    try:
        write_template(target, language)
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from None
    click.echo(f"{target}")
