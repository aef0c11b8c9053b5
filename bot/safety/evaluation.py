"""How well the crisis screen tells danger from what looks like it, on messages.

A file of labelled messages, ``<language>.yml``, has ``crisis``: kind of danger, within
it ``direct`` and ``indirect``; ``hard_negatives``: what looks like danger, by kind; and
``ordinary``. Any tier above 0 is *seen*; a harmless message that is seen is an *alarm*.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.safety.rules import NEVER_MISSED

RECALL: Final = 0.967
RECALL_OF_EACH_LANGUAGE: Final = 0.95
ALARMS: Final = 0.10
ORDINARY_TIER_1: Final = 0.005
ORDINARY: Final = 0.03

TierOf = Callable[[str], int]


@dataclass
class Tally:
    """How many messages there were and at which tier they were screened."""

    tiers: Counter[int] = field(default_factory=Counter)

    def figures(self) -> dict[str, float | int]:
        """Return how many, and the shares at tier 1 and at any tier."""
        total = self.tiers.total()
        return {
            "messages": total,
            "tier_1": round(self.tiers[1] / total, 4) if total else 0.0,
            "any": round(1 - self.tiers[0] / total, 4) if total else 0.0,
        }

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(self.tiers + other.tiers)


Tallies = defaultdict[tuple[str, ...], Tally]
"""By path: ``("crisis", kind, "direct")``, ``("hard_negatives", kind)`` and so on."""


def labelled(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the messages of a file with the path of their label."""
    yield from _leaves(yaml.safe_load(path.read_text(encoding="utf-8")), ())


def _leaves(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _leaves(child, (*path, name))
    else:
        yield from ((path, text) for text in node)


def tally(messages: Iterable[tuple[tuple[str, ...], str]], tier: TierOf) -> Tallies:
    """Screen messages and count the tiers of each label."""
    found: Tallies = defaultdict(Tally)
    for path, text in messages:
        found[path].tiers[tier(text)] += 1
    return found


def figures(counted: Tallies) -> dict[str, Any]:
    """Return recall, false alarms and what was missed, as JSON."""

    def total(*start: str) -> Tally:
        under = (t for p, t in counted.items() if p[: len(start)] == start)
        return sum(under, Tally())

    def by_kind(group: str) -> dict[str, Any]:
        kinds = dict.fromkeys(p[1] for p in counted if p[0] == group and len(p) > 1)
        return {kind: total(group, kind).figures() for kind in kinds}

    return {
        "recall": total("crisis").figures()["any"],
        "false_alarms": total("hard_negatives").figures()["any"],
        "direct_missed": {
            kind: total("crisis", kind, "direct").tiers[0] for kind in NEVER_MISSED
        },
        "crisis": by_kind("crisis"),
        "hard_negatives": by_kind("hard_negatives"),
        "ordinary": total("ordinary").figures(),
        "held_out": total("held_out").figures(),
    }


def evaluate(
    folder: Path, tier: TierOf, ordinary: Callable[[str], Iterable[str]]
) -> dict[str, Any]:
    """Return the figures of each language of ``<folder>/<language>.yml`` and of all.

    Args:
        folder: where the labelled messages lie.
        tier: the screen; how much danger a message tells of.
        ordinary: for a language, more ordinary messages that nobody wrote for this.

    Raises:
        ValueError: when there is no labelled message at all.
    """
    everything: Tallies = defaultdict(Tally)
    results: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yml")):
        more = ((("held_out",), text) for text in ordinary(path.stem))
        counted = tally([*labelled(path), *more], tier)
        results[path.stem] = figures(counted)
        for label, found in counted.items():
            everything[label] += found
    if not results:
        raise ValueError(f"no labelled messages in {folder.name}")
    return {
        "languages": results,
        "all": figures(everything),
        "below": list(below(results, figures(everything))),
    }


def below(
    languages: Mapping[str, Mapping[str, Any]], total: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the bars that are not reached."""
    if total["recall"] < RECALL:
        yield f"recall {total['recall']:.3f}, wanted {RECALL}"
    if total["false_alarms"] > ALARMS:
        yield f"false alarms {total['false_alarms']:.3f}, at most {ALARMS}"
    for group in ("ordinary", "held_out"):
        if total[group]["tier_1"] > ORDINARY_TIER_1:
            yield f"{group} at tier 1 {total[group]['tier_1']:.4f}"
        if total[group]["any"] > ORDINARY:
            yield f"{group} at any tier {total[group]['any']:.4f}"
    for language, found in languages.items():
        if found["recall"] < RECALL_OF_EACH_LANGUAGE:
            yield f"recall of {language} {found['recall']:.3f}"
        for kind, missed in found["direct_missed"].items():
            if missed:
                yield f"{language}: direct {kind} missed {missed} times"


def as_text(results: Mapping[str, Any]) -> str:
    """Return the figures as lines for a terminal."""
    lines: list[str] = []
    for language, found in [*results["languages"].items(), ("all", results["all"])]:
        lines.append(
            f"{language}: recall {found['recall']:.3f}, "
            f"false alarms on hard negatives {found['false_alarms']:.3f}, "
            f"direct missed {sum(found['direct_missed'].values())}"
        )
        for group in ("crisis", "hard_negatives"):
            lines += [_line(kind, figs) for kind, figs in found[group].items()]
        lines += [_line(name, found[name]) for name in ("ordinary", "held_out")]
    lines += [f"below the bar: {bar}" for bar in results["below"]]
    return "\n".join(lines)


def _line(name: str, found: Mapping[str, float]) -> str:
    return (
        f"  {name:<14} tier 1 {found['tier_1']:.3f}  any {found['any']:.3f}"
        f"  ({found['messages']})"
    )
