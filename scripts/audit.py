"""Audits locked requirements for known vulnerabilities, and believes no silence.

pip-audit counts a package that it could not look up as "no known vulnerabilities"
and ends with 0. Here it is a failure when a package was not audited, when the data
cannot be reached, when the data do not know a vulnerability that everybody knows
(``CONTROL``), when something is found that is no reviewed exception, and when an
exception has expired. Ends with 0 (nothing found), 1 (found) or 2 (not audited).

Without the index (``--advisories``) a file of OSV records is asked instead: see
``osv.py``. Data older than ``STALE`` are said, and the audit has not been done.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import yaml
from osv import Advisories, Unreadable
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements-dev.txt", "requirements-uv.txt", "requirements-audit.txt")
CONTROL = "aiohttp==3.8.0"
"""Known to be vulnerable: when nothing is found in it, the data are not there."""
LONGEST = timedelta(days=90)
STALE = timedelta(days=7)
"""The age of advisories from a file at which they cannot speak of critical ones."""
DEADLINE_SECONDS = 600.0


class NotAudited(Exception):
    """Nothing can be said about the requirements; says why."""


class Accepted(BaseModel):
    """A reviewed exception of ``audit-exceptions.yml``."""

    model_config = ConfigDict(extra="forbid")

    advisory: str = Field(min_length=5)
    package: str = Field(min_length=1)
    reason: str = Field(min_length=20)
    reviewed_on: date
    expires: date

    @model_validator(mode="after")
    def _not_for_ever(self) -> Accepted:
        if not self.reviewed_on < self.expires <= self.reviewed_on + LONGEST:
            raise ValueError(f"{self.advisory}: expires within 90 days of its review")
        return self


def exceptions(path: Path) -> list[Accepted]:
    """Return the reviewed exceptions; ``NotAudited`` when the file is wrong."""
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(list[Accepted]).validate_python(held)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise NotAudited(f"{path.name}: {error}") from None


def locked(path: Path) -> dict[str, str]:
    """Return name and version of what a lock file installs on this machine."""
    found = {}
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        pinned = re.split(r"\s+--hash|(?:^|\s)#", line)[0].strip()
        if pinned:
            one = Requirement(pinned)
            if one.marker is None or one.marker.evaluate():
                (version,) = (specifier.version for specifier in one.specifier)
                found[canonicalize_name(one.name)] = version
    return found


def ask(path: Path, cache: Path) -> list[dict[str, Any]]:
    """Return what pip-audit says of each package of a file.

    ``cache`` is an empty directory: the data are as of now.
    """
    command = [ROOT / ".venv-audit/bin/pip-audit", "--requirement", path]
    command += ["--no-deps", "--disable-pip", "--progress-spinner", "off"]
    command += ["--format", "json", "--aliases", "on", "--cache-dir", cache]
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )
        audited: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise NotAudited("pip-audit does not end") from None
    except (ValueError, KeyError):
        said = (done.stderr.strip() or "no answer").splitlines()[-1]
        raise NotAudited(f"pip-audit has no answer: {said}") from None
    return audited


def not_audited(
    expected: dict[str, str], audited: Iterable[dict[str, Any]]
) -> list[str]:
    """Return the packages, with versions, that nobody has looked up."""
    seen = {(one["name"], one.get("version")) for one in audited if "vulns" in one}
    return sorted(
        f"{name} {version}"
        for name, version in expected.items()
        if (name, version) not in seen
    )


def judged(
    audited: Iterable[dict[str, Any]], accepted: Sequence[Accepted], today: date
) -> tuple[list[str], list[str]]:
    """Return what is found and not accepted, and what is said besides."""
    found, said = [], []
    used = set()
    for package in audited:
        for one in package.get("vulns", ()):
            names = {one["id"], *one.get("aliases", ())}
            what = f"{package['name']} {package['version']}: {', '.join(sorted(names))}"
            mended = ", ".join(one["fix_versions"]) or "no version yet"
            exception = next(
                (
                    a
                    for a in accepted
                    if a.advisory in names
                    and canonicalize_name(a.package) == package["name"]
                ),
                None,
            )
            if exception is None:
                found.append(f"{what}; mended in {mended}")
                continue
            used.add(exception.advisory)
            if exception.expires < today:
                found.append(f"{what}; the exception expired {exception.expires}")
            else:
                said.append(f"{what}; accepted until {exception.expires}")
    said += [
        f"{a.advisory}: not found any more" for a in accepted if a.advisory not in used
    ]
    return found, said


class Index:
    """The advisories of PyPI, through pip-audit; as of now."""

    def __init__(self, folder: Path) -> None:
        self._cache = folder / "cache"
        self.newest = datetime.now(UTC)
        self.name = "advisories of PyPI"

    def of(self, path: Path) -> list[dict[str, Any]]:
        """Return what is known of each package of a lock file."""
        return ask(path, self._cache)


class Brought:
    """The advisories of a file that an operator has brought."""

    def __init__(self, path: Path) -> None:
        try:
            self._known = Advisories(path)
        except Unreadable as error:
            raise NotAudited(str(error)) from None
        self.newest = self._known.newest
        self.name = f"advisories in {path.name}"

    def of(self, path: Path) -> list[dict[str, Any]]:
        """Return what is known of each package of a lock file."""
        try:
            return [
                {
                    "name": name,
                    "version": version,
                    "vulns": self._known.vulnerabilities(name, version),
                }
                for name, version in locked(path).items()
            ]
        except Unreadable as error:
            raise NotAudited(str(error)) from None


def audit(
    paths: Sequence[Path],
    source: Index | Brought,
    folder: Path,
    accepted: Sequence[Accepted],
    now: datetime,
) -> int:
    """Audit lock files, say what was found, return the exit code."""
    control = folder / "control.txt"
    control.write_text(f"{CONTROL}\n", encoding="utf-8")
    if not any(one.get("vulns") for one in source.of(control)):
        raise NotAudited(
            f"the data know nothing of {CONTROL}, which is vulnerable: "
            "there are no data behind it"
        )
    print(f"data: {source.name}, as of {source.newest:%Y-%m-%d %H:%M} UTC")
    audited: dict[tuple[str, str], dict[str, Any]] = {}
    for path in paths:
        expected = locked(path)
        answers = source.of(path)
        if missed := not_audited(expected, answers):
            raise NotAudited(f"{path.name}: not audited: {', '.join(missed)}")
        print(f"{path.name}: {len(expected)} packages audited")
        audited |= {(one["name"], one["version"]): one for one in answers}
    found, said = judged(audited.values(), accepted, now.date())
    for line in said:
        print(f"note: {line}")
    for line in found:
        print(f"FOUND: {line}")
    if now - source.newest > STALE:
        days = (now - source.newest).days
        raise NotAudited(f"the data are {days} days old: what came since is not known")
    return 1 if found else 0


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "accepted",
    "--exceptions",
    type=click.Path(path_type=Path),
    default=ROOT / "audit-exceptions.yml",
)
@click.option(
    "--advisories",
    envvar="ADVISORIES",
    type=click.Path(exists=True, path_type=Path),
    help="A folder or zip of OSV records, in place of the package index.",
)
def main(files: tuple[Path, ...], accepted: Path, advisories: Path | None) -> None:
    """Audit FILES, by default all that is locked here."""
    paths = files or tuple(ROOT / name for name in LOCKS)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            source = Brought(advisories) if advisories else Index(folder)
            reviewed = exceptions(accepted)
            code = audit(paths, source, folder, reviewed, datetime.now(UTC))
    except NotAudited as error:
        click.echo(f"NOT AUDITED: {error}", err=True)
        code = 2
    raise SystemExit(code)


if __name__ == "__main__":
    main()
