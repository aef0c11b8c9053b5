"""How the catalogue does at the size of a country, with invented services."""

from __future__ import annotations

import itertools
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
import psutil

from bot.measure import own_home, percentiles, timed
from services_db import (
    Catalogue,
    EmbeddingUnavailable,
    Query,
    db,
    load_embedder,
    reference,
)
from services_db.embedding import Embedder, Kind, Vectors
from services_db.importing import write_batch
from services_db.invented import InventedServices, fill_meanings, invented
from services_db.reference.codes import Theme

INCREMENT: Final = 500
_AT_ONCE: Final = 50
_TEXTS: Final = (
    ("fi", "rahat loppu ja vuokra maksamatta"),
    ("fi", "haluan opiskella ammatin"),
    ("sv", "jag behöver någon att prata med"),
    ("en", "looking for a flat and a job"),
    ("fi", "mielenterveys"),
)


@dataclass(frozen=True)
class Import:
    """Seconds and the greatest memory of one import, a process of its own."""

    seconds: float
    peak_mb: int


def size_figures(
    sizes: Sequence[int], url: str | None, queries: int, say: Callable[[str], object]
) -> dict[str, Any]:
    """Import and search catalogues of several sizes, at ``url`` or in SQLite.

    A database at ``url`` must be empty; what is written into it stays.
    """
    found: dict[str, Any] = {"bench": "catalogue", "cores": os.cpu_count()}
    with own_home() as home:
        for size in sizes:
            where = url or f"sqlite:///{home}/{size}.sqlite"
            found[str(size)] = _figures(size, where, queries, say)
    first, last = found[str(sizes[0])], found[str(sizes[-1])]
    if len(sizes) > 1:
        found["growth"] = {
            kind: round(last[kind]["p95_ms"] / first[kind]["p95_ms"], 2)
            for kind in ("words", "meaning", "without_embedding")
            if kind in last
        }
    return found


def _figures(
    size: int, url: str, queries: int, say: Callable[[str], object]
) -> dict[str, Any]:
    found: dict[str, Any] = {"import": asdict(_import(url, size, 0))}
    say(f"{size}: imported in {found['import']['seconds']} s")
    found["increment_s"] = _import(url, size, INCREMENT).seconds
    before = psutil.Process().memory_info().rss
    with _by_words(url) as catalogue:
        start = time.perf_counter()
        catalogue.search(Query(text="lämmittely"))
        found["index_s"] = round(time.perf_counter() - start, 1)
        found["index_mb"] = round((psutil.Process().memory_info().rss - before) / 1e6)
        found["words"] = _searched(catalogue, queries)
        say(f"{size}: words {found['words']}")
        found["words_while_importing"] = _while_importing(catalogue, url, size)
    try:
        embedder = load_embedder()
    except EmbeddingUnavailable as error:
        say(f"no meaning: {error}")
        return found
    texts = [record.texts["fi"].summary for record in InventedServices(20)]
    found["embedding_ms_a_text"] = round(
        timed(partial(embedder.embed, texts, "passage")) / len(texts) * 1000, 1
    )
    fill_meanings(url, embedder.name, embedder.dimension)
    remembering = _Remembering(embedder)
    for kind, one in (("meaning", embedder), ("without_embedding", remembering)):
        with Catalogue(db.connect(url), partial(_given, one)) as catalogue:
            catalogue.search(Query(text="lämmittely"))
            _times(catalogue, len(_TEXTS))
            found[kind] = _searched(catalogue, queries)
        say(f"{size}: {kind} {found[kind]}")
    return found


def _given(embedder: Embedder) -> Embedder:
    return embedder


class _Remembering:
    """Embeds each text once, so that a search is timed without its embedding."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimension = embedder.name, embedder.dimension
        self._embed = lru_cache(lambda text, kind: embedder.embed([text], kind)[0])

    def embed(self, texts: Sequence[str], kind: Kind = "query") -> Vectors:
        return np.stack([self._embed(text, kind) for text in texts])


@contextmanager
def _by_words(url: str) -> Iterator[Catalogue]:
    def none() -> Any:
        raise EmbeddingUnavailable("words only")

    with Catalogue(db.connect(url), none) as catalogue:
        yield catalogue


def _searched(catalogue: Catalogue, queries: int) -> dict[str, float]:
    return percentiles(_times(catalogue, queries))


def _times(catalogue: Catalogue, queries: int) -> list[float]:
    """Search in small and large towns and without a place, with and without a theme."""
    places = [m.code for m in reference.municipalities()]
    themes: list[tuple[Theme, ...]] = [(), (Theme.HOUSING,), (Theme.JOB, Theme.MONEY)]
    mixed = zip(
        itertools.cycle(_TEXTS),
        itertools.cycle([*places[::37], *["091", "837"] * 3, None]),
        itertools.cycle(themes),
    )
    times = []
    for (language, text), place, chosen in itertools.islice(mixed, queries):
        query = Query(text=text, language=language, municipality=place, themes=chosen)
        times.append(timed(partial(catalogue.search, query)))
    return times


def _command(url: str, size: int, revised: int) -> list[str]:
    return [sys.executable, "-m", "bot.measure_size", url, str(size), str(revised)]


def _import(url: str, size: int, revised: int) -> Import:
    done = subprocess.run(
        _command(url, size, revised), check=True, capture_output=True, text=True
    )
    seconds, peak = done.stdout.split()
    return Import(float(seconds), int(peak))


def _while_importing(catalogue: Catalogue, url: str, size: int) -> dict[str, float]:
    """Search as long as another process imports; it takes the increment back."""
    running = subprocess.Popen(_command(url, size, 0), stdout=subprocess.DEVNULL)
    times: list[float] = []
    while running.poll() is None:
        times += _times(catalogue, _AT_ONCE)
    return percentiles(times)


def main(url: str, size: str, revised: str) -> None:
    """Import and print seconds and the peak of memory in MB.

    Of an increment the records are there before the clock starts: making invented
    ones takes longer than comparing them.
    """
    db.migrate(url)
    batch = invented(int(size), revised=int(revised))
    if int(revised):
        batch = replace(batch, services=list(batch.services))
    start = time.perf_counter()
    write_batch(url, batch)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{seconds:.1f} {peak:.0f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
