"""Reports tell no number so small that somebody could be seen in it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from bot.cli.privacy import privacy
from bot.settings import Settings
from bot.store.conversations import Store
from bot.store.db import migrate
from bot.store.records import Count
from bot.store.report import monthly


def test_days_are_added_up_and_fewer_than_five_are_not_told() -> None:
    found = list(
        monthly(
            {
                ("suicide", 1, "fi", "2026-11-02"): 3,
                ("suicide", 1, "fi", "2026-11-30"): 2,
                ("suicide", 1, "fi", "2026-12-01"): 4,
                ("violence", 2, "sv", "2026-11-02"): 1,
            }
        )
    )
    assert [(one.month, one.kind, one.count) for one in found] == [
        ("2026-11", "suicide", 5),
        ("2026-11", "violence", None),
        ("2026-12", "suicide", None),
    ]


def test_the_command_prints_no_small_number(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, LAITURI_HOME=tmp_path)
    migrate(settings.store_url)
    store = Store(settings.store_url)
    for times, kind in ((7, "suicide"), (4, "overdose")):
        store.count([Count(kind, 1, "fi", "2026-11-24")] * times)
    store.close()
    result = CliRunner().invoke(privacy, ["counts"], obj=settings)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert {line["kind"]: line["count"] for line in lines} == {
        "overdose": None,
        "suicide": 7,
    }
