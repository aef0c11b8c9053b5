"""``laituri catalogue sync``: fetch from PTV, look first, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from bot.cli.catalogue.common import problems_in_words, progress_bar
from bot.settings import Settings

SHOWN = 50
"""How many differences a preview prints unless all are asked for."""


@click.group()
def sync() -> None:
    """Keep a feed of the catalogue like its source; take the last time back."""


@sync.command()
@click.option("--target-group", "groups", multiple=True, metavar="KR1.3")
@click.option("--service-class", "classes", multiple=True, metavar="P28.*")
@click.option("--municipality", "municipalities", multiple=True, metavar="CODE")
@click.option("--area", "areas", multiple=True, metavar="KIND:CODE")
@click.option("--language", "languages", multiple=True, metavar="fi")
@click.option("--every-class", is_flag=True, help="Of all classes and groups.")
@click.option("--nationwide", is_flag=True, help="With an area: nationwide ones too.")
@click.option("--api", type=click.Choice(["v11", "v12"]), default="v11")
@click.option("--feed", default="ptv", show_default=True, metavar="NAME")
@click.option("--full", is_flag=True, help="Fetch everything, not what has changed.")
@click.option("--preview", is_flag=True, help="Fetch and compare; write nothing.")
@click.option("--all", "everything", is_flag=True, help="Preview: print every record.")
@click.option(
    "--confirm-removals",
    is_flag=True,
    help="Also when more than a fifth of the feed would be removed.",
)
@click.option(
    "--skip-known", is_flag=True, help="Leave out services that another feed has."
)
@click.pass_obj
def ptv(settings: Settings, /, **options: Any) -> None:
    """Bring the feed to what Suomi.fi PTV has.

    Without a group or class: what may concern the young (ptv_rules.yml). Groups and
    classes add up; areas and languages narrow. At most two requests a second; after
    a cut, the next run goes on where this one stopped.
    """
    with problems_in_words(), progress_bar("") as move:
        report = _synced(settings, options, move)
    for note in report.notes:
        click.echo(note, err=True)
    shown = None if options["everything"] else SHOWN
    for difference in report.differences[:shown]:
        click.echo(str(difference))
    more = len(report.differences) - SHOWN
    if shown is not None and more > 0:
        click.echo(f"… and {more} more; --all prints them")
    click.echo(
        f"{'preview: ' if options['preview'] else ''}services: {report.services}"
    )


@sync.command()
@click.option("--feed", default="ptv", show_default=True, metavar="NAME")
@click.pass_obj
def undo(settings: Settings, /, feed: str) -> None:
    """Take back what the last sync or import of a feed changed."""
    from services_db.undo import undo as take_back

    with problems_in_words():
        click.echo(f"{feed}: {take_back(settings.catalogue_url, feed)}")


def _synced(
    settings: Settings, options: dict[str, Any], move: Callable[..., None]
) -> Any:
    from services_db.ptv_sync import Online, sync_ptv
    from services_db.sources.ptv.online.wanted import Wanted, areas_of, choice_of
    from services_db.sources.ptv.rule_file import load_rules

    if options["api"] == "v12" and settings.ptv_api_key is None:
        raise click.UsageError("version 12 needs a key: set LAITURI_PTV_API_KEY")
    if options["every_class"] and (options["groups"] or options["classes"]):
        raise click.UsageError("--every-class goes without groups and classes")
    rules = load_rules()
    wanted = Wanted(
        choice=None
        if options["every_class"]
        else choice_of(options["groups"], options["classes"], rules),
        areas=tuple(areas_of(options["municipalities"], options["areas"])),
        languages=options["languages"],
        nationwide=options["nationwide"],
    )
    key = settings.ptv_api_key
    online = Online(
        folder=settings.home.resolve() / "ptv",
        version=options["api"],
        key=key.get_secret_value() if key and options["api"] == "v12" else None,
        base=settings.ptv_url,
    )

    return sync_ptv(
        settings.catalogue_url,
        online,
        wanted,
        feed=options["feed"],
        full=options["full"],
        preview=options["preview"],
        allow_removal=options["confirm_removals"],
        skip_known=options["skip_known"],
        rules=rules,
        progress=lambda stage, done, total: move(done, total, stage),
    )
