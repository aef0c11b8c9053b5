"""Trains one configuration or parses with its model; runs in either environment.

``python worker.py train CONFIG FOLDER MODEL REPORT.json`` and ``worker.py parse MODEL
TEXTS.json REPORT.json``: a file on its own that imports nothing of Laituri, because the
peer's environment has only Rasa and TensorFlow.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

WARM_UP = 20
FALLBACK = "nlu_fallback"


def cpu_seconds() -> float:
    """Return user and system time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def train(config: str, training: str, model: Path, report: Path) -> None:
    """Train on a folder, keep the model, write what it took."""
    from rasa.model_training import train_nlu

    wall, cpu = time.perf_counter(), cpu_seconds()
    train_nlu(config, training, str(model.parent), fixed_model_name=model.stem)
    figures = {
        "train_wall_s": round(time.perf_counter() - wall, 1),
        "train_cpu_s": round(cpu_seconds() - cpu, 1),
        "train_peak_mb": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ),
        "model_mb": round(model.with_suffix(".tar.gz").stat().st_size / 1e6, 2),
    }
    report.write_text(json.dumps(figures), encoding="utf-8")


def parse(model: Path, texts: Path, report: Path) -> None:
    """Parse texts one by one, write the answers and how long each took."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model.with_suffix(".tar.gz")))
    answers, seconds = [], []
    asked = json.loads(texts.read_text(encoding="utf-8"))
    for text in asked[:WARM_UP]:
        asyncio.run(agent.parse_message(text))
    for text in asked:
        start = time.perf_counter()
        parsed = asyncio.run(agent.parse_message(text))
        seconds.append(time.perf_counter() - start)
        intent = parsed["intent"]
        if intent["name"] == FALLBACK:  # not an answer: what it held most likely
            intent = parsed["intent_ranking"][1]
        answers.append([intent["name"], float(intent["confidence"])])
    report.write_text(json.dumps({"seconds": seconds, "answers": answers}), "utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(sys.argv[2], sys.argv[3], Path(sys.argv[4]), Path(sys.argv[5]))
    else:
        parse(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
