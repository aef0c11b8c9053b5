"""``laituri bench screen``: how long the crisis screen takes for the longest message.

The messages are the harmless examples that it learned from, one after another, each
message from another place: words that patterns know are dense in them. Of an example
with alternatives they hold one way to read it.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any, Final

import yaml

from bot.measure import percentiles, timed

CHARACTERS: Final = 4000
"""The longest message that the gateway takes."""


def screen_figures(messages: int) -> dict[str, Any]:
    """Screen long messages of every language in turn: rules alone, and all of it."""
    from bot.safety import screen
    from bot.safety.learn import EXAMPLES, variants
    from bot.safety.rules import Rules
    from bot.safety.screen import warm_up

    warm_up()
    rules = Rules()
    texts: list[str] = []
    for path in sorted(EXAMPLES.glob("*.yml")):
        harmless = yaml.safe_load(path.read_text(encoding="utf-8"))["harmless"]
        examples = chain.from_iterable(harmless.values())
        together = ", ".join(variants(example)[0] for example in examples)
        starts = range(0, len(together) - CHARACTERS, CHARACTERS)
        texts += [together[start : start + CHARACTERS] for start in starts]
    chosen = [texts[number % len(texts)] for number in range(messages)]
    return {
        "bench": "screen",
        "characters": CHARACTERS,
        "rules": percentiles([timed(partial(_all, rules, text)) for text in chosen]),
        "screen": percentiles([timed(partial(screen, text)) for text in chosen]),
    }


def _all(rules: Any, text: str) -> None:
    for _ in rules.readings(text):
        pass
