"""The measurements behind ``laituri bench``.

Times are milliseconds unless the name says otherwise; memory is in MB. Every
function starts what it needs and leaves nothing behind.
"""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from bot.parts import base_environment, die_with_parent
from bot.settings import ROOT, Settings
from bot.supervisor import free_port

WORDS = (
    "kämppä",
    "rahat loppu",
    "haluan töihin",
    "ahdistaa",
    "jobb",
    "a place to study",
)
SENTENCES = (
    "oon 17, koulu jäi kesken, asun jyväskylässä",
    "mistä löydän asunnon Oulusta",
    "jag behöver ett jobb i Vasa",
    "i need someone to talk to in tampere",
)


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and the greatest of ``times`` (seconds) in milliseconds."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {
        "p50_ms": round(statistics.median(ordered) * 1000, 2),
        "p95_ms": round(p95 * 1000, 2),
        "max_ms": round(ordered[-1] * 1000, 2),
    }


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def search_figures(settings: Settings, queries: int) -> dict[str, Any]:
    """Search by words in all municipalities and themes in turn."""
    from services_db import Query, open_catalogue, reference
    from services_db.reference.codes import Theme

    places = [m.code for m in reference.municipalities()]
    mixed = zip(itertools.cycle(WORDS), itertools.cycle(places), itertools.cycle(Theme))
    with open_catalogue(settings.catalogue_url) as catalogue:
        catalogue.search(Query(text="lämmittely"))
        times = [
            timed(partial(catalogue.search, Query(text=w, municipality=p, themes=(t,))))
            for w, p, t in itertools.islice(mixed, queries)
        ]
        services = catalogue.status().services
    return {"bench": "search", "services": services, **percentiles(times)}


def nlu_figures(settings: Settings, messages: int) -> dict[str, Any]:
    """Understand messages with the trained model in this process, screen included."""
    from bot.nlu.predict import Predictor
    from bot.nlu.training import ensure_model

    predictor = Predictor(ensure_model(settings))
    predictor.predict(SENTENCES[0])
    times = [
        timed(partial(predictor.predict, text))
        for text in itertools.islice(itertools.cycle(SENTENCES), messages)
    ]
    return {
        "bench": "nlu",
        **percentiles(times),
        "rss_mb": round(psutil.Process().memory_info().rss / 1e6),
    }


@contextmanager
def own_home() -> Iterator[Path]:
    """Yield a home for one measurement; it is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="laituri-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _train(own: Settings) -> None:
    subprocess.run(
        [sys.executable, "-m", "bot", "nlu", "train"],
        cwd=ROOT,
        env=base_environment(own),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def train_figures(settings: Settings) -> dict[str, Any]:
    """Train from nothing as a process of its own."""
    with own_home() as home:
        own = settings.model_copy(update={"home": home})
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        _train(own)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        models = [p.stat().st_size for p in own.models_dir.glob("*.tar.gz")]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "bench": "train",
        "wall_s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "peak_mb": round(after.ru_maxrss / 1024),
        "model_mb": round(sum(models) / 1e6, 2),
    }


def proportional_mb(pid: int) -> float:
    """Return the proportional set size of a process and its children in MB."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(p.memory_full_info().pss for p in family) / 1e6


def _wait_ready(url: str, seconds: float) -> float:
    import httpx

    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        try:
            if httpx.get(f"{url}/health/ready", timeout=2).status_code == 200:
                return time.perf_counter() - start
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{url} was not ready in {seconds:.0f} s")


def _train_best(settings: Settings, own: Settings) -> None:
    kept = settings.home / "cache" / "embeddings.sqlite"
    if kept.exists():
        (own.home / "cache").mkdir(parents=True, exist_ok=True)
        shutil.copy(kept, own.home / "cache")
    _train(own)


def chat_figures(
    settings: Settings, turns: int, say: Callable[[str], object]
) -> dict[str, Any]:
    """Start a stack twice in one home (the second time with the best model) and talk.

    The model is trained in between, with the embeddings that the real home has kept.
    """
    from bot.cli.chat import ChatClient

    with own_home() as home:
        port = free_port()
        own = settings.model_copy(
            update={
                "home": home,
                "port": port,
                "host": "127.0.0.1",
                "rate_limit": "off",
            }
        )
        url = f"http://127.0.0.1:{port}"
        starts: list[float] = []
        for with_model in (False, True):
            if with_model:
                _train_best(settings, own)
            stack = subprocess.Popen(
                [sys.executable, "-m", "bot", "up", "--quiet"],
                cwd=ROOT,
                env=base_environment(own) | {"PYTHONUNBUFFERED": "1"},
                # A bench that is stopped leaves nothing running; it has no threads.
                preexec_fn=die_with_parent,  # noqa: PLW1509
            )
            try:
                starts.append(_wait_ready(url, 180))
                say(f"ready after {starts[-1]:.1f} s")
                if not with_model:
                    continue
                client = ChatClient(url, "fi")
                client.say(SENTENCES[0])
                times = [
                    timed(partial(client.say, s))
                    for s in itertools.islice(itertools.cycle(SENTENCES), turns)
                ]
                memory = proportional_mb(stack.pid)
            finally:
                stack.terminate()
                stack.wait(30)
    return {
        "bench": "chat",
        "cores": os.cpu_count(),
        "first_start_s": round(starts[0], 1),
        "start_with_model_s": round(starts[1], 1),
        "pss_mb": round(memory),
        **percentiles(times),
    }
