"""From a model's answers to the figures of each language, as JSON."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.nlu.evaluation.counts import (
    Counts,
    calibration_error,
    share_below,
    threshold_keeping,
)
from bot.nlu.evaluation.examples import Example
from bot.nlu.intents import OUT_OF_SCOPE
from bot.nlu.words import words

THEME: Final = "theme"
WORST: Final = 10
SENTENCES: Final = 3
LONG: Final = 3
"""From so many words on a message's language can be told."""

Predict = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Answers:
    """What a model found in the sentences of one language, in their order."""

    language: str
    examples: Sequence[Example]
    found: Sequence[Mapping[str, Any]]

    @property
    def right(self) -> list[bool]:
        """Whether each message's intent is right."""
        return [
            found["intent"]["name"] == example.intent
            for example, found in zip(self.examples, self.found, strict=True)
        ]


def answer(
    predict: Predict,
    language: str,
    examples: Sequence[Example],
    each: Callable[[Sequence[Example]], Iterable[Example]] = iter,
) -> Answers:
    """Ask a model about each sentence.

    Args:
        predict: gives one message's meaning, as ``Predictor.examine`` does.
        language: what the sentences are in.
        examples: the sentences.
        each: wraps the sentences, to show progress.
    """
    found = [predict(example.text) for example in each(examples)]
    return Answers(language, examples, found)


def figures(answers: Answers, noisy: Answers | None = None) -> dict[str, Any]:
    """Return the figures of one language; with its noisy twins, the loss by noise."""
    right = answers.right
    accuracy = sum(right) / len(right)
    sure = [found["intent"]["confidence"] for found in answers.found]
    result: dict[str, Any] = {
        "messages": len(right),
        "accuracy": round(accuracy, 4),
        **_intents(answers),
        "ece": round(calibration_error(sure, right), 4),
        "out_of_scope": _out_of_scope(answers),
        **_languages(answers),
        "detail_accuracy": round(_details(answers), 4),
        **_entities(answers),
        "confused": _confused(answers),
    }
    if noisy is not None:
        share = sum(noisy.right) / len(noisy.right)
        result["noisy"] = {
            "accuracy": round(share, 4),
            "loss": round(accuracy - share, 4),
        }
    return result


def _intents(answers: Answers) -> dict[str, Any]:
    counted: dict[str, Counts] = defaultdict(Counts)
    for example, found in zip(answers.examples, answers.found, strict=True):
        intent = found["intent"]["name"]
        if intent == example.intent:
            counted[intent].right += 1
        else:
            counted[intent].wrong += 1
            counted[example.intent].missed += 1
    scores = {name: counts.figures() for name, counts in sorted(counted.items())}
    known = [float(s["f1"]) for s in scores.values() if s["wanted"]]
    return {"macro_f1": round(sum(known) / len(known), 4), "intents": scores}


def _out_of_scope(answers: Answers) -> dict[str, Any]:
    """Return what the gate catches when 95 % of the in-scope messages pass.

    ``at_95`` by distance, and the point where the model stands: how much of what is
    out of scope it says so of, and of how much that is not.
    """
    inside: list[float] = []
    outside: dict[str, list[float]] = defaultdict(list)
    told: Counter[bool] = Counter()
    for example, found in zip(answers.examples, answers.found, strict=True):
        out = example.intent == OUT_OF_SCOPE
        told[out] += found["intent"]["name"] == OUT_OF_SCOPE
        if out:
            outside["all"].append(found["in_scope"])
            if example.distance:
                outside[example.distance].append(found["in_scope"])
        else:
            inside.append(found["in_scope"])
    if not inside or not outside:
        return {}
    threshold = threshold_keeping(inside)
    caught = {
        name: round(share_below(scores, threshold) or 0.0, 4)
        for name, scores in sorted(outside.items())
    }
    return {
        "at_95": caught,
        "caught": round(told[True] / len(outside["all"]), 4),
        "refused_in_scope": round(told[False] / len(inside), 4),
    }


def _languages(answers: Answers) -> dict[str, float]:
    right: list[bool] = []
    long: list[bool] = []
    for example, found in zip(answers.examples, answers.found, strict=True):
        same = found["language"] == answers.language
        right.append(same)
        if len(words(example.text)) >= LONG:
            long.append(same)
    return {
        "language_accuracy": round(sum(right) / len(right), 4),
        "language_accuracy_long": round(sum(long) / max(1, len(long)), 4),
    }


def _details(answers: Answers) -> float:
    asked = [
        found.get("detail") == example.detail
        for example, found in zip(answers.examples, answers.found, strict=True)
        if example.detail and found["intent"]["name"] == example.intent
    ]
    return sum(asked) / len(asked) if asked else 1.0


def _entities(answers: Answers) -> dict[str, Any]:
    themes = Counts()
    counted: dict[str, Counts] = defaultdict(Counts)
    for example, found in zip(answers.examples, answers.found, strict=True):
        kept = [(e["entity"], e["value"]) for e in found["entities"]]
        if example.themes is not None:
            themes.add((v for n, v in kept if n == THEME), example.themes)
        names = {name for name, _ in kept} | {name for name, _ in example.entities}
        for name in names - {THEME}:
            wanted = (v for n, v in example.entities if n == name)
            counted[name].add((v for n, v in kept if n == name), wanted)
    scores = {name: counts.figures() for name, counts in sorted(counted.items())}
    return {
        "themes": themes.figures(),
        # What no sentence is marked with cannot be judged.
        "entities": {name: s for name, s in scores.items() if s["wanted"]},
    }


def _confused(answers: Answers) -> list[dict[str, Any]]:
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example, found in zip(answers.examples, answers.found, strict=True):
        name = found["intent"]["name"]
        if name != example.intent:
            pairs[example.intent, name].append(example.text)
    worst = sorted(pairs.items(), key=lambda item: -len(item[1]))[:WORST]
    return [
        {"intent": a, "taken_for": b, "times": len(texts), "texts": texts[:SENTENCES]}
        for (a, b), texts in worst
    ]
