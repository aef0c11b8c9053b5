"""Feeds the sentence embedding random Unicode: ``python fuzz_embedding.py COUNT SEED``.

A process of its own, because native code that breaks takes its process along. The
full form, 100,000 strings: ``make soak``. Prints how many strings it survived.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

import numpy as np

from services_db import load_embedder

EXPANDING = "\ufdfa\ufdfb\u33af\u3316\u1f82\u0390\ufb03"
"""Code points that a normaliser turns into many: they overran the engine's buffers."""
RANGES = (
    (0x00, 0x20),  # controls, NUL
    (0x20, 0x7F),
    (0x80, 0x250),
    (0x250, 0xD800),
    (0xD800, 0xE000),  # surrogates
    (0xE000, 0x10000),
    (0x10000, 0x110000),
    (0x1F300, 0x1FB00),  # emoji
)
MARKS = "\u200b\u200d\ufeff\u202e\u0301\ufe0f\u2581 \n\t"


def strings(seed: int) -> Iterator[str]:
    """Yield random strings: mostly short, one in 500 far beyond any message."""
    draw = random.Random(seed)
    while True:
        shape = draw.random()
        length = draw.randrange(3000, 60_000) if shape < 0.002 else draw.randrange(12)
        kind = draw.randrange(4)
        if kind == 0:
            yield draw.choice(EXPANDING) * length
        elif kind == 1:
            low, high = draw.choice(RANGES)
            yield "".join(chr(draw.randrange(low, high)) for _ in range(length))
        else:
            yield "".join(
                draw.choice(MARKS)
                if draw.random() < 0.2
                else chr(draw.randrange(*draw.choice(RANGES)))
                for _ in range(length)
            )


def main(count: int, seed: int) -> None:
    """Embed ``count`` strings; every row is finite and of length one."""
    embedder = load_embedder()
    for number, text in zip(range(count), strings(seed), strict=False):
        row = embedder.embed([text], "passage" if number % 2 else "query")[0]
        length = float(np.linalg.norm(row))
        if not (np.isfinite(row).all() and abs(length - 1) < 1e-3):
            sys.exit(f"string {number}: length {length}: {text[:40]!a}")
    print(f"{count} strings survived")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
