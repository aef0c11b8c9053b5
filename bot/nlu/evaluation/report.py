"""The figures for people: a terminal, a Markdown page, a picture of the confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bot.nlu.evaluation.measure import Answers

DISTANCES: Final = ("far", "near", "all")
INCHES: Final = 0.32
"""Side of one cell of the picture."""


def _finds(figures: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {"theme": figures["themes"], **figures["entities"]}


def _caught(figures: Mapping[str, Any]) -> str:
    at_95 = figures["out_of_scope"].get("at_95", {})
    return ", ".join(f"{d} {at_95[d]:.3f}" for d in DISTANCES if d in at_95)


def as_text(results: Mapping[str, Any]) -> str:
    """Return the figures as lines for a terminal."""
    lines: list[str] = []
    for language, figures in results.items():
        lines.append(
            f"{language}: {figures['messages']} messages, "
            f"accuracy {figures['accuracy']:.3f}, macro F1 {figures['macro_f1']:.3f}, "
            f"ECE {figures['ece']:.3f}, "
            f"language {figures['language_accuracy_long']:.3f} from 3 words on "
            f"({figures['language_accuracy']:.3f} of all), "
            f"detail {figures['detail_accuracy']:.3f}"
        )
        if "noisy" in figures:
            noisy = figures["noisy"]
            lines.append(
                f"  noisy twins: accuracy {noisy['accuracy']:.3f}, "
                f"loss {noisy['loss']:.3f}"
            )
        if gate := figures["out_of_scope"]:
            lines.append(
                f"  out of scope, recall at 95 % in scope: {_caught(figures)}; "
                f"as it stands {gate['caught']:.3f}, "
                f"refusing {gate['refused_in_scope']:.3f} of what is in scope"
            )
        for name, found in _finds(figures).items():
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


def as_markdown(results: Mapping[str, Any]) -> str:
    """Return the figures as a page of tables."""
    return "\n".join(_markdown(results)) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    names = list(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"
    yield ""


def _markdown(results: Mapping[str, Any]) -> Iterator[str]:
    yield "# How well Laituri understands"
    yield ""
    yield from _table(
        (
            *("language", "messages", "accuracy", "macro F1", "noisy", "ECE"),
            *("out of scope at 95 %", "language, 3 words on"),
        ),
        (
            (
                *(language, f["messages"], f["accuracy"], f["macro_f1"]),
                *(f.get("noisy", {}).get("accuracy", ""), f["ece"], _caught(f)),
                f["language_accuracy_long"],
            )
            for language, f in results.items()
        ),
    )
    for language, figures in results.items():
        yield f"## {language}"
        yield ""
        for kind, found in (
            ("intent", figures["intents"]),
            ("entity", _finds(figures)),
        ):
            yield from _table(
                (kind, "precision", "recall", "F1", "sentences"),
                (
                    (name, s["precision"], s["recall"], s["f1"], s["wanted"])
                    for name, s in found.items()
                ),
            )
        yield from _table(
            ("intent", "taken for", "times", "for example"),
            (
                (p["intent"], p["taken_for"], p["times"], "; ".join(p["texts"]))
                for p in figures["confused"]
            ),
        )


def draw_confusions(answers: Iterable[Answers], path: Path) -> None:
    """Draw how often each intent is taken for which, all languages together, as PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    pairs = Counter(
        (example.intent, str(found["intent"]["name"]))
        for one in answers
        for example, found in zip(one.examples, one.found, strict=True)
    )
    names = sorted({name for pair in pairs for name in pair})
    totals = Counter({a: 0 for a in names})
    for (intent, _), times in pairs.items():
        totals[intent] += times
    shares = [[pairs[a, b] / max(1, totals[a]) for b in names] for a in names]
    side = INCHES * len(names) + 3
    figure, axes = pyplot.subplots(figsize=(side, side), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("taken for")
    axes.set_ylabel("intent")
    for y, intent in enumerate(names):
        for x, other in enumerate(names):
            if times := pairs[intent, other]:
                colour = "white" if shares[y][x] > 0.5 else "black"
                axes.text(
                    x, y, str(times), ha="center", va="center", color=colour, size=7
                )
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
