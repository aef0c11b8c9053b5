"""The training sentences of a file, read fast and kept as they are.

Rasa parses each file three times, checks it against a schema, and copies and
fingerprints every example each time it merges: 7 s of a training.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import yaml
from rasa.shared.nlu.training_data.message import Message

USUAL: Final = (
    {"version", "nlu", "responses"},
    {"intent", "metadata", "examples"},
)
"""The keys of a file, and of its blocks, that are read here; responses are no
sentences, so they are passed over."""
BULLET: Final = "- "
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TrainingExample(Message):
    """A training example that is only read: copying it gives itself."""

    _cached_fingerprint: str | None

    def __deepcopy__(self, memo: dict[int, Any]) -> TrainingExample:
        return self

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; what is so already changes nothing."""
        if add_to_output or self.data.get(prop) != info:
            super().set(prop, info, add_to_output)

    def fingerprint(self) -> str:
        """Return 32 hexadecimal digits over what the example holds."""
        if self._cached_fingerprint is None:
            held = repr((self.data, self.features)).encode()
            self._cached_fingerprint = blake2b(held, digest_size=16).hexdigest()
        return self._cached_fingerprint


def read_examples(path: Path) -> list[TrainingExample] | None:
    """Return the intent examples of a file of Rasa's training data.

    ``None`` when the file holds anything but plain sentences of intents, or something
    is wrong in it: Rasa can read it or say what is wrong.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506
        return list(_examples(content))
    except (yaml.YAMLError, ValueError):
        return None


def _is_usual(block: Any) -> bool:
    """Whether a block is an intent without a response key and lines of sentences."""
    if not isinstance(block, dict) or block.keys() - USUAL[1]:
        return False
    intent, lines = block.get("intent"), block.get("examples")
    return isinstance(intent, str) and "/" not in intent and isinstance(lines, str)


def _examples(content: Any) -> Iterator[TrainingExample]:
    if not isinstance(content, dict) or content.keys() - USUAL[0]:
        raise ValueError("not only sentences of intents")
    for block in content.get("nlu") or ():
        if not _is_usual(block):
            raise ValueError("not a block of sentences")
        for line in block["examples"].splitlines():
            if not line.startswith(BULLET) or "[" in line:
                raise ValueError("not a plain sentence")
            text = line.removeprefix(BULLET).strip()
            built = Message.build(text, block["intent"], [], block.get("metadata"))
            yield TrainingExample(built.data, built.output_properties)
