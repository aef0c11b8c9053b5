"""The bill of materials names what is locked, all of it and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def test_the_bill_of_materials_is_the_lock(tmp_path: Path) -> None:
    file = tmp_path / "new" / "sbom.cdx.json"
    subprocess.run([ROOT / "scripts/sbom.sh", file], check=True, timeout=300)
    bill = json.loads(file.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert bill["metadata"]["component"]["name"] == project["name"]

    lock = (ROOT / "requirements.txt").read_text()
    named = [(c["name"], c["version"]) for c in bill["components"]]
    assert sorted(named) == sorted(PINNED.findall(lock))
    assert named
    for component in bill["components"]:
        name, version = component["name"], component["version"]
        assert component["purl"] == f"pkg:pypi/{name}@{version}"
    hashes = {
        one["content"]
        for component in bill["components"]
        for reference in component["externalReferences"]
        for one in reference.get("hashes", ())
    }
    assert hashes == set(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock))
