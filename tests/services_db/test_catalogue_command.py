"""``laituri catalogue``: what is printed, and when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import authorities
from services_db.sources import curated

SERVICES = """
- id: ohjaamo
  texts: {fi: {name: Ohjaamo, summary: Apua työhön.}}
  provider: {fi: Jyväskylä}
  themes: [job]
  is_one_stop: true
  areas: ["municipality:179"]
  source: {name: Kunta, url: "https://a.fi"}
- id: kela
  texts: {fi: {name: Kela, summary: Rahaa.}}
  provider: {fi: Kela}
  themes: [money]
  contacts: [{kind: web, value: "https://kela.example"}]
  verified_on: 2026-06-01
  source: {name: Kela, url: "https://a.fi"}
"""
Run = Callable[..., Result]


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small catalogue in the place of the shipped one."""
    path = tmp_path / "curated" / "services" / "a.yml"
    path.parent.mkdir(parents=True)
    path.write_text(SERVICES, encoding="utf-8")
    monkeypatch.setattr(curated, "SHIPPED", tmp_path / "curated")
    monkeypatch.setattr(authorities, "duties", lambda: {"kela": ("kela",)})
    return path


@pytest.fixture
def run(tmp_path: Path, shipped: Path) -> Run:
    """Run a command in a home of its own."""
    settings = Settings(LAITURI_HOME=tmp_path / "home", LAITURI_DATABASE_URL=None)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(catalogue, arguments, obj=settings)

    return command


def test_an_import_counts(run: Run) -> None:
    first = run("import", "curated")
    assert (first.exit_code, first.stdout) == (
        0,
        "services: 2 added, 0 changed, 0 unchanged, 0 removed; "
        "guidance: 0 added, 0 changed, 0 unchanged, 0 removed\n",
    )
    again = run("import", "curated", "--preview")
    assert again.stdout.startswith("preview: services: 0 added, 0 changed, 2 unchanged")


def test_a_broken_import_fails_and_says_where(run: Run, shipped: Path) -> None:
    run("import", "curated")
    shipped.write_text(SERVICES.replace("[money]", "[gold]"), encoding="utf-8")
    broken = run("import", "curated")
    assert broken.exit_code == 1
    assert "a.yml: kela: themes.0:" in broken.stderr
    assert "services: 2" in run("status").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fax", "x"], "KIND is one of: curated, "),
        (["curated", "x"], "curated takes no SOURCE"),
        (["ptv"], "ptv needs a SOURCE"),
    ],
)
def test_a_wrong_import_is_explained(run: Run, arguments: list[str], said: str) -> None:
    result = run("import", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_search_prints_one_json_object_on_an_empty_home(run: Run) -> None:
    result = run(
        *("search", "--json", "--municipality", "179", "--theme", "job"),
        *("--age", "17", "--level", "general", "--language", "fi", "töitä"),
    )
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert printed["query"] == {
        "municipality": "179",
        "themes": ["job"],
        "age": 17,
        "support_level": "general",
        "text": "töitä",
    }
    assert printed["total"] == 1
    assert [card["id"] for card in printed["services"]] == ["ohjaamo"]
    assert json.loads(run("search", "--json", "raketti").stdout)["services"] == []


def test_a_search_for_people(run: Run) -> None:
    printed = run("search", "kela").stdout.splitlines()
    assert printed == ["1", "kela\tKela\tKela\tvaltakunnallinen; vastaa hakusanojasi"]


def test_explain_shows_the_parts_of_the_score(run: Run) -> None:
    result = run("explain", "ohjaamo", "--municipality", "179", "--theme", "job")
    assert result.exit_code == 0
    assert "180.00  one_stop" in result.stdout
    assert "40.00  theme job" in result.stdout
    assert "not found by this search" in run("explain", "ohjaamo").stdout
    assert run("explain", "nothing").exit_code == 1


def test_check_names_what_is_thin_and_fails_on_what_is_broken(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    thin = run("check", "--all")
    assert thin.exit_code == 0
    assert "1  no contact: ohjaamo" in thin.stdout
    assert "1  no date: ohjaamo" in thin.stdout
    assert "2  no text in sv: kela, ohjaamo" in thin.stdout
    monkeypatch.setattr(authorities, "duties", lambda: {"kela": ("gone",)})
    broken = run("check")
    assert broken.exit_code == 1
    assert "broken: authorities.yml: kela: no service 'gone'" in broken.stdout
