"""Two models side by side on the same sentences, with confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.nlu.evaluation.measure import Answers

ROUNDS: Final = 2000
SEED: Final = 1
INTERVAL: Final = (2.5, 97.5)
SENTENCES: Final = 5


def interval(values: npt.ArrayLike, seed: int = SEED) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean of ``values``."""
    numbers = np.asarray(values, dtype=float)
    draw = np.random.default_rng(seed)
    picked = draw.integers(len(numbers), size=(ROUNDS, len(numbers)))
    low, high = np.percentile(numbers[picked].mean(axis=1), INTERVAL)
    return round(float(low), 4), round(float(high), 4)


def compare(first: Answers, second: Answers) -> dict[str, Any]:
    """Return accuracy of both, and of their difference, paired by sentence.

    ``won`` are sentences that only the second has right, ``lost`` the contrary.

    Raises:
        ValueError: when they were not asked the same sentences.
    """
    if [e.text for e in first.examples] != [e.text for e in second.examples]:
        raise ValueError("the models were asked different sentences")
    one, other = np.asarray(first.right, float), np.asarray(second.right, float)
    texts = [example.text for example in first.examples]
    return {
        "messages": len(texts),
        "first": {"accuracy": round(one.mean(), 4), "interval": interval(one)},
        "second": {"accuracy": round(other.mean(), 4), "interval": interval(other)},
        "difference": {
            "accuracy": round(other.mean() - one.mean(), 4),
            "interval": interval(other - one),
        },
        "won": [t for t, a, b in zip(texts, one, other, strict=True) if b > a],
        "lost": [t for t, a, b in zip(texts, one, other, strict=True) if a > b],
    }


def as_text(results: Mapping[str, Any], names: tuple[str, str]) -> str:
    """Return the comparison by language as lines for a terminal."""
    lines = [f"A {names[0]}", f"B {names[1]}"]
    for language, found in results.items():
        lines.append(f"{language}: {found['messages']} messages")
        for key, title in (("first", "A"), ("second", "B"), ("difference", "B - A")):
            low, high = found[key]["interval"]
            share = found[key]["accuracy"]
            lines.append(f"  {title:<6} {share:+.3f}  95 % [{low:+.3f}, {high:+.3f}]")
        for key, title in (("won", "only B right"), ("lost", "only A right")):
            lines.append(f"  {title}: {len(found[key])}")
            lines += [f"    {text}" for text in found[key][:SENTENCES]]
    return "\n".join(lines)
