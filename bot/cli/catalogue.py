"""``laituri catalogue``: import, search, check and explain the services catalogue."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from tqdm import tqdm

from bot.settings import Settings
from services_db import Catalogue, CatalogueUnavailable, Query, open_catalogue
from services_db.errors import ImportRefused
from services_db.reference.codes import SupportLevel, Theme

SHOWN: Final = 10
"""How many services a search on the command line prints."""


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the text and the options of a search."""
    for option in (
        click.option("--language", default="fi", show_default=True),
        click.option("--level", type=click.Choice([x.value for x in SupportLevel])),
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


@click.group()
def catalogue() -> None:
    """Import, search and check the services catalogue."""


@contextmanager
def _problems_in_words() -> Iterator[None]:
    try:
        yield
    except (CatalogueUnavailable, ImportRefused) as error:
        raise click.ClickException(str(error)) from None
    except ModuleNotFoundError as error:
        raise click.ClickException(f"this build cannot read it: {error.name}") from None


@catalogue.command(name="import")
@click.argument("kind")
@click.argument("sources", nargs=-1)
@click.option("--preview", is_flag=True, help="Count what would change; write nothing.")
@click.option(
    "--confirm-removals",
    is_flag=True,
    help="Also when more than a fifth of the feed would be removed.",
)
@click.option(
    "--skip-known", is_flag=True, help="Leave out services that another feed has."
)
@click.option("--feed", metavar="NAME", help="Keep it apart from others of its kind.")
@click.option("--young", is_flag=True, help="ptv: only what may concern the young.")
@click.pass_obj
def import_(
    settings: Settings,
    kind: str,
    sources: tuple[str, ...],
    preview: bool,
    confirm_removals: bool,
    skip_known: bool,
    feed: str | None,
    young: bool,
) -> None:
    """Bring one source's records up to date; the curated catalogue takes no SOURCE.

    KIND is curated, ptv, csv or xlsx; SOURCE a file, for ptv also a folder. What the
    feed no longer lists is removed. All or nothing: a broken record leaves the
    catalogue as it was and is named.
    """
    from services_db.importing import import_from
    from services_db.sources import READERS

    if kind not in READERS:
        raise click.UsageError(f"KIND is one of: {', '.join(READERS)}")
    if bool(sources) == (kind == "curated"):
        raise click.UsageError(
            "curated takes no SOURCE" if sources else f"{kind} needs a SOURCE"
        )
    if young and kind != "ptv":
        raise click.UsageError("--young is for ptv")
    if feed and kind == "curated":
        raise click.UsageError("curated takes no --feed")
    options: dict[str, Any] = {"feed": feed} if feed else {}
    if young:
        options["young"] = True
    with _problems_in_words(), tqdm(unit="service", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = import_from(
            settings.catalogue_url,
            kind,
            sources,
            preview=preview,
            allow_removal=confirm_removals or kind == "curated",
            skip_known=skip_known,
            progress=progress,
            **options,
        )
    for note in report.notes:
        click.echo(note, err=True)
    click.echo(f"{'preview: ' if preview else ''}{report}")


@catalogue.command()
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

    with _problems_in_words(), _opened(settings):
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


@catalogue.command()
@click.option("--json", "as_json", is_flag=True, help="Print the cards as JSON.")
@asking
@click.pass_obj
def search(settings: Settings, /, as_json: bool, **asked: Any) -> None:
    """Search by words, place, theme, age and level; print the services in order."""
    query = _query(**asked)
    with _problems_in_words(), _opened(settings) as opened:
        result = opened.search(query)
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


@catalogue.command()
@click.argument("service_id", metavar="ID")
@asking
@click.pass_obj
def explain(settings: Settings, /, service_id: str, **asked: Any) -> None:
    """Print one record's card, and the parts of its score in a search."""
    query = _query(**asked)
    with _problems_in_words(), _opened(settings) as opened:
        cards = opened.cards([service_id], query.language, query.municipality)
        scored = opened.explain(service_id, query)
    if not cards:
        raise click.ClickException(f"no service {service_id!r}")
    click.echo(json.dumps(cards[0].to_json(), ensure_ascii=False, indent=2))
    if scored is None:
        click.echo("score: not found by this search")
        return
    for name, points in scored.parts.items():
        click.echo(f"{points:8.2f}  {name}")
    for theme, points in scored.theme_parts.items():
        click.echo(f"{points:8.2f}  theme {theme}")
    click.echo(f"{scored.total():8.2f}  total")


@catalogue.command()
@click.option("--all", "everything", is_flag=True, help="Name every thin record.")
@click.pass_obj
def check(settings: Settings, everything: bool) -> None:
    """Name what is broken, thin or old; exit 1 when something is broken."""
    from services_db.checkup import check as look_through

    with _problems_in_words(), _opened(settings):
        found = look_through(settings.catalogue_url)
    for line in found.broken:
        click.echo(f"broken: {line}")
    for lack, ids in found.thin.items():
        named = f": {', '.join(ids)}" if everything and ids else ""
        click.echo(f"{len(ids):5}  {lack}{named}")
    if found.broken:
        sys.exit(1)


@catalogue.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """Print how many services there are, from where, and how fresh."""
    with _problems_in_words(), _opened(settings) as opened:
        state = opened.status()
    click.echo(f"services: {state.services}")
    for source, count in state.by_source.items():
        click.echo(f"  {source}: {count}")
    click.echo(f"newest verified: {state.newest_verified_on or 'unknown'}")
    click.echo(f"last import: {state.last_import or 'never'}")


def _query(
    text: str,
    municipality: str | None,
    themes: tuple[str, ...],
    age: int | None,
    level: str | None,
    language: str,
) -> Query:
    return Query(
        text=text,
        themes=tuple(Theme(theme) for theme in themes),
        municipality=municipality,
        age=age,
        support_level=SupportLevel(level) if level else None,
        language=language,
        limit=SHOWN,
    )


@contextmanager
def _opened(settings: Settings) -> Iterator[Catalogue]:
    """Open the catalogue; an empty home gets the shipped one first."""
    from services_db import import_curated

    with open_catalogue(settings.catalogue_url) as opened:
        try:
            empty = not opened.status().services
        except CatalogueUnavailable:
            empty = True
        if empty:
            click.echo(f"catalogue: {import_curated(settings.catalogue_url)}", err=True)
        yield opened
