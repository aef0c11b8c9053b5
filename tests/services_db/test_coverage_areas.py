"""Coverage by area, and as a map of tiles."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.catalogue import catalogue as command
from bot.settings import Settings
from services_db import Catalogue, Query, ServiceRecord
from services_db.coverage import coverage
from services_db.coverage.tiles import tile_map
from services_db.reference import AreaRef, municipalities, municipalities_in
from services_db.reference.codes import AreaKind, Theme

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]

DAY = date(2026, 11, 20)
CENTRAL_FINLAND = municipalities_in(AreaRef(AreaKind.REGION, "13"))


@pytest.fixture
def filled(make: Make, fill: Fill, url: str) -> Catalogue:
    return fill(
        make("one", areas=["municipality:179", "municipality:992"], themes=["job"]),
        make("two", areas=["municipality:179"], themes=["job"]),
        make("wide", areas=["region:13", "municipality:179"], themes=["money"]),
        make("nation", areas=["country:FI"], themes=["job"]),
        url=url,
    )


@pytest.mark.parametrize("kind", ["employment_area", "wellbeing_county", "region"])
def test_a_row_of_an_area_is_about_all_its_municipalities(
    filled: Catalogue, url: str, kind: str
) -> None:
    found = coverage(url, ["179"], rows=AreaKind(kind))
    (place,) = found.places
    members = municipalities_in(AreaRef(AreaKind(kind), place))
    assert found.places[place] == members
    job, money, housing = (
        next(one for one in found.cells if one.codes == (theme,))
        for theme in ("job", "money", "housing")
    )
    with_job = len({"179", "992"} & set(members))
    assert job[2:] == (2, 0, 1, len(members) - with_job)
    assert money.own + money.area == 1
    assert money.lacking == len(set(members) - set(CENTRAL_FINLAND))
    assert housing[2:] == (0, 0, 0, len(members))


def test_the_minimum_of_an_area_is_that_of_its_worst_off_municipality(
    filled: Catalogue, url: str, tmp_path: Path
) -> None:
    path = tmp_path / "minimum.yml"
    path.write_text(
        "- {key: work, name: {fi: Työ}, themes: [job], reach: own}\n"
        "- {key: money, name: {fi: Raha}, themes: [money], reach: area}\n"
        "- {key: home, name: {fi: Koti}, themes: [housing], reach: national}\n",
        encoding="utf-8",
    )
    found = coverage(url, ["992"], rows=AreaKind.REGION, minimum=path).minimum
    everybody = len(CENTRAL_FINLAND)
    assert [tuple(one) for one in found] == [
        ("13", "work", "national", everybody - 2, ("nation", "one", "two")),
        ("13", "money", "area", 0, ("wide",)),
        ("13", "home", None, everybody, ()),
    ]


def test_no_sum_of_an_area_gives_a_small_cell_away(filled: Catalogue, url: str) -> None:
    def ask(place: str, times: int, theme: Theme) -> None:
        for _ in range(times):
            filled.record_gap(Query(municipality=place, themes=(theme,), today=DAY))

    ask("179", 7, Theme.HOUSING)
    ask("992", 4, Theme.HOUSING)
    ask("500", 3, Theme.MONEY)
    ask("992", 4, Theme.MONEY)
    ask("992", 2, Theme.JOB)
    needs = coverage(url, ["179"], rows=AreaKind.REGION)
    assert [tuple(one) for one in needs.needs] == [
        ("13", "housing", "", 7),
        ("13", "money", "", 5),
    ]
    assert needs.hidden_needs == 1


def test_all_tiles_are_there_once_and_say_what_is_missing(
    filled: Catalogue, url: str
) -> None:
    every = [one.code for one in municipalities()]
    page = tile_map(coverage(url, every), "cells", "fi")
    said = re.findall(r'<span class="said">(.*?)</span>', page)
    assert len(said) == len({one.split(":")[0] for one in said}) == 308
    assert len(re.findall(r'<section class="r\d\d">', page)) == 19
    (jyvaskyla,) = [one for one in said if one.startswith("Jyväskylä")]
    assert jyvaskyla.startswith("Jyväskylä: puuttuu 18 / 20. ")
    assert "asuminen" in jyvaskyla
    assert "raha" not in jyvaskyla
    assert "<td>306 / 308</td>" in page


def test_the_command_gives_rows_of_areas_and_tiles(
    make: Make, fill: Fill, sqlite_url: str, tmp_path: Path
) -> None:
    fill(make("point", areas=["municipality:179"], is_one_stop=True))
    settings = Settings(_env_file=None, LAITURI_DATABASE_URL=sqlite_url)

    def report(*arguments: str) -> str:
        asked = ["report", "coverage", *arguments]
        done = CliRunner().invoke(command, asked, obj=settings)
        return done.stdout + (done.stderr if done.exit_code else "")

    rows = csv.DictReader(
        io.StringIO(report("--rows", "wellbeing_county", "--format", "csv"))
    )
    assert len({row["wellbeing_county"] for row in rows}) == 23
    told = report("--rows", "region", "--part", "minimum", "--language", "sv")
    assert "Minimitjänster i områdena" in told
    assert "Mellersta Finland" in told
    drawn = report("--rows", "region", "--format", "svg", "--language", "en")
    assert "municipalities without: 22 of 22" in drawn
    assert "<desc" in drawn
    assert "Central Finland: 20 / 20" in drawn
    target = tmp_path / "tiles.html"
    asked = ("--format", "tiles", "--part", "minimum", "--out", str(target))
    assert report(*asked) == f"{target}\n"
    assert "Jyväskylä: puuttuu 8 / 9" in target.read_text(encoding="utf-8")
    assert "tiles are municipalities" in report("--rows", "region", *asked[:2])
