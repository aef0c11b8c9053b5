"""What ``laituri doctor`` says before the chat is opened to people."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.doctor import exposure
from bot.settings import Settings


def test_on_the_own_machine_nothing_is_asked(tmp_path: Path) -> None:
    assert list(exposure(Settings(_env_file=None, LAITURI_HOME=tmp_path))) == []


@pytest.mark.parametrize(
    "reachable",
    [{"LAITURI_HOST": "0.0.0.0"}, {"LAITURI_PUBLIC_URL": "https://a.example"}],
)
def test_whoever_lets_people_in_says_who_is_responsible(
    tmp_path: Path, reachable: dict[str, str]
) -> None:
    (said,) = exposure(
        Settings(_env_file=None, LAITURI_HOME=tmp_path, **reachable)  # type: ignore[arg-type]
    )
    assert said.startswith("LAITURI_CONTROLLER: ")
    named = Settings(
        _env_file=None,
        LAITURI_HOME=tmp_path,
        LAITURI_CONTROLLER="Esimerkkilän kunta",
        **reachable,  # type: ignore[arg-type]
    )
    assert list(exposure(named)) == []


def test_a_secret_that_others_can_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(_env_file=None, LAITURI_HOME=tmp_path)
    (tmp_path / "keys").mkdir()
    for name in (".env", "keys/conversations.key"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o640)
    assert list(exposure(settings)) == [
        ".env: others can read it; chmod 600",
        f"{tmp_path}/keys/conversations.key: others can read it; chmod 600",
    ]
    for name in (".env", "keys/conversations.key"):
        (tmp_path / name).chmod(0o600)
    assert list(exposure(settings)) == []
