"""The queue of what is said to be wrong, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue as command
from bot.settings import Settings
from services_db import report_queue, reports
from services_db.clock import now_in_finland
from services_db.reference.codes import ReportKind
from tests.services_db.conftest import Fill, Make
from tests.services_db.statement import run

TODAY = now_in_finland().date()


def test_the_same_report_is_counted_and_a_closed_one_begins_anew(
    fill: Fill, make: Make, url: str
) -> None:
    catalogue = fill(make("a"), make("b"), url=url)
    for key, kind in (("a", "phone"), ("a", "phone"), ("a", "closed"), ("b", "phone")):
        catalogue.report(key, ReportKind(kind))
    catalogue.report("unknown", ReportKind.PHONE)
    found = [(q.service_id, q.kind, q.role, q.count) for q in report_queue.queue(url)]
    assert found == [
        ("a", "phone", "user", 2),
        ("a", "closed", "user", 1),
        ("b", "phone", "user", 1),
    ]
    assert catalogue.status().open_reports == 3
    first = report_queue.queue(url)[0].id
    assert report_queue.close(url, first, "ops", "new number")
    assert not report_queue.close(url, first, "ops", "again")
    (closed,) = report_queue.queue(url, closed=True)
    assert (closed.closed_on, closed.closed_by, closed.done) == (
        TODAY,
        "ops",
        "new number",
    )
    noted = run(url, "SELECT service_id, what, role FROM verification")
    assert noted == [("a", "phone", "maintainer")]
    assert catalogue.cards(["a"], "fi")[0].confirmed_on is None
    catalogue.report("a", ReportKind.PHONE)
    assert [q.count for q in report_queue.queue(url)] == [1, 1, 1]


def test_what_was_closed_long_ago_is_forgotten_and_what_is_open_is_not(
    fill: Fill, make: Make, url: str
) -> None:
    catalogue = fill(make("a"), url=url)
    for kind in (ReportKind.PHONE, ReportKind.ADDRESS, ReportKind.CLOSED):
        catalogue.report("a", kind)
    long_ago = date(TODAY.year - reports.KEPT_YEARS, 1, 1) - timedelta(1)
    phone, address, _ = report_queue.queue(url)
    for one in (phone, address):
        report_queue.close(url, one.id, "ops", "done")
    run(url, f"UPDATE report SET first_on = '{long_ago}', last_on = '{long_ago}'")
    run(url, f"UPDATE report SET closed_on = '{long_ago}' WHERE id = {phone.id}")
    catalogue.report("a", ReportKind.OTHER)
    assert [q.kind for q in report_queue.queue(url, closed=True)] == ["address"]
    assert [q.kind for q in report_queue.queue(url)] == ["closed", "other"]


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    return Settings(_env_file=None, LAITURI_HOME=tmp_path)


def test_the_command_lists_and_closes(
    fill: Fill, make: Make, settings: Settings
) -> None:
    def queue(*arguments: str, verb: str = "reports") -> Result:
        return CliRunner().invoke(command, [verb, *arguments], obj=settings)

    catalogue = fill(make("a"))
    assert queue().output == "open: 0\n"
    catalogue.report("a", ReportKind.OPENING_HOURS)
    assert queue().output == f"    1  1x  {TODAY}  opening_hours  user  a\nopen: 1\n"
    assert "open reports: 1" in queue(verb="status").output
    unsaid = queue("--close", "1", "--by", "ops")
    assert unsaid.exit_code == 2
    assert "--done" in unsaid.output
    assert queue("--close", "7", "--by", "ops", "--done", "x").exit_code == 1
    done = queue("--close", "1", "--by", "ops", "--done", "asked them")
    assert done.output == "closed: 1\n"
    assert queue().output == "open: 0\n"
    assert f"closed {TODAY} by ops: asked them" in queue("--closed").output
