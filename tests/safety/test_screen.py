"""The crisis screen on labelled messages, and under what people do to their words.

The messages were looked at while the rules were widened: these are floors against
falling back, not an estimate for messages that nobody has seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.safety import screen

MESSAGES = Path(__file__).parent / "messages"
LANGUAGES = ("fi", "sv", "en")


def load(language: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(
        (MESSAGES / f"{language}.yml").read_text(encoding="utf-8")
    )
    return content


def leaves(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for child in node.values() if isinstance(node, dict) else node:
            yield from leaves(child)


def share(texts: list[str], tiers: tuple[int, ...]) -> float:
    return sum(screen(text).tier in tiers for text in texts) / len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_seen(language: str) -> None:
    texts = list(leaves(load(language)["crisis"]))
    assert len(texts) >= 120
    assert share(texts, (1, 2)) >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["suicide", "sexual_abuse", "overdose"])
def test_direct_danger_is_never_missed(language: str, kind: str) -> None:
    direct = load(language)["crisis"][kind]["direct"]
    assert [text for text in leaves(direct) if screen(text).tier == 0] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_false_alarms_are_few(language: str) -> None:
    content = load(language)
    assert share(list(leaves(content["hard_negatives"])), (1, 2)) <= 0.10
    ordinary = list(leaves(content["ordinary"]))
    assert share(ordinary, (1,)) == 0
    assert share(ordinary, (1, 2)) <= 0.03


def strip_dots(text: str) -> str:
    return text.translate(str.maketrans("äöåÄÖÅ", "aoaAOA"))


TRANSFORMS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "no dots": strip_dots,
    "stretched vowels": lambda t: t.replace("a", "aaa"),
    "spaces inside": lambda t: " ".join(t),
    "zero width": lambda t: "\u200b".join(t),
    "full width": lambda t: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t
    ),
    "homoglyphs": lambda t: t.replace("a", "а").replace("e", "е"),
    "emoji between words": lambda t: " 😢 ".join(t.split()),
    "slash": lambda t: f"/{t}",
    "quoted": lambda t: f'"{t}"',
    "padding": lambda t: f"{'hei vaan kaikille täällä. ' * 110}{t}",
    "two languages": lambda t: f"hello there, {t}",
}
SEEDS = ("haluan kuolla", "jag vill inte leva längre", "i want to kill myself")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", TRANSFORMS)
def test_danger_is_seen_however_it_is_written(name: str, seed: str) -> None:
    assert screen(TRANSFORMS[name](seed)).tier == 1


def test_time_grows_with_the_length_only() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        for _ in range(5):
            screen(text)
        return time.process_time() - start

    screen("lämmittely")
    for hostile in ("a" * 4000, "((" * 2000, "en halua " * 450):
        half = max(seconds(hostile[: len(hostile) // 2]), 0.002)
        assert seconds(hostile) / half < 8
