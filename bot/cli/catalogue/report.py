"""``laituri catalogue report``: what there is where, what is missing, on paper too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.catalogue.common import opened, problems_in_words
from bot.settings import Settings
from services_db.errors import ImportRefused
from services_db.reference import (
    AreaRef,
    area_name,
    exists,
    municipalities,
    municipalities_in,
    municipality_ref,
)
from services_db.reference.codes import AreaKind


@click.group()
def report() -> None:
    """Print what services there are where, and what is missing."""


@report.command()
@click.option("--municipality", "codes", multiple=True, metavar="CODE")
@click.option("--area", "areas", multiple=True, metavar="KIND:CODE")
@click.option(
    "--rows",
    type=click.Choice(
        ["municipality", "employment_area", "wellbeing_county", "region"]
    ),
    default="municipality",
    show_default=True,
    help="A row for each of these.",
)
@click.option(
    "--by",
    multiple=True,
    default=["theme"],
    show_default=True,
    type=click.Choice(["theme", "support_level", "phase", "tno_type"]),
    help="Count by these together.",
)
@click.option(
    "--part",
    type=click.Choice(["cells", "minimum", "needs"]),
    help="Only this part; csv, svg and tiles take one (cells).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "svg", "tiles"]),
    default="table",
    show_default=True,
)
@click.option("--minimum", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--since", type=click.DateTime(["%Y-%m"]), help="Needs from this month on."
)
@click.option("--language", default="fi", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def coverage(settings: Settings, /, **options: Any) -> None:
    """Count services by municipality and theme, and name the gaps.

    Three parts: cells (how many services, from how near), minimum (a list of wanted
    services, --minimum FILE a region's own, against what there is) and needs (what
    was sought in vain, never fewer than five in a cell).
    """
    with problems_in_words(), opened(settings):
        _write(options["out"], _coverage(settings, options))


@report.command(name="map")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--municipality", metavar="CODE")
@click.option("--area", metavar="KIND:CODE")
@click.option("--without-nationwide", is_flag=True, help="Only what is near.")
@click.option("--language", default="fi", show_default=True)
@click.pass_obj
def map_(
    settings: Settings,
    target: Path,
    municipality: str | None,
    area: str | None,
    without_nationwide: bool,
    language: str,
) -> None:
    """Write the services of a municipality or an area to TARGET, a page for paper.

    One HTML file by theme and level of support; print it, or save it as PDF, in a
    browser.
    """
    from services_db.clock import now_in_finland
    from services_db.service_map import entries, page, sections

    if (municipality is None) == (area is None):
        raise click.UsageError("name one municipality or one area")
    with problems_in_words(), opened(settings) as catalogue:
        codes = places((municipality,) if municipality else (), (area,) if area else ())
        ref = AreaRef.parse(area) if area else municipality_ref(codes[0])
        found = entries(catalogue, codes, language, nationwide=not without_nationwide)
        text = page(
            area_name(ref, language),
            sections(found),
            language,
            now_in_finland().date(),
            of_area=area is not None,
        )
        _write(target, text)


def _coverage(settings: Settings, options: dict[str, Any]) -> str:
    from services_db.coverage import coverage as counted
    from services_db.coverage import written
    from services_db.coverage.picture import picture
    from services_db.coverage.tiles import tile_map

    since: datetime | None = options["since"]
    found = counted(
        settings.catalogue_url,
        places(options["codes"], options["areas"]),
        rows=AreaKind(options["rows"]),
        by=options["by"],
        minimum=options["minimum"],
        since=since.date() if since else None,
    )
    form, language = options["form"], options["language"]
    if form == "json":
        return written.as_json(found)
    if form == "table":
        parts = [options["part"]] if options["part"] else written.PARTS
        return "\n\n".join(written.as_table(found, part, language) for part in parts)
    part = options["part"] or "cells"
    if form == "csv":
        return written.as_csv(found, part, language)
    if part == "needs":
        raise click.UsageError(f"{form} draws cells and minimum")
    if form == "svg":
        return picture(found, part, language)
    if found.kind is not AreaKind.MUNICIPALITY:
        raise click.UsageError("tiles are municipalities; svg draws areas")
    return tile_map(found, part, language)


def places(codes: tuple[str, ...], areas: tuple[str, ...]) -> list[str]:
    """Return the codes of the named municipalities and areas; all without a name.

    Raises:
        ImportRefused: when there is no such one.
    """
    found = list(codes)
    for text in areas:
        try:
            members = municipalities_in(AreaRef.parse(text))
        except ValueError:
            members = ()
        if not members:
            raise ImportRefused(f"{text}: there is no such area; one is like region:13")
        found += members
    for code in found:
        if not exists(municipality_ref(code)):
            raise ImportRefused(f"{code}: there is no such municipality")
    return list(dict.fromkeys(found)) or [one.code for one in municipalities()]


def _write(target: Path | None, text: str) -> None:
    if target is None:
        click.echo(text.rstrip("\n"))
        return
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from None
    click.echo(f"{target}")
