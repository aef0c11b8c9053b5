"""Learn the weights of the second look: ``python -m bot.safety.learn``.

Danger is what ``examples/`` says it is, and the sentences that the intent ``crisis``
is taught with; harmless is what ``examples/`` says, and the sentences of all other
intents.
Needs scikit-learn, which the screen itself does not.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import log, prod, sqrt
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import yaml
from scipy.sparse import diags
from sklearn.feature_extraction import DictVectorizer
from sklearn.svm import LinearSVC

from bot.safety.rules import Rules
from bot.safety.second_look import WEIGHTS, met_features, word_features

EXAMPLES: Final = Path(__file__).parent / "examples"
SENTENCES: Final = Path(__file__).parents[2] / "data" / "nlu"

_STRENGTH: Final = 2.0
_RARITY: Final = 1.25
"""How much more a rare feature may say than a frequent one; 0 is all alike."""
_LOOKS_LIKE_IT: Final = 3.0
"""How much more a harmless sentence counts that only looks like danger."""
_ALARMS: Final = 0.034
"""Share of a language's ordinary messages, unseen in learning, to alarm at."""
_FOLDS: Final = 5
_VARIANTS: Final = 12
_ALTERNATIVES: Final = re.compile(r"\(([^()]*\|[^()]*)\)")
_SMALLEST: Final = 0.08
"""Weights nearer to nothing than this are left out."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the second look sees it, and what it is an example of.

    ``written`` numbers what was written: the variants of one sentence share it.
    ``ordinary`` is the language of an ordinary sentence, None for all others.
    """

    written: int
    found: Counter[str]
    danger: bool
    kind: str | None
    ordinary: str | None


def examples() -> Iterator[tuple[str, bool, str | None, str | None]]:
    """Yield text, whether it is danger, of which kind, an ordinary one's language."""
    for path in sorted(EXAMPLES.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for kind, texts in data["crisis"].items():
            yield from ((text, True, kind, None) for text in texts)
        for texts in data["harmless"].values():
            yield from ((text, False, None, None) for text in texts)
    for path in sorted(SENTENCES.glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            danger = block.get("intent") == "crisis"
            for text in sentences(block["examples"]) if "intent" in block else ():
                yield text, danger, None, None if danger else path.parent.name


def variants(written: str) -> list[str]:
    """Return what a sentence with ``(alternatives|of|words)`` may read as, some of it.

    At most ``_VARIANTS``, always the same ones, each different.
    """
    parts = _ALTERNATIVES.split(written)
    choices = [part.split("|") for part in parts]
    most = prod(map(len, choices))
    chosen = Random(written)
    picked = chosen.sample(range(most), min(most, _VARIANTS))
    return ["".join(_pick(choices, number)).strip() for number in picked]


def _pick(choices: list[list[str]], number: int) -> Iterator[str]:
    for choice in choices:
        number, index = divmod(number, len(choice))
        yield choice[index]


def sentences(written: Any) -> Iterator[str]:
    """Yield the plain sentences of a block of Rasa's training data."""
    lines = written.splitlines() if isinstance(written, str) else written
    for line in lines:
        text = line["text"] if isinstance(line, dict) else line.removeprefix("- ")
        plain = "".join(_plain(text))
        if plain.strip():
            yield plain.strip()


def _plain(text: str) -> Iterator[str]:
    """Yield a sentence without the marks of its entities."""
    rest = text
    while "](" in rest or "]{" in rest:
        before, _, after = rest.partition("[")
        words, _, after = after.partition("]")
        yield before + words
        rest = after.partition(")" if after.startswith("(") else "}")[2]
    yield rest


def read(rules: Rules) -> list[Example]:
    """Return every example as the second look sees it."""
    found: list[Example] = []
    for number, (written, danger, kind, ordinary) in enumerate(examples()):
        for text in variants(written):
            reading = next(rules.readings(text))
            direct = any(rule.tier == 1 for rule in reading.met)
            if ordinary and direct:
                continue  # about danger, whatever its intent: neither of the two
            seen = Counter(met_features(reading))
            seen.update(chain.from_iterable(word_features(reading)))
            found.append(Example(number, seen, danger, kind, ordinary))
    return found


def _matrix(vectorizer: DictVectorizer, rows: list[Example]) -> Any:
    """Return a row of counts for each example, as ``SecondLook`` weighs them."""
    dicts = (
        {name: count / sqrt(row.found.total()) for name, count in row.found.items()}
        for row in rows
    )
    return vectorizer.fit_transform(dicts).tocsr()


def _fit(matrix: Any, rows: list[Example], labels: list[Any]) -> tuple[Any, Any]:
    """Return the weights of each column for each label, two labels sharing theirs.

    Also the biases.
    """
    rarity = _rarity(matrix)
    model = LinearSVC(C=_STRENGTH)
    model.fit(matrix @ diags(rarity), labels, sample_weight=_shares(rows))
    return model.coef_ * rarity, model.intercept_


def _rarity(matrix: Any) -> Any:
    """Return for each column from 0, in every example, to 1, in at most one."""
    total = matrix.shape[0]
    found = np.maximum(np.asarray((matrix > 0).sum(axis=0)).ravel(), 1)
    return ((np.log(total / found) / log(total)) ** _RARITY).astype(np.float32)


def _shares(rows: list[Example]) -> list[float]:
    """Return how much each row counts: the more variants there are, the less."""
    variants = Counter(row.written for row in rows)
    return [
        (1.0 if row.danger or row.ordinary else _LOOKS_LIKE_IT)
        / sqrt(variants[row.written])
        for row in rows
    ]


def scored(matrix: Any, rows: list[Example]) -> Any:
    """Return a score for each example by a model that did not see it."""
    scores = np.zeros(len(rows))
    written = np.array([row.written for row in rows])
    fold = np.random.default_rng(0).integers(_FOLDS, size=written.max() + 1)[written]
    for number in range(_FOLDS):
        held = fold == number
        others = [row for row, out in zip(rows, held, strict=True) if not out]
        (weights,), bias = _fit(matrix[~held], others, [r.danger for r in others])
        scores[held] = matrix[held] @ weights + bias
    return scores


def _threshold(scores: Any, rows: list[Example]) -> float:
    """Return a threshold that alarms at few ordinary messages of every language."""
    return max(
        float(np.quantile(scores[[row.ordinary == each for row in rows]], 1 - _ALARMS))
        for each in {row.ordinary for row in rows} - {None}
    )


def learn(rows: list[Example]) -> dict[str, Any]:
    """Return what ``second_look.load`` reads."""
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = _matrix(vectorizer, rows)
    names = vectorizer.get_feature_names_out()
    threshold = _threshold(scored(matrix, rows), rows)
    (weights,), (bias,) = _fit(matrix, rows, [row.danger for row in rows])
    danger = [row for row in rows if row.kind is not None]
    of_danger = matrix[np.array([row.kind is not None for row in rows])]
    of_kinds, _ = _fit(of_danger, danger, [row.kind for row in danger])
    kinds = sorted({str(row.kind) for row in danger})
    return {
        "threshold": round(threshold, 3),
        "bias": round(float(bias), 3),
        "weights": _named(names, weights, _SMALLEST),
        "kinds": {
            kind: _named(names, row, 4 * _SMALLEST)
            for kind, row in zip(kinds, of_kinds, strict=True)
        },
    }


def _named(names: Any, weights: Any, smallest: float) -> dict[str, float]:
    return {
        str(name): round(float(weight), 2)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= smallest
    }


def main() -> None:
    """Write the weights."""
    made = learn(read(Rules()))
    written = json.dumps(made, ensure_ascii=False, separators=(",", ":"), indent=0)
    WEIGHTS.write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
