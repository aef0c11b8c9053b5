"""How the letters of a text fit Finnish, Swedish and English: naive Bayes.

``lexicon/letter_model.tsv`` holds for each run of letters the tenths of a nat by which
it speaks for each language. ``python -m bot.nlu.letter_model`` makes it anew from the
training sentences under ``data/nlu``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from bot.nlu.words import Word, fold, words

LANGUAGES = ("fi", "sv", "en")
MODEL = Path(__file__).parent / "lexicon" / "letter_model.tsv"
_LONGEST = 4
_MOST_COMMON = 1500
_AT_LEAST = 3
_SMOOTHING = 0.5
_SAYS_SOMETHING = 7


def grams(word: str) -> Iterator[str]:
    """Yield the runs of 2-4 letters of a word, its ends marked, and the word."""
    marked = f"^{word}$"
    yield f"#{word}"
    for size in range(2, _LONGEST + 1):
        for i in range(len(marked) - size + 1):
            yield marked[i : i + size]


def fit(sentences: Iterable[tuple[str, str]]) -> dict[str, tuple[int, ...]]:
    """Return the model of (language, text) pairs; each text also without dots."""
    counts = {language: Counter[str]() for language in LANGUAGES}
    for language, text in sentences:
        for version in {text, fold(text)}:
            for word in words(version):
                if word.lower.isalpha():
                    counts[language].update(grams(word.lower))
    kept = {
        gram
        for counter in counts.values()
        for gram, count in counter.most_common(_MOST_COMMON)
        if count >= _AT_LEAST
    }
    totals = {x: c.total() + _SMOOTHING * len(kept) for x, c in counts.items()}
    model: dict[str, tuple[int, ...]] = {}
    for gram in sorted(kept):
        logs = [math.log((counts[x][gram] + _SMOOTHING) / totals[x]) for x in LANGUAGES]
        mean = sum(logs) / len(logs)
        tenths = tuple(round(10 * (value - mean)) for value in logs)
        if max(tenths) - min(tenths) >= _SAYS_SOMETHING:
            model[gram] = tenths
    return model


@lru_cache
def model() -> dict[str, tuple[int, ...]]:
    """Return the shipped model, read once."""
    rows = (line.split("\t") for line in MODEL.read_text("utf-8").splitlines())
    return {gram: tuple(map(int, tenths)) for gram, *tenths in rows}


def scores(found: Iterable[Word]) -> dict[str, float]:
    """Return how strongly the words speak for each language, in nats."""
    known = model()
    sums = [0] * len(LANGUAGES)
    for word in found:
        for gram in grams(word.lower):
            for i, tenths in enumerate(known.get(gram, ())):
                sums[i] += tenths
    return {x: total / 10 for x, total in zip(LANGUAGES, sums, strict=True)}


def main() -> None:
    """Write the model anew from the training sentences."""
    import yaml

    from bot.settings import ROOT

    def sentences() -> Iterator[tuple[str, str]]:
        for language in LANGUAGES:
            for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
                for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
                    if block.get("intent") != "change_language":
                        for line in block["examples"].splitlines():
                            yield language, line.removeprefix("- ")

    lines = ("\t".join(map(str, (g, *t))) for g, t in fit(sentences()).items())
    MODEL.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
