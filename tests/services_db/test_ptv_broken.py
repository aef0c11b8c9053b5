"""What is broken is refused with its place; what is thin is read as it is."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import Query, ServiceRecord, open_catalogue
from services_db.errors import ImportRefused
from services_db.sources import files, read

PAYLOADS = Path(__file__).parent / "payloads" / "ptv"
NAMED = {"language": "fi", "type": "Name", "value": "Keksitty"}
PLAIN: dict[str, Any] = {
    "id": "s1",
    "serviceNames": [NAMED],
    "areaType": "Nationwide",
    "publishingStatus": "Published",
}
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a value as JSON, or a text as it is; return the path."""

    def written(value: Any, name: str = "a.json", encoding: str = "utf-8") -> str:
        path = tmp_path / name
        text = value if isinstance(value, str) else json.dumps(value)
        path.write_bytes(text.encode(encoding))
        return str(path)

    return written


def one(path: str) -> ServiceRecord:
    (record,) = read("ptv", [path]).services
    return record


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!DOCTYPE html><html><body>502</body></html>", "a.json: is a web page"),
        ("  \n<html>", "a.json: is a web page"),
        ('[{"id": "s1",\n "serviceNames": [', "a.json: line 2, column"),
        ("", "a.json: is empty"),
        ("[" * 100_000, "is not JSON that can be read"),
        ("5", "a.json: is not an object"),
        ("null", "a.json: is not an object"),
        ('["a"]', "a.json: item 1: is not an object"),
        ('{"itemList": "ei"}', "a.json: itemList: is not an object"),
        ('[{"id": "s1", "foo": 1}]', "a.json: item 1: is not a service"),
        ("[]", "no service is in the files (0 services"),
        ('{"itemList": null}', "no service is in the files"),
    ],
)
def test_a_file_that_is_no_answer_of_ptv(write: Write, text: str, said: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read("ptv", [write(text)])
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"serviceNames": "nimi"}, "item 1: s1: serviceNames"),
        ({"serviceNames": [7]}, "item 1: s1: serviceNames.0"),
        ({"serviceNames": [{"value": ["a"]}]}, "item 1: s1: serviceNames.0.value"),
        ({"id": None}, "item 1: no id: id"),
        ({"areas": {"type": "Region"}}, "item 1: s1: areas"),
        ({"serviceChannels": [{"serviceChannel": "c1"}]}, "serviceChannels.0"),
        ({"id": "x" * 101}, "id: String should have at most 100"),
    ],
)
def test_a_wrong_type_is_named_by_file_place_and_field(
    write: Write, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        read("ptv", [write([{**PLAIN, **changes}])])
    assert said in str(refused.value)


def test_many_problems_are_cut(write: Write) -> None:
    broken = [{**PLAIN, "serviceNames": 1} for _ in range(60)]
    with pytest.raises(ImportRefused) as refused:
        read("ptv", [write(broken)])
    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "…"


def test_other_encodings(write: Write) -> None:
    assert one(write(PLAIN, encoding="utf-8-sig")).id == "s1"
    with pytest.raises(ImportRefused, match="is UTF-16; save it as UTF-8"):
        read("ptv", [write(PLAIN, encoding="utf-16")])
    finnish = json.dumps({**PLAIN, "id": "ä"}, ensure_ascii=False)
    with pytest.raises(ImportRefused, match="line 1: is not UTF-8"):
        read("ptv", [write(finnish, encoding="latin-1")])


def test_a_file_that_is_too_large(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(PLAIN)
    monkeypatch.setattr(files, "SIZE_LIMIT", 20)
    with pytest.raises(ImportRefused, match="larger than"):
        read("ptv", [path])


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="there is no such file"):
        read("ptv", [str(tmp_path / "none.json")])
    with pytest.raises(ImportRefused, match=r"holds no \.json file"):
        read("ptv", [str(tmp_path)])
    with pytest.raises(ImportRefused, match="an address cannot be read"):
        read("ptv", ["https://example.org/a.json"])


def test_collections_and_bare_ids_are_passed_over(write: Write) -> None:
    collection = {"id": "k1", "serviceCollectionNames": []}
    batch = read("ptv", [write([PLAIN, collection, {"id": "s2", "name": "Pelkkä"}])])
    assert [record.id for record in batch.services] == ["s1"]
    said = "\n".join(batch.notes)
    assert "service collections, which are not needed: 1" in said
    assert "only an id and a name: fetch the whole records: 1" in said


def test_of_two_versions_the_newer_is_kept(write: Write) -> None:
    old = {**PLAIN, "modified": "2025-01-01T00:00:00"}
    new = {
        **PLAIN,
        "modified": "2026-01-01T00:00:00",
        "serviceNames": [{**NAMED, "value": "Uusi"}],
    }
    for pair in ([old, new], [new, old]):
        batch = read("ptv", [write(pair)])
        assert batch.services[0].texts["fi"].name == "Uusi"
        assert "come twice, the newer kept: 1 (s1)" in batch.notes[1]


def test_services_without_a_name_or_a_reach_are_left_out(write: Write) -> None:
    nameless = {**PLAIN, "id": "s2", "serviceNames": [{**NAMED, "value": None}, None]}
    nowhere = {**PLAIN, "id": "s3", "areaType": "LimitedType", "areas": None}
    batch = read("ptv", [write([PLAIN, nameless, nowhere])])
    assert [record.id for record in batch.services] == ["s1"]
    assert "services without a name, left out: 1 (s2)" in batch.notes
    assert "services without an area that exists, left out: 1 (s3)" in batch.notes


def test_a_service_that_names_no_area_reaches_where_its_organization_does(
    write: Write,
) -> None:
    part = {"roleType": "Responsible", "organization": {"id": "o1", "name": "Kunta"}}
    unplaced = {**PLAIN, "areaType": None, "organizations": [part]}
    organization = {
        "id": "o1",
        "organizationNames": [NAMED],
        "municipality": {"code": "179"},
    }
    assert one(write([unplaced, organization])).areas == ["municipality:179"]
    wide = {**organization, "areaType": "Nationwide"}
    assert one(write([unplaced, wide])).areas == ["country:FI"]


def test_else_it_reaches_where_its_places_are(write: Write) -> None:
    street = {"street": [{"language": "fi", "value": "Katu"}]}
    channel = {
        "id": "c1",
        "serviceChannelType": "ServiceLocation",
        "addresses": [{"streetAddress": {**street, "municipality": {"code": "564"}}}],
        "services": [{"service": {"id": "s1"}}],
    }
    unplaced = {**PLAIN, "areaType": None}
    assert one(write([unplaced, channel])).areas == ["municipality:564"]


def test_a_list_of_general_descriptions_is_read_in_its_own_shape(write: Write) -> None:
    listed = str(PAYLOADS / "general_descriptions_listed.json")
    key = "dddddddd-0000-4000-8000-000000000002"
    own = write({**PLAIN, "generalDescriptionId": key})
    (record,) = read("ptv", [own, listed]).services
    assert record.texts["fi"].name == "Keksitty"
    assert record.texts["fi"].summary == "Pajalla opit tekemällä."
    assert record.texts["fi"].description == "Ensimmäinen kappale.\nToinen kappale."
    assert record.charge == "free"
    assert record.themes == ["job", "money"]
    assert record.classifications[:3] == ["P10.1", "KE8", "KR1.3"]
    assert record.keywords["fi"] == ["työpajat"]


def test_a_general_description_that_is_not_there_is_told(write: Write) -> None:
    batch = read("ptv", [write({**PLAIN, "generalDescriptionId": "d9"})])
    assert any("general description is not in the files" in n for n in batch.notes)


def test_hostile_texts_are_made_harmless(write: Write) -> None:
    summary = {"language": "fi", "type": "Summary", "value": "a\u202e\u0000b" * 3000}
    name = {**NAMED, "value": "<script>alert(1)</script>" + "n" * 300}
    batch = read(
        "ptv",
        [write({**PLAIN, "serviceNames": [name], "serviceDescriptions": [summary]})],
    )
    text = batch.services[0].texts["fi"]
    assert len(text.name) <= 200
    assert text.name.startswith("<script>")  # stored as text, escaped where shown
    assert len(text.summary) <= 5000
    assert "\u202e" not in text.summary
    assert "texts.fi.name: cut to 200: 1 (s1)" in batch.notes


def test_the_command_fails_and_the_database_stays(tmp_path: Path, write: Write) -> None:
    settings = Settings(LAITURI_HOME=tmp_path / "home", LAITURI_DATABASE_URL=None)

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(catalogue, arguments, obj=settings)

    def held() -> int:
        with open_catalogue(settings.catalogue_url) as opened:
            return opened.status().services

    whole = write(PLAIN)
    done = run("import", "ptv", "--young", whole)
    assert done.exit_code == 0, done.output
    assert "read: 1 services" in done.stderr
    assert "other classes and target groups, left out: 1" in done.stderr
    assert run("import", "ptv", whole).exit_code == 0
    assert held() == 1
    broken = write([{**PLAIN, "id": "s2"}, {**PLAIN, "id": "s3", "areas": 1}], "b.json")
    failed = run("import", "ptv", broken)
    assert failed.exit_code == 1
    assert "b.json: item 2: s3: areas" in failed.output
    assert held() == 1


def _cycle() -> list[dict[str, Any]]:
    """Classes and organizations that are each other's parents."""
    one = {"code": "P28.3", "parentId": "p2", "uri": "a", "parentUri": "b"}
    two = {"code": "P28", "parentId": "p1", "uri": "b", "parentUri": "a"}
    part = {"roleType": "Responsible", "organization": {"id": "o1", "name": "Kunta"}}
    owners = [
        {"id": a, "parentOrganizationId": b, "organizationNames": [NAMED]}
        for a, b in (("o1", "o2"), ("o2", "o1"))
    ]
    return [{**PLAIN, "serviceClasses": [one, two], "organizations": [part]}, *owners]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (json.dumps([PLAIN, PLAIN])[:-30].encode(), "b.json: line 1, column"),
        (
            json.dumps({**PLAIN, "id": "ä"}, ensure_ascii=False).encode("latin-1"),
            "line 1",
        ),
        (
            json.dumps([{**PLAIN, "serviceNames": 7}]).encode(),
            "item 1: s1: serviceNames",
        ),
        (b"<html><title>503</title></html>", "b.json: is a web page"),
        (gzip.compress(b"0" * 10_000_000), "b.json: line 1: is not UTF-8"),
        (b'{"id": ' * 50_000, "b.json: is not JSON that can be read"),
        (
            json.dumps([{**PLAIN, "id": "s" * 10_000}]).encode(),
            "id: String should have",
        ),
        (b"\x00" * 1000, "b.json: line 1, column 1: is not whole JSON"),
    ],
)
def test_a_broken_file_is_told_and_the_database_stays(
    settings: Settings, tmp_path: Path, content: bytes, said: str
) -> None:
    def run(name: str) -> Any:
        asked = ["import", "ptv", str(tmp_path / name)]
        return CliRunner().invoke(catalogue, asked, obj=settings)

    (tmp_path / "a.json").write_text(json.dumps(PLAIN), encoding="utf-8")
    assert run("a.json").exit_code == 0
    (tmp_path / "b.json").write_bytes(content)
    failed = run("b.json")
    assert failed.exit_code == 1
    assert said in failed.stderr
    with open_catalogue(settings.catalogue_url) as opened:
        assert [card.id for card in opened.search(Query(limit=9)).services] == ["s1"]


def test_parents_in_a_circle_and_long_names_are_read(write: Write) -> None:
    names = [{**NAMED, "value": "Pitkä " * 2000}]
    cycle = _cycle()
    (record,) = read(
        "ptv", [write([{**cycle[0], "serviceNames": names}, *cycle[1:]])]
    ).services
    assert record.provider == {"fi": "Keksitty"}
    assert record.classifications == ["P28.3", "P28"]
    assert len(record.texts["fi"].name) <= 200
