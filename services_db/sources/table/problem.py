"""What is wrong with a cell, and how to mend it."""

from __future__ import annotations


class CellProblem(Exception):
    """A cell that cannot be read. The reader of rows adds where it is."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}; {mend}")
