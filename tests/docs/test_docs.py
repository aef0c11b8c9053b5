"""Docs and help texts agree with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, main
from bot.settings import Settings
from bot.store.erase import OWNED
from bot.store.erasures import KEPT_SECONDS
from bot.store.events import EVENTS
from bot.store.models import Base
from bot.store.records import RETENTION_SECONDS
from services_db import reports, verifications

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]


def commands(group: click.Group, prefix: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{prefix}{name} cannot be imported"
        found[f"{prefix}{name}"] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix}{name} ")
    return found


def test_every_command_helps_itself() -> None:
    for name, command in commands(main).items():
        assert command.help, f"{name} has no help"
        result = CliRunner().invoke(main, [*name.split(), "--help"])
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_named_in_the_docs_exist(page: Path) -> None:
    known = commands(main)
    text = page.read_text(encoding="utf-8")
    for line in re.findall(r"(?:^|[`|$ ])laituri ([a-z][a-z -]+)", text, re.MULTILINE):
        words = line.split()
        if words[0] not in COMMANDS:
            continue  # prose: "laituri is ..."
        group = known[words[0]]
        if isinstance(group, click.Group) and len(words) > 1:
            assert f"{words[0]} {words[1]}" in known, f"{page.name}: laituri {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_tests_named_in_the_docs_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for file, name in re.findall(r"(tests/[\w/]+\.py)::(\w+)", text):
        assert (ROOT / file).exists(), f"{page.name}: {file}"
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), (
            f"{page.name}: {file}::{name}"
        )


def test_every_numbered_row_of_the_safety_page_names_a_test() -> None:
    text = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([SDV]\d+[a-z]?) \|(.*)$", text, re.MULTILINE))
    for letter, last in (("S", 16), ("D", 12), ("V", 20)):
        assert {f"{letter}{number}" for number in range(1, last + 1)} <= set(rows)
    assert "D6b" in rows
    assert [number for number, row in rows.items() if "::test_" not in row] == []


def test_every_table_has_its_time_in_the_privacy_page() -> None:
    """What is kept, and for how long, is told from the program's own constants."""
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)$", text, re.MULTILINE))
    of_the_catalogue = {"search_gap", "verification", "report"}
    assert {*Base.metadata.tables, EVENTS.name} | of_the_catalogue == set(rows)
    hours = f"{RETENTION_SECONDS / 3600:.0f} hours"
    for owned in (*OWNED, Base.metadata.tables["conversation"], EVENTS):
        assert hours in rows[owned.name], owned.name
    assert f"{KEPT_SECONDS / 86_400:.0f} days" in rows["erasure"]
    assert f"{verifications.KEPT_YEARS} years" in rows["verification"]
    assert f"{reports.KEPT_YEARS} year," in rows["report"]


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    set_by_supervisor = {
        "LAITURI_RASA_URL",
        "LAITURI_ACTIONS_URL",
        "LAITURI_INTERNAL_SECRET",
    }
    for field in Settings.model_fields.values():
        if field.alias not in set_by_supervisor:
            assert field.alias is not None
            assert field.alias in example, field.alias


def test_the_changelog_knows_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)[0]
    assert newest == project["project"]["version"]


def test_the_repository_names_no_host_of_downloads_and_no_path_of_a_machine() -> None:
    for path in ROOT.glob("requirements*.txt"):
        assert "://" not in path.read_text(encoding="utf-8"), path
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(root|home|tmp|work)/", text), page
