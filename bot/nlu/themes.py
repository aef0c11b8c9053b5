"""What a message is about: the themes of its needs, strongest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.nlu.entities import NEGATIVE, Entity
from bot.nlu.lexical import SEPARATOR, THEMES, found_in
from bot.nlu.patterns import Match
from bot.nlu.words import words
from services_db.reference.codes import Theme

ENTITY = "theme"
MOST = 3
IMPLIED = {
    "find_training": Theme.TRAINING,
    "find_job": Theme.JOB,
    "start_business": Theme.ENTREPRENEURSHIP,
}
"""The theme that an intent speaks of by itself."""
BENEFIT = "ask_benefit"
"""The detail that speaks of money by itself."""
WITH_NEEDS = frozenset(
    {*IMPLIED, "find_support", "find_one_stop", "inform_situation", "make_referral"}
)
"""The intents of messages that tell a need. In others a theme is only a topic."""
GUESSED = frozenset({"find_support"})
"""The intents that always have a need: the likeliest one, when none is certain."""

STRONG = "strong"
_STRONG, _WEAK = 2.0, 0.5
_IMPLIED_WEIGHT = 2.5
_MOST_EVIDENCE = 4.0
_TRUST_IN_WORDS = 0.25
"""What the evidence of the word lists weighs beside the learned decision value."""
_REFUSED_AFTER = 4
"""How many words after "I do not want" the refusal reaches."""
_REFUSED_BEFORE = 3


@dataclass
class Found:
    """The evidence for one theme: its weight, first word and spans in the text."""

    score: float = 0.0
    first: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)


def refused(text: str) -> frozenset[int]:
    """Return the positions of words that the writer refuses: "en halua kouluun".

    The refusal ends where the writer turns ("vaan", "men") or a sentence begins.
    """
    found = words(text)
    polarity = found_in(text, "polarity")
    turns = {m.first for m in polarity if m.code == "turns"}
    positions: set[int] = set()
    for match in polarity:
        if match.code == "before":
            reach = range(match.last + 1, match.last + 1 + _REFUSED_AFTER)
        elif match.code == "after":
            reach = range(match.first - 1, match.first - 1 - _REFUSED_BEFORE, -1)
        else:
            continue
        for i in reach:
            past = not 0 <= i < len(found)
            if (
                past
                or i in turns
                or (match.code == "before" and found[i].starts_sentence)
            ):
                break
            positions.add(i)
    return frozenset(positions)


def _longest(found: Sequence[Match]) -> list[Match]:
    """Leave out a match whose words all stand in a longer one of another theme."""
    return [
        m
        for m in found
        if not any(
            o.words > m.words and o.first <= m.first and m.last <= o.last for o in found
        )
    ]


def _by_strength(match: Match) -> tuple[bool, int, int]:
    return not match.code.endswith(STRONG), -match.words, match.first


def collect(text: str) -> tuple[dict[str, Found], dict[str, Found]]:
    """Return the themes wanted and the themes refused, with their evidence."""
    found = words(text)
    wanted: dict[str, Found] = defaultdict(Found)
    unwanted: dict[str, Found] = defaultdict(Found)
    no = refused(text)
    seen: set[tuple[str, int]] = set()  # a word speaks for a theme once
    for match in sorted(_longest(found_in(text, THEMES)), key=_by_strength):
        theme, _, strength = match.code.partition(SEPARATOR)
        ends = {(theme, match.first), (theme, match.last)}
        if ends & seen:
            continue
        seen |= ends
        side = unwanted if match.first in no else wanted
        entry = side[theme]
        entry.first = min(entry.first, match.first) if entry.spans else match.first
        weight = _STRONG if strength == STRONG else _WEAK
        entry.score += weight * (1 + 0.25 * (match.words - 1))
        entry.spans.append((found[match.first].start, found[match.last].end))
    return wanted, unwanted


def _by_words(wanted: Mapping[str, Found]) -> list[tuple[str, float]]:
    """Rank by the word lists alone: weak evidence counts where nothing is strong."""
    ranked = sorted(
        wanted, key=lambda theme: (-wanted[theme].score, wanted[theme].first)
    )
    strong = [theme for theme in ranked if wanted[theme].score >= _STRONG]
    return [(theme, wanted[theme].score) for theme in strong or ranked]


def _by_both(
    wanted: Mapping[str, Found], learned: Mapping[str, float], guess: bool
) -> list[tuple[str, float]]:
    """Rank by the learned decision values and the word lists together."""
    total = {
        theme: value
        + _TRUST_IN_WORDS
        * (min(wanted[theme].score, _MOST_EVIDENCE) if theme in wanted else 0)
        for theme, value in learned.items()
    }
    ranked = sorted(total.items(), key=lambda item: -item[1])
    certain = [item for item in ranked if item[1] > 0]
    return certain or (ranked[:1] if guess else [])


def implied_theme(intent: str | None, detail: str | None = None) -> Theme | None:
    """Return the theme that an intent or its detail speaks of by itself."""
    return Theme.MONEY if detail == BENEFIT else IMPLIED.get(intent or "")


def extract(
    text: str,
    intent: str | None = None,
    detail: str | None = None,
    learned: Mapping[str, float] | None = None,
) -> list[Entity]:
    """Return the themes of a message, strongest first, at most three.

    Args:
        text: the message.
        intent: what it is for. An intent that tells no need has no themes; one that
            implies a theme has it even where no word says so, over the whole text.
        detail: the detail beside the intent.
        learned: decision values by theme of a trained model, if there is one.

    Refused themes follow, with negative polarity.
    """
    wanted, unwanted = collect(text)
    implied = implied_theme(intent, detail)
    if implied is not None and (implied in wanted or implied not in unwanted):
        wanted[implied].score += _IMPLIED_WEIGHT
    else:
        implied = None
    if intent is not None and intent not in WITH_NEEDS:
        ranked = []
    elif learned is None:
        ranked = _by_words(wanted)
    else:
        kept = {
            theme: value for theme, value in learned.items() if theme not in unwanted
        }
        ranked = _by_both(wanted, kept, intent in GUESSED)
    themes = [theme for theme, _ in ranked if theme != implied]
    if implied is not None:
        themes.insert(0, implied)
    whole = (0, len(text))
    spans = {t: wanted[t].spans[0] for t in themes if t in wanted and wanted[t].spans}
    entities = [Entity(ENTITY, str(t), *spans.get(t, whole)) for t in themes[:MOST]]
    return entities + [
        Entity(ENTITY, theme, *found.spans[0], polarity=NEGATIVE)
        for theme, found in unwanted.items()
        if theme not in themes
    ]


def taught(intent: str, themes: Iterable[str] | None) -> set[str] | None:
    """Return the themes that a training example teaches; None when it teaches nothing.

    Examples of support without a label are left out: they may be about anything.
    """
    if themes:
        return set(themes)
    if intent in IMPLIED:
        return {IMPLIED[intent]}
    return None if intent in WITH_NEEDS else set()
