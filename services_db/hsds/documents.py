"""HSDS as one JSON document: the pages of the standard's API, or a bare list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from services_db.errors import ImportRefused
from services_db.hsds import model as h
from services_db.sources.files import read_text

_EXPECTED: Final = "expected a service, a list of them, or a page with contents"


def page_of(
    contents: Sequence[Any], total: int, number: int, per_page: int
) -> dict[str, Any]:
    """Return a page as the standard shapes it; ``number`` starts at 1."""
    pages = max(1, -(-total // per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def write_document(path: Path, services: Sequence[h.Service]) -> None:
    """Write the services as one page.

    Raises:
        OSError: when it cannot be written.
    """
    contents = [service.to_json() for service in services]
    page = page_of(contents, len(contents), 1, max(1, len(contents)))
    text = json.dumps(page, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_document(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the services of a JSON file, each with its place.

    Raises:
        ImportRefused: naming the line, when it is not JSON or holds something else.
    """
    try:
        found = json.loads(read_text(path), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ImportRefused(
            f"{path.name}: line {error.lineno}, column {error.colno}: is not whole "
            f"JSON ({error.msg}); fetch the file anew"
        ) from None
    except (RecursionError, ValueError) as error:
        said = "is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise ImportRefused(f"{path.name}: {said}") from None
    if isinstance(found, dict):
        found = found.get("contents", [found])
    if not isinstance(found, list) or not all(isinstance(x, dict) for x in found):
        raise ImportRefused(f"{path.name}: {_EXPECTED}")
    if not found:
        raise ImportRefused(f"{path.name}: holds no service")
    return [(f"{path.name}: #{n}", row) for n, row in enumerate(found, start=1)]


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")
