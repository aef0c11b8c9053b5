"""The peer's environment: Rasa with real TensorFlow 2.12 on Python 3.11, 2.5 GB."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bot.settings import ROOT

PYTHON: Final = "3.11"  # TensorFlow 2.12 has no wheel for 3.12
NEEDED: Final = frozenset({"rasa", "dask", "numpy", "scipy", "scikit-learn"})
"""What Laituri and the peer share, in the same versions."""
HELD_BACK: Final = (
    "protobuf>=4.25.8,<5",
    "jax>=0.4.20,<0.4.31",
    "jaxlib>=0.4.20,<0.4.31",
    "ml-dtypes>=0.3,<0.5",
)
"""What TensorFlow 2.12 would take too new."""
DEADLINE_SECONDS: Final = 1200


class PeerError(Exception):
    """Why there is no peer to compare with, in one line."""


def _name(requirement: str) -> str:
    return requirement.partition(";")[0].partition("=")[0].rstrip("<>~! ")


def requirements(project: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return (requirements, overrides) of the peer out of Laituri's pyproject.toml.

    The same as Laituri's, but TensorFlow stays in.
    """
    held_back = {_name(line) for line in HELD_BACK}
    overrides = [
        line
        for line in project["tool"]["uv"]["override-dependencies"]
        if not line.startswith("tensorflow") and _name(line) not in held_back
    ]
    wanted = [
        line for line in project["project"]["dependencies"] if _name(line) in NEEDED
    ]
    return wanted, [*overrides, *HELD_BACK]


def _uv() -> str:
    own = ROOT / ".venv-uv" / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.exists() else None)
    if found is None:
        raise PeerError("uv is missing: run make install first")
    return found


def ensure_environment(folder: Path, say: Callable[[str], object]) -> Path:
    """Return the Python of the peer's environment in ``folder``, made when missing.

    Raises:
        PeerError: when it cannot be made: no uv, no Python 3.11, no package index.
    """
    python = folder / "env" / "bin" / "python"
    done = folder / "env" / "complete"
    if done.exists():
        return python
    uv = _uv()
    say("Making an environment with TensorFlow 2.12 (2.5 GB, once) ...")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted, overrides = requirements(project)
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "overrides.txt"
    listed.write_text("\n".join(overrides) + "\n", encoding="utf-8")
    venv = ["venv", "--quiet", "--clear", "--python", PYTHON, str(folder / "env")]
    install = ["pip", "install", "--quiet", "--python", str(python)]
    for command in (venv, [*install, "--override", str(listed), *wanted]):
        try:
            subprocess.run(
                [uv, "--no-config", *command],
                check=True,
                capture_output=True,
                text=True,
                timeout=DEADLINE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise PeerError(f"uv {command[0]}: not done in time") from None
        except subprocess.CalledProcessError as error:
            last = (error.stderr.strip() or "failed").splitlines()[-1]
            raise PeerError(f"uv {command[0]}: {last}") from None
    done.touch()
    return python
