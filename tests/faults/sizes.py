"""How long the runs are. ``LAITURI_SOAK=1`` (``make soak``) asks for the long ones."""

from __future__ import annotations

import os

SOAK = os.environ.get("LAITURI_SOAK") == "1"
KILLS = 200 if SOAK else 20
SENDERS = 1000 if SOAK else 100
AT_ONCE = 100
MESSAGES = 500 if SOAK else 200
LASTING = 5000 if SOAK else 60

figures: list[str] = []
"""What was measured: told at the end of the run."""
