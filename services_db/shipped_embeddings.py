"""The embeddings of the shipped catalogue's texts, computed once for everybody.

``shipped_embeddings.npz`` is written by ``scripts/embed_curated.py``; a text is found
by the hash of model and passage, so that a text that has changed is just not found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

FILE: Final = Path(__file__).with_name("shipped_embeddings.npz")
_BYTES: Final = 16


def key_of(model: str, passage: str) -> bytes:
    """Return what a text's embedding is kept under."""
    return hashlib.sha256(f"{model}\n{passage}".encode()).digest()[:_BYTES]


@lru_cache(maxsize=1)
def shipped() -> tuple[str, Mapping[bytes, bytes]]:
    """Return the model's name and the packed vectors by key."""
    with np.load(FILE, allow_pickle=False) as stored:
        keys, vectors = stored["keys"], stored["vectors"]
        return str(stored["model"]), {
            key.tobytes(): vector.tobytes()
            for key, vector in zip(keys, vectors, strict=True)
        }


def write_shipped(model: str, vectors: Mapping[bytes, bytes]) -> None:
    """Write the file anew, in the order of the keys."""
    keys = sorted(vectors)
    np.savez_compressed(
        FILE,
        model=np.array(model),
        keys=np.array([np.frombuffer(key, np.uint8) for key in keys]),
        vectors=np.array([np.frombuffer(vectors[key], np.int8) for key in keys]),
    )
