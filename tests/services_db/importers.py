"""Each importer with one whole source and the ways in which it can be broken."""

from __future__ import annotations

import copy
import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import yaml
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db.sources import curated
from tests.services_db.fake_ptv import BOMB, FakePtv, at, body
from tests.services_db.ptv_items import key, organization, service

Record = dict[str, Any]
Place = tuple[str | int, ...]

UUID = "0b2c8d54-7d4e-4a3c-9a51-3f9f9d1b1c1"
PAGE = b"<!DOCTYPE html><html><title>502 Bad Gateway</title></html>"
LONG = "Pitkä " * 1_700
SCRIPT = "<script>alert(1)</script>"


def zip_bomb() -> bytes:
    """Return a small archive that unpacks to 20 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
    return packed.getvalue()


def as_csv(*rows: Mapping[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(row: Record) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(list(row))
    book.worksheets[0].append(list(row.values()))
    book.save(written)
    return written.getvalue()


def as_json(record: Record) -> bytes:
    return json.dumps([record], ensure_ascii=False).encode()


def as_yaml(record: Record) -> bytes:
    return yaml.safe_dump([record], allow_unicode=True, sort_keys=False).encode()


def leaves(value: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the place of every single value."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in items:
            yield from leaves(inner, (*place, name))
    else:
        yield place


def changed(record: Record, place: Place, value: Any) -> Record:
    """Return a copy of a record with another value at a place."""
    made = copy.deepcopy(record)
    inner: Any = made
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return made


class Importer:
    """A source of one record, and the command that brings it.

    ``file`` is what a message calls the source; ``name`` and ``typed`` are where a
    name and a value of a closed kind stand in the record; ``scripted`` are the fields
    to put script in, where all would take long; a message about it names one of
    ``places``.
    """

    file: str
    record: ClassVar[Record]
    name: Place
    typed: Place
    wrong: Any = 7
    scripted: tuple[str, ...] = ()
    places: tuple[str, ...] = ("a.",)
    encode: Callable[[Record], bytes]

    def __init__(self, settings: Settings, folder: Path, ptv: FakePtv) -> None:
        self.settings, self.folder, self.ptv = settings, folder, ptv
        self.prepare()

    def prepare(self) -> None:
        """Make what lies beside the source."""

    def run(self, content: bytes) -> Result:
        """Bring the source with this content."""
        (self.folder / self.file).write_bytes(content)
        kind = type(self).__name__.lower()
        return self.command("import", "--confirm-removals", kind, self.source)

    @property
    def source(self) -> str:
        return str(self.folder / self.file)

    def command(self, *arguments: str) -> Result:
        return CliRunner().invoke(catalogue, arguments, obj=self.settings)

    def whole(self) -> Result:
        return self.run(type(self).encode(self.record))

    def other(self, place: Place, value: Any) -> Result:
        return self.run(type(self).encode(changed(self.record, place, value)))

    # the defects

    def truncated(self) -> Result:
        raw = type(self).encode(self.record)
        return self.run(raw[: len(raw) * 2 // 3])

    def encoding(self) -> Result:
        text = type(self).encode(changed(self.record, self.name, "Jyväskylä")).decode()
        return self.run(text.encode("latin-1"))

    def types(self) -> Result:
        return self.other(self.typed, self.wrong)

    def long(self) -> Result:
        return self.other(self.name, LONG)

    def bomb(self) -> Result:
        return self.run(zip_bomb())

    def page(self) -> Result:
        return self.run(PAGE)


class Curated(Importer):
    """YAML; the command takes no source, so the test puts one in its place."""

    file = "a.yml"
    record: ClassVar[Record] = {
        "id": "paja",
        "texts": {"fi": {"name": "Paja", "summary": "Opit."}},
        "provider": {"fi": "Kunta"},
        "themes": ["job"],
        "areas": ["municipality:179"],
        "contacts": [{"kind": "phone", "value": "040 123 4567"}],
        "verified_on": "2026-06-01",
        "source": {"name": "Kunta", "url": "https://example.org"},
    }
    name = ("texts", "fi", "name")
    typed = ("contacts", 0, "kind")
    encode = staticmethod(as_yaml)

    def run(self, content: bytes) -> Result:
        folder = self.folder / "services"
        folder.mkdir(exist_ok=True)
        (folder / self.file).write_bytes(content)
        shipped, curated.SHIPPED = curated.SHIPPED, self.folder
        try:
            return self.command("import", "curated")
        finally:
            curated.SHIPPED = shipped

    def bomb(self) -> Result:
        """Nine levels of ten aliases each: a billion times "ha"."""
        lines = ['- &a0 ["ha"]']
        lines += [f"- &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]" for n in range(9)]
        return self.run("\n".join([*lines, "- id: *a9", ""]).encode())


class Ptv(Importer):
    """Files of Suomi.fi PTV, version 11."""

    file = "a.json"
    record: ClassVar[Record] = service(1, generalDescriptionId=None)
    name = ("serviceNames", 0, "value")
    typed = ("serviceNames",)
    places = ("a.json: ", "no service is in the files")
    encode = staticmethod(as_json)

    def cycle(self) -> Result:
        return self.run(json.dumps([_looped(self.record), *_owners()]).encode())


class Sync(Ptv):
    """Suomi.fi PTV over HTTP."""

    file = "PTV, services"
    scripted = ("serviceNames", "serviceDescriptions")

    def run(self, content: bytes, **headers: str) -> Result:
        self.ptv.faults = [at("guids=", body(content, **headers))]
        return self.command("sync", "ptv", "--full", "--confirm-removals")

    def cycle(self) -> Result:
        for owner in _owners():
            self.ptv.put("organizations", owner)
        return self.run(as_json(_looped(self.record)))

    def bomb(self) -> Result:
        return self.run(BOMB, content_encoding="gzip")


class Hsds(Importer):
    """Open Referral HSDS 3.0 as one JSON document."""

    file = "a.json"
    record: ClassVar[Record] = {
        "id": f"{UUID}1",
        "name": "Paja",
        "description": "Opit.",
        "status": "active",
        "url": "https://example.org",
        "assured_date": "2026-06-01",
        "service_areas": [{"id": f"{UUID}2", "uri": "municipality:179"}],
        "organization": {"id": f"{UUID}3", "name": "Kunta", "description": "Kunta"},
        "phones": [{"id": f"{UUID}4", "number": "040 123 4567", "type": "voice"}],
    }
    name = ("name",)
    typed = ("phones",)
    encode = staticmethod(as_json)

    def cycle(self) -> Result:
        return self.other(("organization", "parent_organization_id"), f"{UUID}3")


class Package(Importer):
    """Open Referral HSDS 3.0 as a tabular data package; services.csv is broken."""

    file = "services.csv"
    record: ClassVar[Record] = {
        "id": f"{UUID}1",
        "organization_id": f"{UUID}3",
        "name": "Paja",
        "description": "Opit.",
        "url": "https://example.org",
        "status": "active",
        "assured_date": "2026-06-01",
    }
    name = ("name",)
    typed = ("status",)
    places = (".csv: ",)
    wrong = "open"
    encode = staticmethod(as_csv)

    def prepare(self) -> None:
        area = {"id": f"{UUID}2", "service_id": f"{UUID}1", "uri": "municipality:179"}
        (self.folder / "service_areas.csv").write_bytes(as_csv(area))
        self._owner({})

    def _owner(self, more: Record) -> None:
        owner = {"id": f"{UUID}3", "name": "Kunta", "description": "Kunta", **more}
        (self.folder / "organizations.csv").write_bytes(as_csv(owner))

    def run(self, content: bytes) -> Result:
        (self.folder / self.file).write_bytes(content)
        return self.command("import", "--confirm-removals", "hsds", str(self.folder))

    def cycle(self) -> Result:
        self._owner({"parent_organization_id": f"{UUID}3"})
        result = self.whole()
        self._owner({})
        return result

    def bomb(self) -> Result:
        """Two thousand times the same place of two thousand hours."""
        many = range(2_000)
        at_place = [
            {"id": f"at-{n}", "service_id": f"{UUID}1", "location_id": f"{UUID}5"}
            for n in many
        ]
        hours = [{"id": f"hours-{n}", "location_id": f"{UUID}5"} for n in many]
        place = {"id": f"{UUID}5", "location_type": "physical"}
        (self.folder / "service_at_location.csv").write_bytes(as_csv(*at_place))
        (self.folder / "locations.csv").write_bytes(as_csv(place))
        (self.folder / "schedules.csv").write_bytes(as_csv(*hours))
        result = self.whole()
        for name in ("service_at_location", "locations", "schedules"):
            (self.folder / f"{name}.csv").unlink()
        return result


class Csv(Importer):
    """A coordinator's sheet."""

    file = "a.csv"
    record: ClassVar[Record] = {
        "id": "paja",
        "name": "Paja",
        "summary": "Opit.",
        "areas": "179",
        "provider": "Kunta",
        "phone": "040 123 4567",
        "website": "https://example.org",
        "age from": "16",
        "verified": "2026-06-01",
    }
    name = ("name",)
    typed = ("age from",)
    wrong = "sixteen"
    encode = staticmethod(as_csv)


class Xlsx(Csv):
    """The same as a workbook."""

    file = "a.xlsx"
    encode = staticmethod(as_xlsx)

    def encoding(self) -> Result:
        packed = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(as_xlsx(self.record))) as source,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for part in source.namelist():
                raw = source.read(part)
                target.writestr(part, raw.replace(b"Opit", b"\xe4\xe4"))
        return self.run(packed.getvalue())


def _looped(record: Record) -> Record:
    """Return a service whose classes are each other's parents."""
    one = {"code": "P28.3", "uri": "a", "parentUri": "b"}
    two = {"code": "P28", "uri": "b", "parentUri": "a"}
    return record | {"serviceClasses": [one, two]}


def _owners() -> list[Record]:
    """Return two organizations that are each other's parents."""
    first, second = organization(1), organization(2)
    first["parentOrganizationId"], second["parentOrganizationId"] = (
        key("e", 2),
        key("e", 1),
    )
    return [first, second]
