"""The invented national catalogue: the same by seed, marked, small in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from services_db import Query, db, open_catalogue
from services_db.invented import InventedServices, invented
from services_db.search_index import version_of
from services_db.sync import sync

from . import counting

SMALL, LARGE = 200, 800


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What any engine executes; rows of one insert count as one statement."""
    with counting.statements(sa.Engine) as counted:
        yield counted


def fill(url: str, size: int, revised: int = 0) -> str:
    engine = db.connect(url)
    report = sync(engine, invented(size, revised=revised))
    engine.dispose()
    return str(report.services)


def test_a_record_depends_on_seed_and_number_alone() -> None:
    small, large = InventedServices(10), InventedServices(1000)
    assert list(small) == list(large[:10])
    assert InventedServices(10, seed=2)[3] != small[3]
    assert [r.id for r in small] != [r.id for r in InventedServices(10, seed=2)]
    with pytest.raises(IndexError):
        small[10]


def test_every_record_says_that_it_is_invented() -> None:
    for record in InventedServices(50):
        assert set(record.texts) == {"fi", "sv", "en"}
        assert record.texts["fi"].name.startswith("Keksitty ")
        assert record.texts["sv"].name.startswith("Påhittad ")
        assert record.texts["en"].name.startswith("Invented ")
        assert "keksitty" in (record.texts["fi"].note or "")
        assert record.source.name == "Invented data"
        assert all("example.org" in contact.value for contact in record.contacts)
        assert {contact.kind for contact in record.contacts} == {"web"}


def test_places_and_contacts_are_twelve_for_five_services() -> None:
    some = InventedServices(500)
    assert sum(len(r.locations) + len(r.contacts) for r in some) == 1200


def test_an_import_takes_as_many_statements_as_its_batches(
    sqlite_url: str, statements: list[str]
) -> None:
    """Four times the services: at most four times the statements, none for each."""
    fill(sqlite_url, SMALL)
    first = len(statements)
    statements.clear()
    assert fill(sqlite_url, LARGE) == f"{LARGE - SMALL} added, 0 changed, " + (
        f"{SMALL} unchanged, 0 removed"
    )
    assert len(statements) <= 4 * first
    assert len(statements) < LARGE / 4


def test_the_version_is_counted_up_for_batches_not_for_rows(postgres_url: str) -> None:
    """Each count leaves a dead row version: one for each row slows an import down."""

    def version() -> int:
        with db.reading(postgres_url) as connection:
            return version_of(connection)

    before = version()
    fill(postgres_url, LARGE)
    batches = LARGE // 200
    assert 0 < version() - before <= 2 * batches


def test_an_increment_writes_only_what_changed(
    sqlite_url: str, statements: list[str]
) -> None:
    fill(sqlite_url, SMALL)
    statements.clear()
    assert (
        fill(sqlite_url, SMALL, 20) == "0 added, 20 changed, 180 unchanged, 0 removed"
    )
    assert len(statements) < 60


def test_searching_more_services_takes_no_more_statements(
    url: str, statements: list[str]
) -> None:
    counted = []
    for size in (SMALL, LARGE):
        fill(url, size)
        with open_catalogue(url) as catalogue:
            catalogue.search(Query(text="tuki"))
            statements.clear()
            query = Query(text="keksitty apua", municipality="091", limit=10)
            assert len(catalogue.search(query).services) == 10
            selects = [s for s in statements if s.lstrip().startswith("SELECT")]
            counted.append(len(selects))
    assert counted[0] == counted[1] <= 12
