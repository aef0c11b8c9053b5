"""``laituri catalogue import``: one source after another, all or nothing."""

from __future__ import annotations

from typing import Any

import click

from bot.cli.catalogue.common import problems_in_words, progress_bar
from bot.settings import Settings


@click.command(name="import")
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

    KIND is curated, ptv, csv, xlsx or hsds; SOURCE a file, for ptv and hsds also a
    folder, or an https address on a host of LAITURI_IMPORT_HOSTS. What the feed no
    longer lists is removed. All or nothing: a broken record leaves the catalogue as
    it was and is named.
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
    with problems_in_words(), progress_bar("service") as progress:
        report = import_from(
            settings.catalogue_url,
            kind,
            sources,
            preview=preview,
            allow_removal=confirm_removals or kind == "curated",
            skip_known=skip_known,
            progress=progress,
            hosts=settings.import_hosts,
            **options,
        )
    for note in report.notes:
        click.echo(note, err=True)
    click.echo(f"{'preview: ' if preview else ''}{report}")
