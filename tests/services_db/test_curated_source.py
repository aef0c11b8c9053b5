"""The curated source: what is read, and how a mistake is named."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from services_db import ServiceRecord, db
from services_db.errors import ImportRefused
from services_db.importing import import_from
from services_db.sources import Batch, read
from services_db.sync import Counts

SERVICE = """
- id: ohjaamo
  texts:
    fi: {name: Ohjaamo, summary: Apua.}
  provider: {fi: Kunta}
  areas: ["municipality:091"]
  schedules:
    - {byday: [MO], opens_at: 09:30, closes_at: 12:00, valid_from: 2026-01-01}
  contacts:
    - {kind: phone, value: "09 1"}
  source: {name: Kunta, url: "https://a.fi"}
"""
FACT = """
- key: f
  topic: t
  texts: {fi: Teksti.}
  confidence: high
  source: {name: Laki, url: "https://a.fi"}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "services" / "a.yml", SERVICE)
    write(tmp_path / "points" / "north" / "b.yml", SERVICE.replace("ohjaamo", "piste"))
    write(tmp_path / "facts.yml", FACT)
    write(tmp_path / "services" / "empty.yml", "# nothing yet\n")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_every_file_is_read(root: Path) -> None:
    batch = read("curated", [str(root)])
    assert (batch.kind, batch.feed) == ("curated", "curated")
    assert [record.id for record in batch.services] == ["ohjaamo", "piste"]
    assert batch.guidance is not None
    assert [record.key for record in batch.guidance.facts] == ["f"]
    schedule = batch.services[0].schedules[0]
    assert (schedule.opens_at, schedule.closes_at) == (time(9, 30), time(12))
    assert schedule.valid_from == date(2026, 1, 1)


BROKEN = [
    ("byday: [MO]", "byday: [XX]", "a.yml: ohjaamo: schedules.0.byday.0: "),
    (
        "provider: {fi: Kunta}",
        "provider: {}\n  colour: red",
        "a.yml: ohjaamo: colour: ",
    ),
    ("kind: phone", "kind: pigeon", "a.yml: ohjaamo: contacts.0.kind: "),
    ('"municipality:091"', '"municipality:91"', "a.yml: ohjaamo: areas.0: "),
    ("- id: ohjaamo\n ", "-", "a.yml: #1: id: Field required"),
    ('value: "09 1"', 'value: "javascript:x"', "a.yml: ohjaamo: unsafe link"),
    ("fi: {name", "fi: {name: B, name", "a.yml: .*key 'name' comes twice"),
    ("- id", "  - [", "a.yml: "),
    (SERVICE, "id: ohjaamo\n", "a.yml: is not a list of records"),
    (SERVICE, "[" * 500 + "]" * 500, "a.yml: is nested too deep"),
    (SERVICE, "- " * 500 + "x", "a.yml: is nested too deep"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_a_mistake_is_named_and_changes_nothing(
    root: Path, sqlite_url: str, old: str, new: str, message: str
) -> None:
    sources = [str(root)]
    before = import_from(sqlite_url, "curated", sources)
    assert before.services == Counts(added=2)
    assert old in SERVICE
    write(root / "services" / "a.yml", SERVICE.replace(old, new))
    with pytest.raises(ImportRefused, match=message):
        import_from(sqlite_url, "curated", sources, allow_removal=True)
    write(root / "services" / "a.yml", SERVICE)
    assert import_from(sqlite_url, "curated", sources).services == Counts(unchanged=2)


def test_all_mistakes_are_told_at_once(root: Path) -> None:
    many = "\n".join(f"- {{id: s{number}}}" for number in range(10))
    write(root / "services" / "a.yml", many)
    write(root / "facts.yml", FACT.replace("high", "certain"))
    with pytest.raises(ImportRefused) as refused:
        read("curated", [str(root)])
    lines = str(refused.value).splitlines()
    assert lines[0] == "a.yml: s0: texts: Field required"
    assert len(lines) == 21
    assert lines[-1] == "… and 11 more"


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        read("fax")


def test_a_batch_from_elsewhere_is_swept_apart(root: Path, sqlite_url: str) -> None:
    import_from(sqlite_url, "curated", [str(root)])
    record = ServiceRecord.model_validate(
        {
            "id": "own",
            "texts": {"fi": {"name": "Oma", "summary": "Oma."}},
            "provider": {"fi": "Kunta"},
            "source": {"name": "Oma", "url": ""},
        }
    )
    from services_db.sync import sync

    engine = db.connect(sqlite_url)
    sync(engine, Batch("csv", "own.csv", [record]))
    report = import_from(sqlite_url, "curated", [str(root)])
    engine.dispose()
    assert report.services == Counts(unchanged=2)
    assert report.guidance == Counts(unchanged=1)
