"""What a message is about: the themes of its needs, strongest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.nlu.entities import NEGATIVE, Entity
from bot.nlu.labels import phases
from bot.nlu.lexical import SEPARATOR, THEMES, found_in
from bot.nlu.patterns import Match
from bot.nlu.refusal import REFUSABLE, refused
from bot.nlu.words import words
from services_db.reference.codes import Phase, Theme

ENTITY = "theme"
MOST = 3
SITUATION = "inform_situation"
IMPLIED = {
    "find_training": Theme.TRAINING,
    "find_job": Theme.JOB,
    "start_business": Theme.ENTREPRENEURSHIP,
}
"""The theme that an intent speaks of by itself."""
BENEFIT = "ask_benefit"
"""The detail that speaks of money by itself."""
REFUSES_HELP = "refuses_help"
"""The detail of somebody else's no to help: which help only words can tell."""
WITH_NEEDS = frozenset({*IMPLIED, "find_support", SITUATION, "make_referral"})
"""The intents of messages that tell a need. In others a theme is only a topic."""
GUESSED = frozenset({"find_support"})
"""The intents that always have a need: the likeliest one, when none is certain."""

STRONG = "strong"
_STRONG, _WEAK = 2.0, 0.5
_IMPLIED_WEIGHT = 2.5
_MOST_EVIDENCE = 4.0
_TRUST_IN_WORDS = 0.2
"""What the evidence of the word lists weighs beside the learned decision value."""
_LIKELY = 0.3
"""The value that a need beside the first must have: a guess more costs a card."""
_BESIDE_MONEY = 0.4
"""The same beside a question about benefits, which names what they are for."""
STATUS = frozenset({Theme.TRAINING, Theme.JOB, Theme.MILITARY_SERVICE})
"""What one does. Told without a request it is a situation, not a need."""
OVER = {
    Phase.AFTER_MILITARY_SERVICE: Theme.MILITARY_SERVICE,
    Phase.AFTER_PRISON: Theme.VIOLENCE_CRIME,
}
"""What a phase leaves behind: no need any more."""

SAID_BY_PHASE = {
    **OVER,
    Phase.AFTER_CARE: Theme.FAMILY,
    Phase.NEWLY_ARRIVED: Theme.IMMIGRATION,
}
"""The theme that a phase's own words say: no need beside it."""


@dataclass
class Found:
    """The evidence for one theme: its weight, first word and spans in the text."""

    score: float = 0.0
    first: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)


def _longest(found: Sequence[Match]) -> list[Match]:
    """Leave out a match whose words all stand in a longer one of another theme.

    A word in the gap of a longer phrase stays: "i have debts and no friends".
    """
    return [m for m in found if not any(_holds(longer, m) for longer in found)]


def _holds(longer: Match, match: Match) -> bool:
    whole = longer.words == longer.last - longer.first + 1
    at_an_end = longer.first == match.first or longer.last == match.last
    inside = longer.first <= match.first and match.last <= longer.last
    return longer.words > match.words and inside and (whole or at_an_end)


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
        side = unwanted if match.first in no and theme in REFUSABLE else wanted
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
    wanted: Mapping[str, Found], learned: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Rank by the learned decision values and the word lists together."""
    total = {
        theme: value
        + _TRUST_IN_WORDS
        * (min(wanted[theme].score, _MOST_EVIDENCE) if theme in wanted else 0)
        for theme, value in learned.items()
    }
    return sorted(total.items(), key=lambda item: -item[1])


def _needs(
    ranked: Sequence[tuple[str, float]],
    intent: str | None,
    implied: Theme | None,
    told: frozenset[str],
    said: frozenset[str],
) -> list[str]:
    """Return the themes that are needs, of the ones ranked by both.

    Args:
        ranked: themes with their values, the likeliest first.
        intent: what the message is for.
        implied: the theme that goes without saying, if there is one.
        told: the transition phases that the message tells.
        said: the themes that a strong word says.
    """
    if intent == SITUATION:  # a phase says what it is about; beside it words must
        likely = [t for t, value in ranked if value > 0 and t not in STATUS]
        own = {theme for phase, theme in SAID_BY_PHASE.items() if phase in told}
        return [t for t in likely if not told or (t in said and t not in own)]
    if implied is not None:
        least = _BESIDE_MONEY if implied == Theme.MONEY else _LIKELY
        needs = [theme for theme, value in ranked if value > least]
    else:
        needs = [theme for theme, value in ranked[:1] if value > 0 or intent in GUESSED]
        needs += [theme for theme, value in ranked[1:] if value > _LIKELY]
    over = {theme for phase, theme in OVER.items() if phase in told}
    return [theme for theme in needs if theme not in over]


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
        needs: list[str] = []
    elif learned is None or detail == REFUSES_HELP:
        needs = [theme for theme, _ in _by_words(wanted)]
    else:
        kept = {
            theme: value for theme, value in learned.items() if theme not in unwanted
        }
        told = frozenset(str(phase.value) for phase in phases(text))
        said = frozenset(t for t in wanted if wanted[t].score >= _STRONG)
        needs = _needs(_by_both(wanted, kept), intent, implied, told, said)
    themes = [theme for theme in needs if theme != implied]
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
