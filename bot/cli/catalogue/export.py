"""``laituri catalogue export``: the services as files."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings
from services_db.export_table import Exported, export_table


@click.command()
@click.argument("kind", type=click.Choice(["csv", "xlsx", "hsds"]))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--municipality", metavar="CODE", help="Only what reaches it.")
@click.option("--feed", metavar="NAME", help="Only what one import brought.")
@click.option("--language", default="en", show_default=True, help="Of the headings.")
@click.option(
    "--validate",
    "schemas",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="hsds: check the result against the official schemas in DIR.",
)
@click.pass_obj
def export(
    settings: Settings,
    kind: str,
    target: Path,
    municipality: str | None,
    feed: str | None,
    language: str,
    schemas: Path | None,
) -> None:
    """Write the services to TARGET, which import reads back.

    csv and xlsx are sheets. hsds is Open Referral HSDS 3.0: a TARGET that ends in
    .json is one document, any other a new folder with a tabular data package.
    """
    if schemas is not None and kind != "hsds":
        raise click.UsageError("--validate is for hsds")
    url, only = settings.catalogue_url, {"feed": feed, "municipality": municipality}
    with problems_in_words(), opened(settings):
        try:
            if kind == "hsds":
                written = _hsds(url, target, only)
            else:
                written = export_table(url, kind, target, language=language, **only)
        except OSError as error:
            raise click.ClickException(f"{target}: {error.strerror}") from None
        except KeyError as error:
            raise click.ClickException(f"no municipality {error}") from None
    for note in written.notes:
        click.echo(note, err=True)
    click.echo(f"{target}: {written}")
    if schemas is not None:
        _check(target, schemas)


def _hsds(url: str, target: Path, only: dict[str, str | None]) -> Exported:
    from services_db.hsds.export import export_hsds

    return export_hsds(url, target, **only)


def _check(target: Path, schemas: Path) -> None:
    from services_db.hsds.official import problems_of

    with problems_in_words():
        problems = problems_of(target, schemas)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.ClickException(f"{target}: does not keep the schemas of {schemas}")
    click.echo(f"{target}: keeps the schemas of {schemas}")
