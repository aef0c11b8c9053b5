"""A better model while the first one serves: trained aside, then handed to Rasa.

The embeddings of a new home's training sentences take minutes. A first model without
them serves after one; this trains the one with them at low priority.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import urllib.request
from collections.abc import Mapping
from typing import Final

from bot.parts import die_with_parent
from bot.prepare import BETTER_MODEL
from bot.settings import ROOT

NICENESS: Final = 10
HAND_OVER_SECONDS: Final = 60.0


def _stand_back() -> None:
    die_with_parent()
    os.nice(NICENESS)


async def train_better(environment: Mapping[str, str]) -> str | None:
    """Return the path of the better model; ``None`` when its training fails.

    What went wrong stands on stderr. Cancelling it stops the training.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.prepare", BETTER_MODEL),
        cwd=ROOT,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_stand_back,
    )
    try:
        output, _ = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    name, _, path = output.decode().strip().partition(": ")
    return path if process.returncode == 0 and name == BETTER_MODEL else None


def hand_over(url: str, secret: str, model: str) -> bool:
    """Let Rasa at ``url`` serve another model; return whether it does.

    Conversations go on: only a message that comes within the two seconds of loading
    waits for them.
    """
    request = urllib.request.Request(  # noqa: S310  our own loopback address
        f"{url}/webhooks/gateway/model",
        data=json.dumps({"path": model}).encode(),
        headers={"X-Laituri-Secret": secret, "Content-Type": "application/json"},
        method="PUT",
    )
    try:
        with urllib.request.urlopen(request, timeout=HAND_OVER_SECONDS) as answer:  # noqa: S310
            return int(answer.status) == 200
    except (OSError, ValueError):
        return False
