"""The crisis screen: is somebody in danger, by what they write?

Every message is screened in every language, before anything else looks at it. Word
knowledge lies in ``patterns/<language>.yml`` and is reviewed by people; see
docs/safety.md for who may change it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from bot.safety.lexicon import Lexicon
from bot.safety.normalise import skeleton
from bot.safety.matching import Message, Pattern, parse
from bot.safety.words import squeezed, views

Tier = Literal[0, 1, 2]

KINDS: Final = (
    "other_person",
    "overdose",
    "suicide",
    "sexual_abuse",
    "violence",
    "psychosis",
    "self_harm",
    "no_shelter",
)
"""Kinds of danger, the one to answer first before the others.

Somebody else comes first, because only words that name somebody else lead there.
"""

_PATTERNS: Final = Path(__file__).parent / "patterns"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Screening:
    """What the screen found: 0 nothing, 1 direct or imminent danger, 2 signs of it."""

    tier: Tier = 0
    kind: str | None = None
    language: str | None = None
    """Language of the words that were found: the one to answer in."""


@dataclass(frozen=True, slots=True)
class _Guard:
    """What makes words near it harmless, up to ``window`` words away."""

    window: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    language: str
    kind: str
    tier: Tier
    order: int
    patterns: tuple[Pattern, ...]
    unless: tuple[str, ...]
    joined: tuple[str, ...]


class _Screen:
    """The pattern files of all languages, compiled once."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.fillers: set[str] = set()
        self.idioms: list[Pattern] = []
        self.guards: dict[str, list[_Guard]] = defaultdict(list)
        self.rules: list[_Rule] = []
        files = {
            path.stem: yaml.load(path.read_text("utf-8"), _LOADER)  # noqa: S506
            for path in sorted(_PATTERNS.glob("*.yml"))
        }
        for data in files.values():
            self.fillers.update(data["fillers"].split())
        for language, data in files.items():
            self._load(language, data)
        self.rules.sort(key=lambda rule: (rule.tier, rule.order))
        self.lexicon.finish()

    def _load(self, language: str, data: Mapping[str, Any]) -> None:
        sets = data["sets"]

        def named(name: str) -> list[str]:
            words: list[str] = []
            for word in sets[name].split():
                words += named(word[1:-1]) if word.startswith("<") else [word]
            return words

        def patterns(written: list[str]) -> tuple[Pattern, ...]:
            return tuple(
                parse(text, self.lexicon, named, self.fillers) for text in written
            )

        self.idioms += patterns(data["idioms"])
        for name, guard in data["guards"].items():
            found = _Guard(guard["window"], patterns(guard["patterns"]))
            self.guards[name].append(found)
        for rule in data["rules"]:
            self.rules.append(
                _Rule(
                    language=language,
                    kind=rule["kind"],
                    tier=rule["tier"],
                    # Words that do not say whom they are about come after those that do.
                    order=KINDS.index(rule["kind"])
                    + (len(KINDS) if rule.get("about") == "anybody" else 0),
                    patterns=patterns(rule.get("patterns", [])),
                    unless=tuple(rule.get("unless", ())),
                    joined=tuple(skeleton(x) for x in rule.get("joined", "").split()),
                )
            )

    def hits(self, text: str) -> Iterator[_Rule]:
        """Yield the rules that a message meets, the gravest first in each view."""
        for tokens in views(text):
            words = [token for token in tokens if token not in self.fillers]
            message = Message(self.lexicon, words)
            for idiom in self.idioms:
                if spanned := message.spanned(idiom):
                    message.forget(spanned)
            hidden = squeezed(tokens)
            excused: dict[str, int] = {}
            for rule in self.rules:
                if self._meets(rule, message, excused) or any(
                    phrase in word for phrase in rule.joined for word in hidden
                ):
                    yield rule

    def _meets(self, rule: _Rule, message: Message, excused: dict[str, int]) -> bool:
        for pattern in rule.patterns:
            ends = message.ends(pattern)
            if not ends:
                continue
            for name in rule.unless:
                if name not in excused:
                    excused[name] = self._excused(name, message)
                ends &= ~excused[name]
            if ends:
                return True
        return False

    def _excused(self, name: str, message: Message) -> int:
        """Return the positions near what makes words harmless, in any language."""
        excused = 0
        for guard in self.guards[name]:
            found = 0
            for pattern in guard.patterns:
                found |= message.ends(pattern)
            excused |= message.around(found, guard.window)
        return excused


@lru_cache(maxsize=1)
def _compiled() -> _Screen:
    return _Screen()


def warm_up() -> None:
    """Compile the patterns now, so that no message waits for it.

    Raises:
        OSError, KeyError, ValueError: when a pattern file is missing or wrong. Whoever
            starts the gateway must not go on then.
    """
    screen("")


def screen(text: str, language: str | None = None) -> Screening:
    """Return how much danger a message tells of, and of which kind.

    All languages are always screened. ``language``, the one of the conversation, only
    decides between kinds when words of several languages are found. Reads the first
    4000 and the last 1000 characters, in time linear in them; keeps nothing.
    """
    best: _Rule | None = None
    for rule in _compiled().hits(text):
        if best is None or _rank(rule, language) < _rank(best, language):
            best = rule
    if best is None:
        return Screening()
    return Screening(best.tier, best.kind, best.language)


def _rank(rule: _Rule, language: str | None) -> tuple[int, bool, int]:
    foreign = language is not None and rule.language != language
    return rule.tier, foreign, rule.order
