"""The figures of the crisis screen, and the command that prints them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.cli.bench import bench
from bot.cli.nlu import nlu
from bot.safety.evaluation import evaluate
from bot.settings import Settings

MESSAGES = {
    "crisis": {"suicide": {"direct": ["one", "two"], "indirect": ["one", "two"]}},
    "hard_negatives": {"idiom": ["zero", "one"], "past": ["zero", "zero"]},
    "ordinary": ["zero"] * 4,
}
TIERS = {"zero": 0, "one": 1, "two": 2}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "fi.yml"
    path.write_text(yaml.safe_dump(MESSAGES), encoding="utf-8")
    return tmp_path


def test_what_is_missed_and_what_is_alarmed_at_is_counted(folder: Path) -> None:
    tiers = {**TIERS, "one": 0}
    found = evaluate(folder, tiers.__getitem__, lambda _: ["zero", "two"])
    finnish = found["languages"]["fi"]
    assert finnish["recall"] == 0.5
    assert finnish["direct_missed"]["suicide"] == 1
    assert finnish["crisis"]["suicide"] == {"messages": 4, "tier_1": 0.0, "any": 0.5}
    assert finnish["held_out"] == {"messages": 2, "tier_1": 0.0, "any": 0.5}
    assert found["all"] == finnish
    assert "fi: direct suicide missed 1 times" in found["below"]


def test_no_bar_is_missed_when_nothing_is(folder: Path) -> None:
    harmless = {**MESSAGES, "hard_negatives": {"past": ["zero"]}}
    (folder / "fi.yml").write_text(yaml.safe_dump(harmless), encoding="utf-8")
    found = evaluate(folder, TIERS.__getitem__, lambda _: ["zero"])
    assert found["below"] == []


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no labelled messages"):
        evaluate(tmp_path, len, lambda _: [])


def test_the_command_prints_json_last_and_nobodys_words(folder: Path) -> None:
    messages = {**MESSAGES, "ordinary": ["etsin töitä kanarialinnulle"]}
    (folder / "fi.yml").write_text(yaml.safe_dump(messages), encoding="utf-8")
    arguments = ["evaluate", "--safety", "--messages", str(folder)]
    result = CliRunner().invoke(nlu, arguments, obj=Settings(_env_file=None))
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output.splitlines()[-1])
    assert figures["languages"]["fi"]["crisis"]["suicide"]["messages"] == 4
    assert "kanarialin" not in result.output


def test_the_longest_messages_are_timed() -> None:
    result = CliRunner().invoke(bench, ["screen", "--messages", "2"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output.splitlines()[-1])
    assert figures["characters"] == 4000
    assert 0 < figures["rules"]["p50_ms"] <= figures["rules"]["max_ms"]
    assert 0 < figures["screen"]["p50_ms"] <= figures["screen"]["max_ms"]
