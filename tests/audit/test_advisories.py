"""``make audit`` without the index: a file of OSV records that an operator brings."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC)
Audit = Callable[..., subprocess.CompletedProcess[str]]


def record(
    number: str,
    package: str,
    *events: dict[str, str],
    versions: tuple[str, ...] = (),
    days: int = 1,
    ecosystem: str = "PyPI",
    **more: Any,
) -> dict[str, Any]:
    """A record as OSV's schema has it, changed some days ago."""
    affected = {
        "package": {"ecosystem": ecosystem, "name": package},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
        "versions": list(versions),
    }
    changed = (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")
    return {"id": number, "modified": changed, "affected": [affected], **more}


CONTROL = record("PYSEC-1", "aiohttp", versions=("3.8.0",))


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    def audit(
        *pinned: str,
        known: list[Any],
        packed: bool = False,
        exceptions: str = "[]",
    ) -> subprocess.CompletedProcess[str]:
        requirements, accepted = tmp_path / "lock.txt", tmp_path / "exceptions.yml"
        requirements.write_text("".join(f"{one}\n" for one in pinned))
        accepted.write_text(exceptions)
        folder = tmp_path / "advisories"
        folder.mkdir()
        for number, one in enumerate(known):
            text = one if isinstance(one, str) else json.dumps(one)
            (folder / f"{number}.json").write_text(text)
        source = folder
        if packed:
            source = tmp_path / "all.zip"
            with zipfile.ZipFile(source, "w") as archive:
                for path in folder.iterdir():
                    archive.write(path, path.name)
        command = [sys.executable, ROOT / "scripts/audit.py", requirements]
        command += ["--exceptions", accepted, "--advisories", source]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    return audit


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ([{"introduced": "0"}, {"fixed": "2.1"}], True),
        ([{"introduced": "0"}, {"fixed": "2.0"}], False),
        ([{"introduced": "2.0.post1"}], False),
        ([{"introduced": "1"}, {"last_affected": "2.0"}], True),
        ([{"introduced": "1"}, {"last_affected": "1.9"}], False),
        ([{"introduced": "0"}, {"fixed": "1"}, {"introduced": "1.5"}], True),
    ],
)
def test_a_release_is_found_by_its_range(
    audit: Audit, events: list[dict[str, str]], hit: bool
) -> None:
    done = audit(
        "soft-ware==2.0", known=[CONTROL, record("CVE-7", "Soft.Ware", *events)]
    )
    assert done.returncode == int(hit), done.stdout + done.stderr
    assert ("FOUND: soft-ware 2.0: CVE-7" in done.stdout) is hit
    assert "lock.txt: 1 packages audited" in done.stdout


def test_a_packed_file_serves_and_its_date_is_said(audit: Audit) -> None:
    known = [
        CONTROL,
        record("CVE-1", "soft", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"),
        record("CVE-2", "soft", {"introduced": "0"}, ecosystem="npm"),
        record("CVE-3", "other", {"introduced": "0"}),
    ]
    done = audit("soft==2.0", known=known, packed=True)
    assert done.returncode == 0, done.stdout + done.stderr
    day = (NOW - timedelta(days=1)).date()
    assert f"data: advisories in all.zip, as of {day}" in done.stdout


def test_a_reviewed_exception_counts_here_too(audit: Audit) -> None:
    known = [
        CONTROL,
        record("GHSA-7", "soft", versions=("2.0",), aliases=["CVE-2026-7"]),
    ]
    reviewed, expires = NOW.date(), NOW.date() + timedelta(days=30)
    done = audit(
        "soft==2.0",
        known=known,
        exceptions="- {advisory: CVE-2026-7, package: soft, reviewed_on: "
        f"{reviewed}, expires: {expires}, reason: The function is never called.}}",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"accepted until {expires}" in done.stdout


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([], "holds no advisory of PyPI"),
        ([record("CVE-3", "other", {"introduced": "0"})], "the data know nothing of"),
        ([CONTROL, "{"], "1.json: JSONDecodeError"),
        ([CONTROL, {"id": "CVE-9"}], "1.json: KeyError"),
        ([CONTROL, record("CVE-9", "good", {"introduced": "x"})], "Invalid version"),
        ([{**CONTROL, "modified": "2024-10-10T17:22:00Z"}], "days old"),
    ],
    ids=["empty", "no control", "no json", "no date", "no version", "old"],
)
def test_data_that_cannot_tell_are_a_failure(
    audit: Audit, known: list[Any], said: str
) -> None:
    done = audit("good==1.0", known=known)
    assert done.returncode == 2, done.stdout
    assert "NOT AUDITED" in done.stderr
    assert said in done.stderr
