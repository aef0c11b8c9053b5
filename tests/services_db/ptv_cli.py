"""``catalogue sync`` as a test runs it: a home, a strict PTV, time that is not real."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import Query, ServiceCard, open_catalogue
from services_db.sources.ptv.online import polite
from tests.services_db.fake_ptv import FakeClock, FakePtv
from tests.services_db.ptv_items import channel, organization, service

Run = Callable[..., Result]
Shown = Callable[[], list[ServiceCard]]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock()
    monkeypatch.setattr(polite, "Clock", fake.clock)
    return fake


@pytest.fixture
def ptv(clock: FakeClock) -> Iterator[FakePtv]:
    fake = FakePtv(clock)
    for number in range(1, 8):
        fake.put("services", service(number))
    fake.put("channels", channel(1))
    fake.put("organizations", organization(1))
    yield fake
    fake.close()
    assert fake.violations == []


@pytest.fixture
def settings(ptv: FakePtv, tmp_path: Path, sqlite_template: Path) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "catalogue.sqlite")
    return Settings(
        _env_file=None,
        LAITURI_HOME=home,
        LAITURI_DATABASE_URL=None,
        LAITURI_PTV_URL=ptv.url,
        LAITURI_PTV_API_KEY="test-key",
    )


@pytest.fixture
def run_sync(settings: Settings) -> Run:
    """``run_sync("--preview")`` is ``catalogue sync ptv --preview``."""

    def command(*arguments: str, verb: tuple[str, ...] = ("sync", "ptv")) -> Result:
        return CliRunner().invoke(catalogue, [*verb, *arguments], obj=settings)

    return command


@pytest.fixture
def shown(settings: Settings) -> Shown:
    """All services of the catalogue, by their names."""

    def cards() -> list[ServiceCard]:
        with open_catalogue(settings.catalogue_url) as opened:
            found = opened.search(Query(municipality="179", language="fi", limit=50))
        return sorted(found.services, key=lambda card: card.name)

    return cards
