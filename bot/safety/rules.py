"""The rules of the screen, from ``patterns/<language>.yml``, and what meets them.

A rule is a kind of danger, a tier, patterns, and guards: words near a match that make
it harmless ("in the film", "I do not"), or softer ("as a child"). Words of idioms
("dead tired") are taken out first. What words mean in any language comes from
``concepts.yml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from bot.safety.lexicon import Lexicon
from bot.safety.matching import Candidate, Index, Message, Pattern, positions
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

NEVER_MISSED: Final = ("suicide", "sexual_abuse", "overdose")
"""Kinds whose direct messages must all be seen: what meets their rules has signs."""

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
    meanings: list[tuple[str, ...]]
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
class _Met:
    """Where words that make others harmless end, and which words are near them."""

    ends: int = 0
    near: int = 0


class Rules:
    """The pattern files of all languages, compiled once.

    Raises:
        OSError, KeyError, ValueError: when a pattern file is missing or wrong.
    """

    def __init__(self, folder: Path = PATTERNS) -> None:
        self._lexicon = Lexicon()
        self._fillers: set[str] = set()
        self._idioms: list[Pattern] = []
        self._guards: list[tuple[str, int]] = []
        guards: list[Pattern] = []
        self._rules: list[Rule] = []
        files = {path.stem: _read(path) for path in sorted(folder.glob("*.yml"))}
        for data in files.values():
            self._fillers.update(data["fillers"].split())
        for language, data in files.items():
            guards += self._load(language, data)
        if not self._rules:
            raise ValueError(f"no rules in {folder.name}")
        self._rules.sort(key=lambda rule: (rule.tier, rule.order))
        self._concepts = {
            name: self._lexicon.element(words.split())
            for name, words in _read(CONCEPTS).items()
        }
        self._meant = frozenset(self._concepts.values())
        self._lexicon.finish()
        self._joined = [
            (phrase, number)
            for number, rule in enumerate(self._rules)
            for phrase in rule.joined
        ]
        self._shortest_joined = min(
            (len(phrase) for phrase, _ in self._joined), default=0
        )
        self._idiom_index = Index(enumerate(self._idioms), self._lexicon)
        self._guard_index = Index(enumerate(guards), self._lexicon)
        meeting = [
            (number, pattern)
            for number, rule in enumerate(self._rules)
            for pattern in rule.patterns
        ]
        self._index = Index(meeting, self._lexicon)

    def _load(self, language: str, data: Mapping[str, Any]) -> list[Pattern]:
        """Add idioms, guards and rules; return the patterns of the guards."""

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
        guards: list[Pattern] = []
        for name, guard in data["guards"].items():
            found = patterns(guard["patterns"])
            guards += found
            self._guards += [(name, guard["window"])] * len(found)
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
        return guards

    def readings(self, text: str) -> Iterator[Reading]:
        """Yield what was found in each reading of a message."""
        for tokens in views(text):
            words = [token for token in tokens if token not in self._fillers]
            message = Message(self._lexicon, words)
            idioms = self._idiom_index.candidates(message)
            may_guard = self._guard_index.candidates(message)
            may_meet = self._index.candidates(message)
            needed = (needed for _, _, needed in chain(idioms, may_guard, may_meet))
            message.locate(self._meant.union(*needed))
            idle = 0
            for _, idiom, _ in idioms:
                idle |= message.spanned(idiom)
            if idle:
                message.forget(idle)
            guards = self._guards_met(message, may_guard)
            met, softened, excused = self._met(
                message, squeezed(tokens), guards, may_meet
            )
            if idle:
                excused.add("idiom")
            meanings = self._meanings(message, guards, len(words))
            meant = [i for i in range(len(words)) if not idle >> i & 1]
            yield Reading(
                [words[i] for i in meant],
                [meanings[i] for i in meant],
                met,
                softened,
                excused,
            )

    def _meanings(
        self, message: Message, guards: Mapping[str, _Met], length: int
    ) -> list[tuple[str, ...]]:
        """Return the concepts of each word, and the guards that end there."""
        found: list[tuple[str, ...]] = [()] * length  # most words mean nothing known
        at = {name: message.at(element) for name, element in self._concepts.items()}
        at |= {f"~{name}": guard.ends for name, guard in guards.items()}
        for name, bits in at.items():
            for position in positions(bits):
                found[position] += (name,)
        return found

    def _met(
        self,
        message: Message,
        hidden: str,
        guards: Mapping[str, _Met],
        candidates: Iterable[Candidate],
    ) -> tuple[list[Rule], list[Rule], set[str | None]]:
        """Return the rules met, those met softly, and the kinds that are excused."""

        def outside(ends: int, names: tuple[str, ...]) -> int:
            for name in names:
                if name in guards:
                    ends &= ~guards[name].near
            return ends

        met: set[int] = set()
        softened: set[int] = set()
        excused: set[int] = set()
        for number, pattern, _ in candidates:
            if number in met or not (ends := message.ends(pattern)):
                continue
            rule = self._rules[number]
            if not (ends := outside(ends, rule.unless)):
                excused.add(number)
            else:
                (met if outside(ends, rule.softer) else softened).add(number)
        met.update(self._joined_met(hidden))
        return (
            [self._rules[number] for number in sorted(met)],
            [self._rules[number] for number in sorted(softened - met)],
            {self._rules[number].kind for number in excused - met - softened},
        )

    def _joined_met(self, hidden: str) -> Iterator[int]:
        """Yield the rules whose words stand in a text without spaces.

        A phrase is searched for only when its first letters are there.
        """
        length = self._shortest_joined
        starts = {hidden[i : i + length] for i in range(len(hidden) - length + 1)}
        for phrase, number in self._joined if starts else ():
            if phrase[:length] in starts and phrase in hidden:
                yield number

    def _guards_met(
        self, message: Message, candidates: Iterable[Candidate]
    ) -> dict[str, _Met]:
        """Return the guards of any language that are in a message, by name."""
        found: dict[str, _Met] = {}
        for number, pattern, _ in candidates:
            if ends := message.ends(pattern):
                name, window = self._guards[number]
                before = found.get(name, _Met())
                near = message.around(ends, window)
                found[name] = _Met(before.ends | ends, before.near | near)
        return found


def _read(path: Path) -> Any:
    import yaml  # here, so that importing the screen stays quick

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), loader)  # noqa: S506


def _order(kind: str | None, about: str | None) -> int:
    """Return the rank of a rule; words that do not say whom they are about are last."""
    rank = len(KINDS) if kind is None else KINDS.index(kind)
    return rank + (len(KINDS) + 1 if about == "anybody" else 0)
