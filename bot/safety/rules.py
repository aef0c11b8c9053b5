"""The rules of the screen, from ``patterns/<language>.yml``, and what meets them.

A rule is a kind of danger, a tier, patterns, and guards: words near a match that make
it harmless ("in the film", "I do not"), or softer ("as a child"). Words of idioms
("dead tired") are taken out first. What words mean in any language comes from
``concepts.yml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.safety.lexicon import Lexicon
from bot.safety.matching import Index, Message, Pattern
from bot.safety.normalise import skeleton
from bot.safety.notation import parse
from bot.safety.words import squeezed, views

KINDS: Final = (
    "other_person",
    "overdose",
    "suicide",
    "sexual_abuse",
    "psychosis",
    "violence",
    "self_harm",
    "no_shelter",
)
"""Kinds of danger, the one to answer first before the others.

Somebody else comes first, because only words that name somebody else lead there.
"""

PATTERNS: Final = Path(__file__).parent / "patterns"
CONCEPTS: Final = Path(__file__).parent / "concepts.yml"


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns that tell of one kind of danger, in one language."""

    language: str
    kind: str | None
    tier: int
    order: int
    patterns: tuple[Pattern, ...]
    unless: tuple[str, ...]
    softer: tuple[str, ...]
    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a message holds.

    ``words`` are those that are meant, without idioms; ``meanings`` are the concepts
    of each; ``met`` are the rules, ``softened`` those met only long ago or the like,
    and ``excused`` the kinds that only guards kept out.
    """

    words: list[str]
    meanings: list[list[str]]
    met: list[Rule]
    softened: list[Rule]
    excused: set[str | None]

    def evidence(self) -> set[str]:
        """Return what was met and what was excused, by name."""
        found = {f"{rule.tier} {rule.kind}" for rule in self.met}
        found |= {f"tier {rule.tier}" for rule in self.met}
        found |= {f"softened {rule.kind}" for rule in self.softened}
        return found | {f"excused {kind}" for kind in self.excused}


@dataclass(frozen=True, slots=True)
class _Guard:
    """What makes words near it harmless, up to ``window`` words away."""

    window: int
    patterns: tuple[Pattern, ...]


class Rules:
    """The pattern files of all languages, compiled once.

    Raises:
        OSError, KeyError, ValueError: when a pattern file is missing or wrong.
    """

    def __init__(self, folder: Path = PATTERNS) -> None:
        self._lexicon = Lexicon()
        self._fillers: set[str] = set()
        self._idioms: list[Pattern] = []
        self._guards: dict[str, list[_Guard]] = defaultdict(list)
        self._rules: list[Rule] = []
        files = {path.stem: _read(path) for path in sorted(folder.glob("*.yml"))}
        for data in files.values():
            self._fillers.update(data["fillers"].split())
        for language, data in files.items():
            self._load(language, data)
        if not self._rules:
            raise ValueError(f"no rules in {folder.name}")
        self._rules.sort(key=lambda rule: (rule.tier, rule.order))
        self._concepts = {
            name: self._lexicon.element(words.split())
            for name, words in _read(CONCEPTS).items()
        }
        self._lexicon.finish()
        self._idiom_index = Index(enumerate(self._idioms))
        self._index = Index(
            (number, pattern)
            for number, rule in enumerate(self._rules)
            for pattern in rule.patterns
        )

    def _load(self, language: str, data: Mapping[str, Any]) -> None:
        def named(name: str) -> list[str]:
            words: list[str] = []
            for word in data["sets"][name].split():
                words += named(word[1:-1]) if word.startswith("<") else [word]
            return words

        def patterns(written: list[str]) -> tuple[Pattern, ...]:
            return tuple(
                parse(text, self._lexicon, named, self._fillers) for text in written
            )

        self._idioms += patterns(data["idioms"])
        for name, guard in data["guards"].items():
            found = _Guard(guard["window"], patterns(guard["patterns"]))
            self._guards[name].append(found)
        for rule in data["rules"]:
            self._rules.append(
                Rule(
                    language=language,
                    kind=rule["kind"],
                    tier=rule["tier"],
                    order=_order(rule["kind"], rule.get("about")),
                    patterns=patterns(rule["patterns"]),
                    unless=tuple(rule.get("unless", ())),
                    softer=tuple(rule.get("softer", ())),
                    joined=tuple(skeleton(x) for x in rule.get("joined", "").split()),
                )
            )

    def readings(self, text: str) -> Iterator[Reading]:
        """Yield what was found in each reading of a message."""
        for tokens in views(text):
            words = [token for token in tokens if token not in self._fillers]
            message = Message(self._lexicon, words)
            idle = 0
            for _, idiom in self._idiom_index.candidates(message):
                idle |= message.spanned(idiom)
            if idle:
                message.forget(idle)
            met, softened, excused = self._met(message, squeezed(tokens))
            if idle:
                excused.add("idiom")
            meanings = self._meanings(message, len(words))
            meant = [i for i in range(len(words)) if not idle >> i & 1]
            yield Reading(
                [words[i] for i in meant],
                [meanings[i] for i in meant],
                met,
                softened,
                excused,
            )

    def _meanings(self, message: Message, length: int) -> list[list[str]]:
        """Return the concepts of each word."""
        found: list[list[str]] = [[] for _ in range(length)]
        for name, element in self._concepts.items():
            bits = message.at(element)
            while bits:
                found[(bits & -bits).bit_length() - 1].append(name)
                bits &= bits - 1
        return found

    def _met(
        self, message: Message, hidden: list[str]
    ) -> tuple[list[Rule], list[Rule], set[str | None]]:
        """Return the rules met, those met softly, and the kinds that are excused."""
        guarded: dict[str, int] = {}

        def outside(ends: int, guards: tuple[str, ...]) -> int:
            for name in guards:
                if name not in guarded:
                    guarded[name] = self._guarded(name, message)
                ends &= ~guarded[name]
            return ends

        met: set[int] = set()
        softened: set[int] = set()
        excused: set[int] = set()
        for number, pattern in self._index.candidates(message):
            if number in met or not (ends := message.ends(pattern)):
                continue
            rule = self._rules[number]
            if not (ends := outside(ends, rule.unless)):
                excused.add(number)
            else:
                (met if outside(ends, rule.softer) else softened).add(number)
        for number, rule in enumerate(self._rules) if hidden else ():
            if any(phrase in word for phrase in rule.joined for word in hidden):
                met.add(number)
        return (
            [self._rules[number] for number in sorted(met)],
            [self._rules[number] for number in sorted(softened - met)],
            {self._rules[number].kind for number in excused - met - softened},
        )

    def _guarded(self, name: str, message: Message) -> int:
        """Return the positions near what makes words harmless, in any language."""
        near = 0
        for guard in self._guards[name]:
            found = 0
            for pattern in guard.patterns:
                found |= message.ends(pattern)
            near |= message.around(found, guard.window)
        return near


def _read(path: Path) -> Any:
    import yaml  # here, so that importing the screen stays quick

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), loader)  # noqa: S506


def _order(kind: str | None, about: str | None) -> int:
    """Return the rank of a rule; words that do not say whom they are about are last."""
    rank = len(KINDS) if kind is None else KINDS.index(kind)
    return rank + (len(KINDS) + 1 if about == "anybody" else 0)
