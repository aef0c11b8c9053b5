"""Advisories from a file that an operator brings: records in OSV's format.

A folder or a zip of one JSON or YAML record each, as osv.dev and the advisory
database of the Python Packaging Authority give them. Format: OSV schema 1.6,
https://ossf.github.io/osv-schema/.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ECOSYSTEM = "PyPI"
_READERS = {".json": json.loads, ".yaml": yaml.safe_load, ".yml": yaml.safe_load}
_START = "0"
"""OSV's name for the version before all others."""


class Unreadable(Exception):
    """The records cannot be used; says why."""


class Advisories:
    """Records by package; ``newest`` is when the newest of them was changed."""

    def __init__(self, path: Path) -> None:
        self.newest = datetime.min.replace(tzinfo=UTC)
        self._of: dict[str, list[dict[str, Any]]] = {}
        for record in _records(path):
            self._take(record)
        if not self._of:
            raise Unreadable(f"{path}: holds no advisory of {ECOSYSTEM}")

    def vulnerabilities(self, name: str, version: str) -> list[dict[str, Any]]:
        """Return what is known of a release, in the shape of pip-audit's answer.

        Raises:
            Unreadable: when a version of the release or of a record is none.
        """
        try:
            return [
                {
                    "id": record["id"],
                    "aliases": record.get("aliases", []),
                    "fix_versions": _mended(record, name),
                }
                for record in self._of.get(name, ())
                if any(
                    _touches(one, version)
                    for one in record["affected"]
                    if _package(one) == name
                )
            ]
        except InvalidVersion as error:
            raise Unreadable(f"{name} {version}: {error}") from None

    def _take(self, record: dict[str, Any]) -> None:
        changed = datetime.fromisoformat(str(record["modified"]).replace("Z", "+00:00"))
        self.newest = max(self.newest, changed.astimezone(UTC))
        if record.get("withdrawn"):
            return
        for name in {_package(one) for one in record.get("affected", ())} - {None}:
            self._of.setdefault(str(name), []).append(record)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for name, raw in _files(path):
        try:
            record = _READERS[Path(name).suffix](raw)
            if record["id"] and record["modified"]:
                yield record
        except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            raise Unreadable(f"{name}: {type(error).__name__}") from None


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        if path.is_dir():
            for one in sorted(path.rglob("*")):
                if one.suffix in _READERS and one.is_file():
                    yield one.name, one.read_bytes()
            return
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                if Path(name).suffix in _READERS:
                    yield name, packed.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unreadable(f"{path}: {type(error).__name__}") from None


def _package(affected: Mapping[str, Any]) -> str | None:
    package = affected.get("package") or {}
    if package.get("ecosystem") != ECOSYSTEM:
        return None
    return canonicalize_name(package["name"])


def _touches(affected: Mapping[str, Any], version: str) -> bool:
    """Whether a version is named, or lies in a range (OSV, "Evaluation")."""
    if version in affected.get("versions", ()):
        return True
    return any(
        _within(one["events"], Version(version))
        for one in affected.get("ranges", ())
        if one["type"] == "ECOSYSTEM"
    )


def _within(events: list[dict[str, str]], version: Version) -> bool:
    inside = False
    for kind, at in sorted(_ordered(events), key=lambda event: event[1]):
        if kind == "introduced" and version >= at:
            inside = True
        elif kind != "introduced" and version >= at:
            inside = kind == "last_affected" and version == at and inside
    return inside


def _ordered(events: list[dict[str, str]]) -> Iterator[tuple[str, Version]]:
    for event in events:
        for kind, at in event.items():
            yield kind, Version("0.dev0" if at == _START else at)


def _mended(record: Mapping[str, Any], name: str) -> list[str]:
    return [
        event["fixed"]
        for one in record["affected"]
        if _package(one) == name
        for span in one.get("ranges", ())
        if span["type"] == "ECOSYSTEM"
        for event in span["events"]
        if "fixed" in event
    ]
