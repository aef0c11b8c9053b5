"""``make audit`` with the real pip-audit against a strict pypi.org on loopback."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.audit.fake_pypi import FakePyPI, advisory, running

ROOT = Path(__file__).parents[2]
CONTROL = ("aiohttp", "3.8.0")
TODAY = datetime.now(UTC).date()
Audit = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    subprocess.run([ROOT / "scripts/audit.sh", "--help"], check=True, timeout=300)


@pytest.fixture
def pypi(tmp_path: Path) -> Iterator[FakePyPI]:
    with running(tmp_path) as fake:
        fake.releases = {
            CONTROL: [advisory("PYSEC-2023-1")],
            ("good", "1.0"): [],
            ("soft", "2.0"): [advisory("PYSEC-2026-7", "CVE-2026-7", fixed_in="2.1")],
        }
        yield fake


@pytest.fixture
def audit(pypi: FakePyPI, tmp_path: Path) -> Audit:
    """Audit requirements with some exceptions in place."""

    def audit(*pinned: str, exceptions: str = "[]") -> subprocess.CompletedProcess[str]:
        requirements, accepted = tmp_path / "lock.txt", tmp_path / "exceptions.yml"
        requirements.write_text("".join(f"{one}\n" for one in pinned))
        accepted.write_text(exceptions)
        return subprocess.run(
            [ROOT / "scripts/audit.sh", requirements, "--exceptions", accepted],
            env=os.environ | pypi.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return audit


def exception(expires: int = 30, reviewed: int = -1, **changed: str) -> str:
    fields = {
        "advisory": "CVE-2026-7",
        "package": "Soft",
        "reason": "The function in question is never called.",
        "reviewed_on": str(TODAY + timedelta(days=reviewed)),
        "expires": str(TODAY + timedelta(days=expires)),
    } | changed
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in fields.items())


def test_nothing_found_is_said_with_the_date_of_the_data(
    audit: Audit, pypi: FakePyPI
) -> None:
    hashed = "good==1.0 \\\n    --hash=sha256:" + "0" * 64
    never = hashed.replace("good==1.0", "absent==1.0 ; sys_platform == 'never'")
    done = audit(hashed, never)
    assert done.returncode == 0, done.stderr
    assert f"as of {TODAY}" in done.stdout
    assert "lock.txt: 1 packages audited" in done.stdout
    assert sorted(pypi.asked) == [CONTROL, ("good", "1.0")]


def test_a_package_that_is_not_known_there_is_a_failure(audit: Audit) -> None:
    done = audit("good==1.0", "unheard==3.0")
    assert done.returncode == 2
    assert "NOT AUDITED: lock.txt: not audited: unheard 3.0" in done.stderr


def test_an_index_without_advisories_is_a_failure(audit: Audit, pypi: FakePyPI) -> None:
    pypi.releases[CONTROL] = []
    done = audit("good==1.0")
    assert done.returncode == 2
    assert "aiohttp==3.8.0, which is vulnerable" in done.stderr
    del pypi.releases[CONTROL]
    assert audit("good==1.0").returncode == 2


@pytest.mark.parametrize("broken", [500, 429, None])
def test_data_that_cannot_be_reached_are_a_failure(
    audit: Audit, pypi: FakePyPI, broken: int | None
) -> None:
    pypi.releases["good", "1.0"] = broken
    done = audit("good==1.0")
    assert done.returncode == 2
    assert "NOT AUDITED: pip-audit has no answer" in done.stderr


def test_a_vulnerability_is_told_with_the_version_that_mends_it(audit: Audit) -> None:
    done = audit("good==1.0", "soft==2.0")
    assert done.returncode == 1
    assert "soft 2.0: CVE-2026-7, PYSEC-2026-7; mended in 2.1" in done.stdout


def test_a_reviewed_exception_holds_until_it_expires(audit: Audit) -> None:
    done = audit("soft==2.0", exceptions=exception())
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"accepted until {TODAY + timedelta(days=30)}" in done.stdout
    done = audit("soft==2.0", exceptions=exception(expires=-1, reviewed=-60))
    assert done.returncode == 1
    assert f"the exception expired {TODAY - timedelta(days=1)}" in done.stdout


def test_an_exception_is_for_its_own_package_only(audit: Audit) -> None:
    done = audit("soft==2.0", exceptions=exception(package="good"))
    assert done.returncode == 1
    assert "note: CVE-2026-7: not found any more" in done.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        exception(expires=200),
        exception(reason="later"),
        exception(reviewed_on="yesterday"),
        exception(approved="yes"),
        "- [",
        "advisory: CVE-2026-7",
    ],
    ids=["too long", "no reason", "no date", "unknown key", "no yaml", "no list"],
)
def test_exceptions_that_are_wrong_are_a_failure(audit: Audit, wrong: str) -> None:
    done = audit("good==1.0", exceptions=wrong)
    assert done.returncode == 2
    assert "NOT AUDITED: exceptions.yml" in done.stderr


def test_the_shipped_exceptions_are_well_formed_and_every_lock_can_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts/audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "audit", module)
    monkeypatch.syspath_prepend(ROOT / "scripts")
    spec.loader.exec_module(module)
    for one in module.exceptions(ROOT / "audit-exceptions.yml"):
        assert one.expires >= TODAY, one
    for name in module.LOCKS:
        assert module.locked(ROOT / name), name


def test_every_locked_package_has_a_hash() -> None:
    for path in sorted(ROOT.glob("requirements*.txt")):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        pinned = [line for line in text.splitlines() if line and line[0] != "#"]
        assert pinned, path
        for line in pinned:
            assert "==" in line, line
            assert "--hash=sha256:" in line, line
