"""Lets the wall clock of a process jump: seconds to add stand in ``FAULTS_CLOCK``.

Python runs this file at start where its folder is on ``PYTHONPATH``.
"""

from __future__ import annotations

import os
import time

_real = time.time
_file = os.environ.get("FAULTS_CLOCK", "")


def _jumped() -> float:
    try:
        with open(_file, encoding="ascii") as file:
            return _real() + float(file.read())
    except (OSError, ValueError):
        return _real()


if _file:
    time.time = _jumped
