"""Shared by all tests: a prepared home (catalogue and model), made once a session."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    # The processes that tests start compile their modules once, not each time.
    os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test reads or writes the checkout's own var/ or the developer's .env."""
    from bot.settings import get_settings

    monkeypatch.setenv("LAITURI_HOME", str(tmp_path / "home"))
    for name in ("LAITURI_DATABASE_URL", "TELEGRAM_BOT_TOKEN", "LAITURI_PORT"):
        monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped catalogue and a model trained from the checkout.

    The embeddings of the training sentences are kept for all runs on this machine.
    """
    home = tmp_path_factory.mktemp("prepared")
    kept = Path(tempfile.gettempdir()) / "laituri-test-embeddings.sqlite"
    (home / "cache").mkdir()
    (home / "cache" / "embeddings.sqlite").symlink_to(kept)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LAITURI_")}
    subprocess.run(
        [sys.executable, "-m", "bot.prepare", "catalogue", "better_model"],
        cwd=ROOT,
        env=environment | {"LAITURI_HOME": str(home)},
        check=True,
        capture_output=True,
        timeout=560,
    )
    return home
