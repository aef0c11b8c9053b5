"""``catalogue report coverage`` counts what there is and names what is missing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue as command
from bot.settings import Settings
from services_db import Catalogue, Query, ServiceRecord
from services_db.coverage import coverage
from services_db.coverage.minimum import load_minimum
from services_db.coverage.written import as_csv
from services_db.errors import ImportRefused
from services_db.reference import municipality
from services_db.reference.codes import SupportLevel, Theme

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]
Report = Callable[..., Result]

DAY = date(2026, 11, 20)


@pytest.fixture
def filled(make: Make, fill: Fill, url: str) -> Catalogue:
    """A municipality with services of its own, one with its area's, a nation."""
    code = municipality("179").wellbeing_county
    county = {"area": f"wellbeing_county:{code}", "name": {"fi": "Alue"}}
    return fill(
        make(
            "point",
            areas=["municipality:179"],
            is_one_stop=True,
            themes=["job", "training"],
            support_levels=["general"],
            phases=["dropped_out"],
            tno_types=["advice"],
        ),
        make(
            "both",
            areas=["municipality:179", "region:13"],
            themes=["job"],
            support_levels=["general"],
        ),
        make(
            "county",
            areas=["country:FI"],
            providers=[county],
            themes=["mental_health"],
            support_levels=["intensified"],
        ),
        make("nation", areas=["mainland:FI"], themes=["job"], classifications=["P10"]),
        make("elsewhere", areas=["municipality:091"], themes=["housing"]),
        url=url,
    )


def cell(url: str, place: str, *codes: str, by: tuple[str, ...]) -> tuple[int, ...]:
    found = coverage(url, [place], by=by)
    (one,) = [c for c in found.cells if c.codes == codes]
    return one.own, one.area, one.national


def test_each_service_counts_once_where_it_is_nearest(
    filled: Catalogue, url: str
) -> None:
    assert cell(url, "179", "job", by=("theme",)) == (2, 0, 1)
    assert cell(url, "992", "job", by=("theme",)) == (0, 1, 1)
    assert cell(url, "091", "job", by=("theme",)) == (0, 0, 1)
    assert cell(url, "478", "job", by=("theme",)) == (0, 0, 0)  # Åland
    assert cell(url, "179", "mental_health", by=("theme",)) == (0, 1, 0)
    assert cell(url, "091", "mental_health", by=("theme",)) == (0, 0, 1)


def test_dimensions_are_counted_together(filled: Catalogue, url: str) -> None:
    by = ("theme", "support_level", "phase")
    assert cell(url, "179", "job", "general", "dropped_out", by=by) == (1, 0, 0)
    assert cell(url, "179", "job", "special", "dropped_out", by=by) == (0, 0, 0)
    assert len(coverage(url, ["179"], by=by).cells) == 20 * 3 * 15


def test_the_minimum_says_from_where_and_what_is_a_gap(
    filled: Catalogue, url: str, tmp_path: Path
) -> None:
    path = tmp_path / "minimum.yml"
    path.write_text(
        "- {key: point, name: {fi: Piste}, one_stop: true, reach: own}\n"
        "- {key: work, name: {fi: Työ}, themes: [job], support_levels: [general]}\n"
        "- {key: class, name: {fi: Luokka}, classes: [P10], reach: national}\n"
        "- {key: mind, name: {fi: Mieli}, services: [county], reach: area}\n",
        encoding="utf-8",
    )
    found = coverage(url, ["179", "992", "091"], minimum=path).minimum
    assert [(m.place, m.key, m.near, m.gap) for m in found] == [
        ("179", "point", "own", False),
        ("179", "work", "own", False),
        ("179", "class", "national", False),
        ("179", "mind", "area", False),
        ("992", "point", None, True),
        ("992", "work", "area", False),
        ("992", "class", "national", False),
        ("992", "mind", "area", False),
        ("091", "point", None, True),
        ("091", "work", None, True),
        ("091", "class", "national", False),
        ("091", "mind", "national", True),
    ]
    assert found[1].services == ("both", "point")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {key: a, name: {fi: A}, themes: [gold]}", "m.yml: a: themes.0"),
        ("- {key: a, name: {fi: A}}", "m.yml: a: says no codes of its service"),
        ("- {key: a, name: {fi: A}, one_stop: true}\n" * 2, "a: key: comes twice"),
        ("- [", "m.yml: while parsing"),
        ("key: a", "m.yml: is not a list of wanted services"),
        ("<html>", "m.yml: is a web page"),
        ("- {key: a, name: {fi: A}, themes: job}", "m.yml: a: themes: Input should"),
        ("", "m.yml: is empty"),
    ],
)
def test_a_broken_list_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "m.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        load_minimum(path)
    assert said in str(refused.value)


def test_the_shipped_list_is_whole_in_three_languages() -> None:
    wanted = load_minimum()
    assert len(wanted) >= 6
    assert all(set(one.name) == {"fi", "sv", "en"} for one in wanted)


def test_no_cell_tells_of_fewer_than_five_searches(filled: Catalogue, url: str) -> None:
    def ask(times: int, place: str | None, theme: Theme, **more: object) -> None:
        for _ in range(times):
            query = Query(municipality=place, themes=(theme,), today=DAY, **more)  # type: ignore[arg-type]
            filled.record_gap(query)

    ask(5, "179", Theme.HOUSING)
    ask(4, "179", Theme.MONEY)
    ask(3, "179", Theme.JOB, support_level=SupportLevel.SPECIAL)
    ask(3, "179", Theme.JOB, support_level=SupportLevel.SPECIAL, language="sv")
    ask(7, None, Theme.HOUSING)
    ask(9, "091", Theme.HOUSING)
    found = coverage(url, ["179"])
    assert [tuple(need) for need in found.needs] == [
        ("", "housing", "", 7),
        ("179", "job", "special", 6),
        ("179", "housing", "", 5),
    ]
    assert found.hidden_needs == 1
    later = coverage(url, ["179"], since=date(2026, 12, 1))
    assert (later.needs, later.hidden_needs) == ([], 0)
    assert len(coverage(url, ["179"], since=date(2026, 11, 30)).needs) == 3


@pytest.fixture
def report(make: Make, fill: Fill, sqlite_url: str) -> Report:
    """``report(...)`` is ``catalogue report coverage ...`` on a small catalogue."""
    fill(
        make("point", areas=["municipality:179"], is_one_stop=True, themes=["job"]),
        make("nation", themes=["money"]),
    )
    settings = Settings(_env_file=None, LAITURI_DATABASE_URL=sqlite_url)

    def run(*arguments: str) -> Result:
        asked = ["report", "coverage", *arguments]
        return CliRunner().invoke(command, asked, obj=settings)

    return run


def test_a_table_has_all_three_parts(report: Report) -> None:
    printed = report("--municipality", "179", "--language", "en").stdout
    shown = " ".join(printed.split())
    assert "Services by municipality" in shown
    assert "179 Jyväskylä job 1 0 0 0" in shown
    assert "Gaps: 19 / 20" in shown
    assert "179 Jyväskylä one_stop own 0 point" in shown
    assert "Gaps: 8 / 9" in shown
    assert "Cells with fewer than 5 searches are left out: 0" in shown


def test_csv_has_a_line_for_each_cell(report: Report) -> None:
    printed = report("--area", "region:13", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert len(rows) == 22 * 20
    found = [r for r in rows if r["municipality"] == "179" and r["theme"] == "job"]
    assert [(r["name"], r["own"], r["area"], r["national"]) for r in found] == [
        ("Jyväskylä", "1", "0", "0")
    ]


def test_csv_is_no_formula(make: Make, fill: Fill, sqlite_url: str) -> None:
    fill(make("=1+1", areas=["municipality:179"], is_one_stop=True))
    found = as_csv(coverage(sqlite_url, ["179"]), "minimum", "fi")
    assert "179,Jyväskylä,one_stop,own,,0,'=1+1" in found


def test_json_has_everything(report: Report) -> None:
    found = json.loads(report("--municipality", "179", "--format", "json").stdout)
    assert found["by"] == ["theme"]
    assert {
        "municipality": "179",
        "theme": "job",
        "own": 1,
        "area": 0,
        "national": 0,
        "municipalities_without": 0,
    } in (found["cells"])
    assert found["minimum"][0]["near"] == "own"
    assert found["fewest_in_a_cell"] == 5


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("part", "squares"), [("cells", 20), ("minimum", 9)])
def test_a_picture_says_each_number_and_marks_gaps(
    report: Report, tmp_path: Path, part: str, squares: int, language: str
) -> None:
    target = tmp_path / "map.svg"
    done = report(
        *("--municipality", "179", "--municipality", "091", "--part", part),
        *("--format", "svg", "--language", language, "--out", str(target)),
    )
    assert done.stdout == f"{target}\n"
    drawn = ElementTree.parse(target).getroot()
    groups = drawn.findall("{*}g")
    assert len(groups) == 2 * squares
    texts = [group.findtext("{*}text") for group in groups]
    edges = [rect.get("stroke-width") for rect in drawn.findall("{*}g/{*}rect")]
    empty = "0" if part == "cells" else "–"
    assert [text == empty for text in texts].count(True) >= squares
    assert all(
        edge == "2" for text, edge in zip(texts, edges, strict=True) if text == empty
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--municipality", "999"], "999: there is no such municipality"),
        (["--area", "moon:1"], "moon:1: there is no such area"),
        (["--part", "needs", "--format", "svg"], "svg draws cells and minimum"),
        (["--minimum", "nowhere.yml"], "nowhere.yml: there is no such file"),
        (["--format", "json", "--out", "/nowhere/x.json"], "No such file"),
    ],
)
def test_what_cannot_be_done_is_told(
    report: Report, arguments: list[str], said: str
) -> None:
    failed = report(*arguments)
    assert failed.exit_code != 0
    assert said in failed.stderr
