"""Reads files of others: bounded, decoded, and refused with a reason that helps."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any, Final

from services_db.errors import ImportRefused

SIZE_LIMIT: Final = 50 * 1024 * 1024
_HTML_STARTS: Final = ("<!doctype", "<html", "<head", "<body", "<?xml", "<!--")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def checked_path(source: str) -> Path:
    """Return the path of an existing file or folder.

    Raises:
        ImportRefused: when ``source`` is an address, or nothing is there.
    """
    if "://" in source:
        raise ImportRefused(
            f"{source}: an address cannot be read; save it as a file and give its path"
        )
    path = Path(source)
    if not path.exists():
        raise ImportRefused(f"{source}: there is no such file")
    return path


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file of at most ``SIZE_LIMIT``.

    Raises:
        ImportRefused: when it is too large, empty, a folder, or cannot be read.
    """
    if path.is_dir():
        raise ImportRefused(f"{path.name}: is a folder, not a file")
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ImportRefused(f"{path.name}: {error.strerror}") from None
    if len(content) > SIZE_LIMIT:
        limit = SIZE_LIMIT // (1024 * 1024)
        raise ImportRefused(f"{path.name}: is larger than {limit} MB; split it")
    if not content.strip():
        raise ImportRefused(f"{path.name}: is empty")
    return content


def read_text(path: Path) -> str:
    """Return a file's text: UTF-8, with or without a byte order mark.

    Raises:
        ImportRefused: when it is something else, or a web page.
    """
    return text_of(read_bytes(path), path.name)


def text_of(content: bytes, name: str) -> str:
    """Return bytes as a text: UTF-8, with or without a byte order mark.

    Raises:
        ImportRefused: naming ``name``, when it is something else or a web page.
    """
    if content.startswith(_UTF_16):
        raise ImportRefused(f"{name}: is UTF-16; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused(
            f"{name}: line {line}: is not UTF-8; save it as UTF-8"
        ) from None
    if looks_like_html(text):
        raise ImportRefused(
            f"{name}: is a web page, perhaps an error page of the service; "
            "fetch the data anew"
        )
    return text


def json_of(text: str, name: str) -> Any:
    """Return the value that a JSON text holds.

    Raises:
        ImportRefused: naming ``name`` and the place, when it is not JSON or is cut.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ImportRefused(
            f"{name}: line {error.lineno}, column {error.colno}: is not whole JSON "
            f"({error.msg}); fetch the data anew"
        ) from None
    except (RecursionError, ValueError):
        raise ImportRefused(f"{name}: is not JSON that can be read") from None


def looks_like_html(text: str) -> bool:
    """Whether a text begins as a web page or other markup does."""
    return text.lstrip()[:20].lower().startswith(_HTML_STARTS)
