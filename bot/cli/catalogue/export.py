"""``laituri catalogue export``: the services as files."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings


@click.command()
@click.argument("kind", type=click.Choice(["csv", "xlsx"]))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--municipality", metavar="CODE", help="Only what reaches it.")
@click.option("--feed", metavar="NAME", help="Only what one import brought.")
@click.option("--language", default="en", show_default=True, help="Of the headings.")
@click.pass_obj
def export(
    settings: Settings,
    kind: str,
    target: Path,
    municipality: str | None,
    feed: str | None,
    language: str,
) -> None:
    """Write the services to TARGET, a sheet that import reads back."""
    from services_db.export_table import export_table

    with problems_in_words(), opened(settings):
        try:
            written = export_table(
                settings.catalogue_url,
                kind,
                target,
                feed=feed,
                municipality=municipality,
                language=language,
            )
        except OSError as error:
            raise click.ClickException(f"{target}: {error.strerror}") from None
        except KeyError as error:
            raise click.ClickException(f"no municipality {error}") from None
    for note in written.notes:
        click.echo(note, err=True)
    click.echo(f"{target}: {written}")
