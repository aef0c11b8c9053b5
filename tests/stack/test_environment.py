"""What the parts of a running Laituri get told by the supervisor."""

from pathlib import Path

import pytest

from bot.parts import base_environment
from bot.settings import Settings


def test_where_no_bytecode_may_lie_beside_the_sources_it_lies_under_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings(LAITURI_HOME=str(tmp_path))
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    given = base_environment(settings)
    assert "PYTHONDONTWRITEBYTECODE" not in given
    assert Path(given["PYTHONPYCACHEPREFIX"]).is_relative_to(tmp_path)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE")
    assert "PYTHONPYCACHEPREFIX" not in base_environment(settings)
