"""Training as a process of its own, and the question whether it is needed.

A model is named after what it was trained from, so a changed sentence, rule or
component is noticed, and an unchanged one costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bot.settings import ROOT, Settings

TRAINED_FROM: Final = (
    *("config.yml", "domain.yml", "data", "bot/nlu", "bot/rasa_ext"),
    *("services_db/reference", "services_db/curated/legacy_terms.yml"),
)
SUFFIXES: Final = frozenset({".yml", ".py", ".json", ".tsv", ".txt"})
NAME: Final = "laituri"
KEPT_MODELS: Final = 3
DEADLINE_SECONDS: Final = 900
ENDING_LINES: Final = 6


class TrainingError(Exception):
    """Why no model could be trained: one line, then the end of the log."""


def sources() -> Iterator[Path]:
    """Yield the files that a model is trained from, in a fixed order."""
    for name in TRAINED_FROM:
        path = ROOT / name
        if path.is_file():
            yield path
        else:
            yield from sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)


def fingerprint() -> str:
    """Return 12 hexadecimal digits over everything that a model depends on."""
    digest = hashlib.sha256(version("rasa").encode())
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def current_model(settings: Settings) -> Path:
    """Return where the model of the present sources lies, trained or not."""
    return settings.models_dir / f"{NAME}-{fingerprint()}.tar.gz"


def ensure_model(settings: Settings) -> Path:
    """Return the model of the present sources; train it when it is not there.

    Raises:
        TrainingError: when training fails.
    """
    model = current_model(settings)
    return model if model.exists() else train(settings)


def train(settings: Settings) -> Path:
    """Train in a process of its own and return the model's path.

    What Rasa prints goes to ``training.log`` among the logs.

    Raises:
        TrainingError: when training fails; it names the log.
    """
    model = current_model(settings)
    log_path = settings.logs_dir / "training.log"
    for folder_needed in (model.parent, log_path.parent):
        folder_needed.mkdir(parents=True, exist_ok=True)
    print("Training the model: about half a minute ...", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=model.parent) as folder:
        environment = dict(os.environ) | {
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_CACHE_DIRECTORY": str(settings.home.resolve() / "cache" / "rasa"),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONWARNINGS": "ignore",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        }
        try:
            with log_path.open("wb") as log:
                subprocess.run(
                    [sys.executable, "-m", "bot.nlu.training", folder],
                    cwd=ROOT,
                    env=environment,
                    check=True,
                    stdout=log,
                    stderr=log,
                    timeout=DEADLINE_SECONDS,
                )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            reason = f"training failed ({type(error).__name__}), see {log_path}"
            raise TrainingError(f"{reason}\n{_ending(log_path)}") from None
        trained = next(Path(folder).glob("*.tar.gz"), None)
        if trained is None:
            raise TrainingError("training left no model")
        trained.replace(model)
    _forget_old(settings.models_dir)
    return model


def _ending(log: Path) -> str:
    """Return the last lines of a log: Rasa says there what is wrong in which file."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    return "\n".join([line for line in lines if line.strip()][-ENDING_LINES:])


def _forget_old(folder: Path) -> None:
    models = sorted(folder.glob(f"{NAME}-*.tar.gz"), key=lambda p: p.stat().st_mtime)
    for path in models[:-KEPT_MODELS]:
        path.unlink(missing_ok=True)


def main() -> None:
    """Train into the folder given as the only argument."""
    import logging

    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    result = rasa_train(
        domain="domain.yml",
        config="config.yml",
        training_files=["data"],
        output=sys.argv[1],
        force_training=True,
        fixed_model_name=NAME,
    )
    sys.exit(result.code)


if __name__ == "__main__":
    main()
