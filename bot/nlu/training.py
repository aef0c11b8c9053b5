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

import yaml

from bot.settings import ROOT, Settings

TRAINED_FROM: Final = (
    *("config.yml", "domain.yml", "data", "bot/nlu", "bot/rasa_ext"),
    *("services_db/reference", "services_db/curated/legacy_terms.yml"),
)
SUFFIXES: Final = frozenset({".yml", ".py", ".json", ".tsv", ".txt"})
NAME: Final = "laituri"
PLAIN: Final = "-plain"
MODEL_SUFFIX: Final = ".tar.gz"
SOON: Final = 600
"""How many new sentences a start waits for: some ten seconds."""
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


def has_embeddings(settings: Settings) -> bool:
    """Whether models are trained with sentence embeddings here."""
    from services_db import EmbeddingUnavailable, load_embedder

    if settings.embeddings == "off":
        return False
    try:
        load_embedder()
    except EmbeddingUnavailable:
        return False
    return True


def current_model(settings: Settings, embeddings: bool) -> Path:
    """Return where the model of the present sources lies, trained or not."""
    ending = "" if embeddings else PLAIN
    return settings.models_dir / f"{NAME}-{fingerprint()}{ending}{MODEL_SUFFIX}"


def is_plain(model: Path | str) -> bool:
    """Whether a model was trained without sentence embeddings, by its path."""
    return str(model).endswith(PLAIN + MODEL_SUFFIX)


def ensure_model(settings: Settings) -> Path:
    """Return the best model of the present sources; train it when it is not there.

    Raises:
        TrainingError: when training fails.
    """
    model = current_model(settings, has_embeddings(settings))
    return model if model.exists() else train(settings)


def first_model(settings: Settings) -> Path:
    """Return a model to begin to serve with, soon.

    Where many sentences have no embedding yet, that is one without (``is_plain``): the
    better one is trained while it serves.

    Raises:
        TrainingError: when training fails.
    """
    embeddings = has_embeddings(settings)
    better, plain = (current_model(settings, kind) for kind in (True, False))
    if embeddings and (better.exists() or _new_sentences() <= SOON):
        return ensure_model(settings)
    return plain if plain.exists() else train(settings, embeddings=False)


def _new_sentences() -> int:
    """Return how many training sentences have no embedding yet."""
    from bot.nlu.embedding_cache import training_cache
    from services_db import load_embedder

    return training_cache(load_embedder()).count_new(training_sentences())


def training_sentences() -> list[str]:
    """Return the example sentences of all intents."""
    return [
        line.removeprefix("- ")
        for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        if "intent" in block
        for line in block["examples"].splitlines()
    ]


def train(settings: Settings, *, embeddings: bool = True) -> Path:
    """Train in a process of its own and return the model's path.

    Raises:
        TrainingError: when training fails; it names the log.
    """
    embeddings = embeddings and has_embeddings(settings)
    model = current_model(settings, embeddings)
    say = "Training the model: about half a minute ..."
    if embeddings:
        say = "Training the model: a minute, with many new sentences up to four ..."
    print(say, file=sys.stderr)
    _train(settings, ROOT / "config.yml", model, embeddings)
    _forget_old(settings.models_dir)
    return model


def ensure_variant(settings: Settings, config: Path) -> Path:
    """Return the model that another configuration gives, trained when missing.

    Raises:
        TrainingError: when training fails; it names the log.
    """
    digest = hashlib.sha256(config.read_bytes() + fingerprint().encode()).hexdigest()
    folder = settings.home.resolve() / "compare"
    model = folder / f"{config.stem}-{digest[:12]}{MODEL_SUFFIX}"
    if not model.exists():
        print(f"Training with {config} ...", file=sys.stderr)
        _train(settings, config.resolve(), model, has_embeddings(settings))
    return model


def _train(settings: Settings, config: Path, model: Path, embeddings: bool) -> None:
    """Train ``model``; what Rasa prints goes to ``training.log`` among the logs."""
    log_path = settings.logs_dir / "training.log"
    for needed in (model.parent, log_path.parent):
        needed.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=model.parent) as folder:
        environment = dict(os.environ) | {
            "LAITURI_HOME": str(settings.home.resolve()),
            "LAITURI_EMBEDDINGS": "on" if embeddings else "off",
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
                    [sys.executable, "-m", "bot.nlu.training", str(config), folder],
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
        trained = next(Path(folder).glob(f"*{MODEL_SUFFIX}"), None)
        if trained is None:
            raise TrainingError("training left no model")
        trained.replace(model)


def _ending(log: Path) -> str:
    """Return the last lines of a log: Rasa says there what is wrong in which file."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    return "\n".join([line for line in lines if line.strip()][-ENDING_LINES:])


def _forget_old(folder: Path) -> None:
    models = sorted(
        folder.glob(f"{NAME}-*{MODEL_SUFFIX}"), key=lambda p: p.stat().st_mtime
    )
    for path in models[:-KEPT_MODELS]:
        path.unlink(missing_ok=True)


def main() -> None:
    """Train with the configuration given first into the folder given second."""
    import logging

    from bot.rasa_ext.server import NEVER_USED, leave_out

    leave_out(NEVER_USED)
    from rasa.model_training import train as rasa_train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    result = rasa_train(
        domain="domain.yml",
        config=sys.argv[1],
        training_files=["data"],
        output=sys.argv[2],
        force_training=True,
        fixed_model_name=NAME,
    )
    sys.exit(result.code)


if __name__ == "__main__":
    main()
