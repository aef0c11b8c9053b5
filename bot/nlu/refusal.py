"""What the writer refuses: "en halua kouluun", "inte vill till skolan"."""

from __future__ import annotations

from typing import Final

from bot.nlu.asking_for import OTHERS
from bot.nlu.asking_for import extract as asking_for
from bot.nlu.lexical import found_in
from bot.nlu.words import words
from services_db.reference.codes import Theme

REFUSABLE: Final = frozenset(
    {Theme.TRAINING, Theme.JOB, Theme.ENTREPRENEURSHIP, Theme.LEISURE}
)
"""What one can do without. "I do not want to be alone" is a need."""
_AFTER: Final = 5
"""How many words after "I do not want" the refusal reaches."""
_BEFORE: Final = 3


def refused(text: str) -> frozenset[int]:
    """Return the positions of the words that the writer refuses.

    The refusal ends where the writer turns ("vaan", "men") or a sentence begins. What
    a child, a friend or a client refuses is not refused by the one who asks for them.
    """
    polarity = found_in(text, "polarity")
    if not any(m.code in ("before", "after") for m in polarity):
        return frozenset()
    if any(entity.value in OTHERS for entity in asking_for(text)):
        return frozenset()
    found = words(text)
    turns = {m.first for m in polarity if m.code == "turns"}
    positions: set[int] = set()
    for match in polarity:
        if match.code == "before":
            reach = range(match.last + 1, match.last + 1 + _AFTER)
        elif match.code == "after":
            reach = range(match.first - 1, match.first - 1 - _BEFORE, -1)
        else:
            continue
        for i in reach:
            past = not 0 <= i < len(found)
            begins = match.code == "before" and not past and found[i].starts_sentence
            if past or i in turns or begins:
                break
            positions.add(i)
    return frozenset(positions)
