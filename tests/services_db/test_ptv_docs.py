"""What the pages on the catalogue say is so: commands, files, columns."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from bot.cli import main
from services_db.sources import READERS
from services_db.sources.ptv.areas import KINDS
from services_db.sources.ptv.rule_file import shipped as rules
from services_db.sources.table.columns import lay_out

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "data-sources.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    {
        line
        for block in re.findall(r"```\n(.*?)```", TEXT + PAGE, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("laituri ")
    }
)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_exists_with_its_options(line: str) -> None:
    _, *words = line.split()
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    assert {word for word in words if word.startswith("-")} <= options(command)
    if command.name == "import":
        assert words[0] in READERS


def test_there_are_commands_for_each_kind_of_source() -> None:
    for kind in READERS:
        assert any(f"import {kind}" in line for line in COMMANDS)


def options(command: click.Command) -> set[str]:
    """All options of a command and of those below it."""
    found = {name for parameter in command.params for name in parameter.opts}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found |= options(below)
    return found


def test_the_options_that_are_explained_exist() -> None:
    known: set[str] = set()
    for name in ("catalogue", "bench"):
        group = main.get_command(click.Context(main), name)
        assert group is not None
        known |= options(group)
    explained = set(re.findall(r"`(--[a-z-]+)", TEXT + PAGE))
    assert explained <= known


def test_the_files_that_are_named_exist() -> None:
    named = re.findall(r"`((?:services_db|tests)/[\w./-]+)`", TEXT + PAGE)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_columns_that_are_named_are_known() -> None:
    texts = ["name (fi)", "name (sv)", "summary", "support levels", "ei mukaan"]
    others = ["id", "areas", "opening hours", "website", "phone", "email"]
    layout = lay_out([*texts, *others, "source", "address of the source"])
    assert layout.unknown == []


def test_codes_and_area_types_that_are_named_are_real() -> None:
    codes = set(re.findall(r"\b(?:KR|KE|P)\d+(?:\.\d+)?\b", TEXT + PAGE))
    tables = (rules().classes, rules().life_events, rules().target_groups)
    assert codes
    assert codes <= {code for table in tables for code in table}
    assert {"Region", "WellbeingServiceCounties"} <= set(KINDS)
