"""What several verbs share: options of a search, messages, the open catalogue."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
from tqdm import tqdm

from bot.settings import Settings
from services_db import Catalogue, CatalogueUnavailable, Query, open_catalogue
from services_db.errors import ImportRefused
from services_db.reference.codes import ServiceNature, SupportLevel, Theme

SHOWN: Final = 10
"""How many services a search on the command line prints."""


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the text and the options of a search."""
    for option in (
        click.option("--language", default="fi", show_default=True),
        click.option("--level", type=click.Choice([x.value for x in SupportLevel])),
        click.option("--nature", type=click.Choice([x.value for x in ServiceNature])),
        click.option("--age", type=click.IntRange(0, 120)),
        click.option(
            "--theme",
            "themes",
            multiple=True,
            type=click.Choice([t.value for t in Theme]),
        ),
        click.option("--municipality", metavar="CODE", help="Three-digit code."),
        click.argument("text", default=""),
    ):
        command = option(command)
    return command


@contextmanager
def problems_in_words() -> Iterator[None]:
    """Turn what the catalogue refuses into a message and exit code 1."""
    try:
        yield
    except (CatalogueUnavailable, ImportRefused) as error:
        raise click.ClickException(str(error)) from None
    except ModuleNotFoundError as error:
        raise click.ClickException(f"this build cannot read it: {error.name}") from None


@contextmanager
def progress_bar(unit: str) -> Iterator[Callable[..., None]]:
    """Show a bar on stderr; yields ``move(done, total, stage="")``."""
    with tqdm(unit=unit, file=sys.stderr) as bar:

        def move(done: int, total: int, stage: str = "") -> None:
            bar.set_description(stage, refresh=False)
            bar.total = total
            bar.update(done - bar.n)

        yield move


def query_of(
    text: str,
    municipality: str | None,
    themes: tuple[str, ...],
    age: int | None,
    level: str | None,
    nature: str | None,
    language: str,
) -> Query:
    """Return the query of the options that ``asking`` gives."""
    return Query(
        text=text,
        themes=tuple(Theme(theme) for theme in themes),
        municipality=municipality,
        age=age,
        support_level=SupportLevel(level) if level else None,
        nature=ServiceNature(nature) if nature else None,
        language=language,
        limit=SHOWN,
    )


@contextmanager
def opened(settings: Settings) -> Iterator[Catalogue]:
    """Open the catalogue; an empty home gets the shipped one first."""
    from services_db import import_curated

    with open_catalogue(settings.catalogue_url) as found:
        try:
            empty = not found.status().services
        except CatalogueUnavailable:
            empty = True
        if empty:
            click.echo(f"catalogue: {import_curated(settings.catalogue_url)}", err=True)
        yield found
