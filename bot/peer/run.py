"""One run of both: same training and held-out sentences, same worker."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from bot.measure import percentiles
from bot.nlu.evaluation import Answers, Example, read_held_out
from bot.nlu.evaluation.compare import compare
from bot.nlu.evaluation.counts import calibration_error
from bot.peer.environment import PeerError, ensure_environment
from bot.settings import ROOT, Settings

HERE: Final = Path(__file__).parent
SEED: Final = 1
DEADLINE_SECONDS: Final = 4 * 3600
ENDING: Final = 300

Say = Callable[[str], object]


def write_sample(folder: Path, most: int | None) -> int:
    """Write training sentences into ``folder`` and return how many they are.

    At most ``most`` of a block, drawn at random; all of them without a limit.
    """
    draw = Random(SEED)
    total = 0
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in content["nlu"]:
            lines = block["examples"].splitlines()
            if most is not None and len(lines) > most:
                lines = draw.sample(lines, most)
            block["examples"] = "\n".join(lines) + "\n"
            total += len(lines)
        target = folder / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return total


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _work(
    python: Path | str, environment: Mapping[str, str], task: str, *paths: Path
) -> dict[str, Any]:
    """Run the worker and return what it wrote into the last of ``paths``."""
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        # Each run its own: Rasa would give back the components of the last one.
        "RASA_CACHE_DIRECTORY": str(paths[-1].with_suffix(".rasa")),
    }
    try:
        subprocess.run(
            [str(python), str(HERE / "worker.py"), task, *map(str, paths)],
            cwd=ROOT,
            env=dict(os.environ) | quiet | dict(environment),
            check=True,
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise PeerError(f"{task} with {paths[0].name}: not done in time") from None
    except subprocess.CalledProcessError as error:
        ending = error.stderr[-ENDING:]
        raise PeerError(f"{task} with {paths[0].name}: {ending}") from None
    found: dict[str, Any] = json.loads(paths[-1].read_text(encoding="utf-8"))
    return found


def _answers(
    held_out: Mapping[str, list[Example]], found: Mapping[str, Any]
) -> Iterator[Answers]:
    given = iter(found["answers"])
    for language, examples in held_out.items():
        listed = [
            {"intent": {"name": name, "confidence": sure}}
            for name, sure in (next(given) for _ in examples)
        ]
        yield Answers(language, examples, listed)


def _figures(
    trained: Mapping[str, Any], parsed: Mapping[str, Any], answers: Sequence[Answers]
) -> dict[str, Any]:
    by_language = {
        one.language: {
            "accuracy": round(sum(one.right) / len(one.right), 4),
            "ece": round(
                calibration_error(
                    [f["intent"]["confidence"] for f in one.found], one.right
                ),
                4,
            ),
        }
        for one in answers
    }
    return {**trained, **percentiles(parsed["seconds"]), **by_language}


def _train_peer(
    python: Path, home: Path, folder: Path, say: Say
) -> tuple[Path, dict[str, Any]]:
    """Return the peer's model of the sample, and what its training took."""
    config = HERE / "default_config.yml"
    model = home / _digest([config, *sorted((folder / "nlu").glob("*/*.yml"))])
    report = model.with_suffix(".json")
    if report.exists():
        return model, json.loads(report.read_text(encoding="utf-8"))
    say("Training Rasa's default configuration ...")
    return model, _work(python, {}, "train", config, folder / "nlu", model, report)


def peer_figures(
    settings: Settings, most: int | None, held_out: Path, say: Say
) -> dict[str, Any]:
    """Train Rasa's default and Laituri on the same sentences; return both's figures.

    The peer's training takes tens of minutes: its model is kept under
    ``LAITURI_HOME/peer`` until a sentence changes. Laituri trains twice, the second
    time with the embeddings of the first.

    Args:
        settings: where the home is.
        most: how many sentences of a block are learnt from; ``None``: all.
        held_out: folder of the sentences to be measured by.
        say: hears what is going on.

    Raises:
        PeerError: when one of them cannot run.
    """
    home = settings.home.resolve() / "peer"
    python = ensure_environment(home, say)
    sentences = read_held_out(held_out)
    texts = [e.text for examples in sentences.values() for e in examples]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = folder / "texts.json"
        asked.write_text(json.dumps(texts), encoding="utf-8")
        total = write_sample(folder / "nlu", most)
        say(f"{total} sentences to learn from, {len(texts)} held out")
        model, trained = _train_peer(python, home, folder, say)
        say("Asking it ...")
        parsed = _work(python, {}, "parse", model, asked, folder / "answers.json")
        runs = {"peer": (trained, parsed)}
        own = {"LAITURI_HOME": str(folder / "home"), "LAITURI_EMBEDDINGS": "on"}
        for run in ("laituri_cold", "laituri"):
            say(f"Training Laituri ({run}) ...")
            model, report = folder / run, folder / f"{run}-report.json"
            paths = (ROOT / "config.yml", folder / "nlu", model, report)
            trained = _work(sys.executable, own, "train", *paths)
            parsed = _work(sys.executable, own, "parse", model, asked, report)
            runs[run] = (trained, parsed)
    answers = {
        run: list(_answers(sentences, parsed)) for run, (_, parsed) in runs.items()
    }
    cpu = {run: trained["train_cpu_s"] for run, (trained, _) in runs.items()}
    return {
        "bench": "train --peer",
        "training_sentences": total,
        **{run: _figures(*found, answers[run]) for run, found in runs.items()},
        "cpu_ratio_warm": round(cpu["peer"] / cpu["laituri"], 1),
        "cpu_ratio_cold": round(cpu["peer"] / cpu["laituri_cold"], 1),
        "difference": {
            one.language: compare(one, other)["difference"]
            for one, other in zip(answers["peer"], answers["laituri"], strict=True)
        },
    }
