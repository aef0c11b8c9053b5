"""How well a model understands sentences that nobody trained on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

THEME: Final = "theme"
WORST: Final = 10
SENTENCES: Final = 3

Predict = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Example:
    """A held-out sentence and what it means."""

    text: str
    intent: str
    detail: str | None
    entities: frozenset[tuple[str, Any]]
    themes: frozenset[str]


@dataclass
class Counts:
    """Right, wrong and missed finds of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: Iterable[Any], wanted: Iterable[Any]) -> None:
        """Count one message."""
        has, should = set(found), set(wanted)
        self.right += len(has & should)
        self.wrong += len(has - should)
        self.missed += len(should - has)

    def figures(self) -> dict[str, float | int]:
        """Return precision, recall and F1; 1.0 where there is nothing to find."""
        found, wanted = self.right + self.wrong, self.right + self.missed
        precision = self.right / found if found else 1.0
        recall = self.right / wanted if wanted else 1.0
        both = precision + recall
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / both, 4) if both else 0.0,
            "wanted": wanted,
        }


@dataclass
class Report:
    """The figures of one language, in the making."""

    total: int = 0
    right: int = 0
    language_right: int = 0
    intents: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    entities: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    themes: Counts = field(default_factory=Counts)
    details: Counter[str] = field(default_factory=Counter)
    confused: dict[tuple[str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, example: Example, found: Mapping[str, Any], language: str) -> None:
        """Count one message."""
        intent = found["intent"]["name"]
        self.total += 1
        self.right += intent == example.intent
        self.language_right += found["language"] == language
        self.intents[example.intent].add([intent], [example.intent])
        if intent != example.intent:
            self.intents[intent].wrong += 1
            self.intents[example.intent].wrong -= 1
            self.confused[example.intent, intent].append(example.text)
        elif example.detail:
            self.details["wanted"] += 1
            self.details["right"] += found.get("detail") == example.detail
        kept = [(e["entity"], e["value"]) for e in found["entities"]]
        self.themes.add((v for n, v in kept if n == THEME), example.themes)
        names = {name for name, _ in example.entities} | set(self.entities)
        for name in names - {THEME}:
            wanted = (v for n, v in example.entities if n == name)
            self.entities[name].add((v for n, v in kept if n == name), wanted)

    def figures(self) -> dict[str, Any]:
        """Return the figures as JSON."""
        scores = {name: counts.figures() for name, counts in self.intents.items()}
        known = [s["f1"] for s in scores.values() if s["wanted"]]
        worst = sorted(self.confused.items(), key=lambda item: -len(item[1]))[:WORST]
        return {
            "messages": self.total,
            "accuracy": round(self.right / self.total, 4),
            "macro_f1": round(sum(known) / len(known), 4),
            "language_accuracy": round(self.language_right / self.total, 4),
            "detail_accuracy": round(
                self.details["right"] / max(1, self.details["wanted"]), 4
            ),
            "themes": self.themes.figures(),
            "entities": {n: c.figures() for n, c in sorted(self.entities.items())},
            "intents": dict(sorted(scores.items())),
            "confused": [
                {"intent": a, "taken_for": b, "times": len(t), "texts": t[:SENTENCES]}
                for (a, b), t in worst
            ],
        }


def read_held_out(path: Path) -> Iterator[Example]:
    """Yield the held-out sentences of one language."""
    for block in yaml.safe_load(path.read_text(encoding="utf-8")):
        for example in block["examples"]:
            yield Example(
                text=example["text"],
                intent=block["intent"],
                detail=block.get("detail"),
                entities=frozenset(
                    (e["entity"], e["value"]) for e in example.get("entities") or ()
                ),
                themes=frozenset(example.get("themes") or ()),
            )


def evaluate(
    predict: Predict,
    folder: Path,
    each: Callable[[list[Example]], Iterable[Example]] = iter,
) -> dict[str, Any]:
    """Return the figures by language of ``<folder>/<language>.yml``.

    Args:
        predict: what gives one message's meaning, as ``Predictor.predict``.
        folder: where the held-out sentences lie.
        each: wraps the list of examples, to show progress.
    """
    results: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yml")):
        report = Report()
        for example in each(list(read_held_out(path))):
            report.add(example, predict(example.text), path.stem)
        results[path.stem] = report.figures()
    return results


def as_text(results: Mapping[str, Any]) -> str:
    """Return the figures as lines for a terminal."""
    lines: list[str] = []
    for language, figures in results.items():
        lines.append(
            f"{language}: {figures['messages']} messages, "
            f"accuracy {figures['accuracy']:.3f}, macro F1 {figures['macro_f1']:.3f}, "
            f"language {figures['language_accuracy']:.3f}, "
            f"detail {figures['detail_accuracy']:.3f}"
        )
        finds = {"theme": figures["themes"], **figures["entities"]}
        for name, found in finds.items():
            lines.append(
                f"  {name:<18} P {found['precision']:.3f}  R {found['recall']:.3f}  "
                f"F1 {found['f1']:.3f}  ({found['wanted']})"
            )
        for pair in figures["confused"]:
            lines.append(
                f"  {pair['intent']} taken for {pair['taken_for']}: {pair['times']}"
            )
            lines += [f"    {text}" for text in pair["texts"]]
    return "\n".join(lines)
