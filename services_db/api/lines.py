"""A list as lines: one JSON object each, for those who want everything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

NDJSON: Final = "application/x-ndjson"
LINES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {NDJSON: {"schema": {"type": "string"}}}}
}
"""For the OpenAPI document: the answer may be lines."""


def in_lines(rows: Iterable[BaseModel]) -> StreamingResponse:
    """Return an answer of one line for each row."""
    lines = (row.model_dump_json(exclude_defaults=True) + "\n" for row in rows)
    return StreamingResponse(lines, media_type=NDJSON)
