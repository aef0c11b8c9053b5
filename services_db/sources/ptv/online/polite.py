"""Asks PTV politely: at most two requests a second, each with a deadline and a bound.

PTV states no limit of its own; ``429`` and ``Retry-After`` are honoured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self

import httpx

from services_db.errors import ImportRefused
from services_db.sources.files import SIZE_LIMIT, json_of, text_of

INTERVAL: Final = 0.625
"""Seconds between the starts of two requests."""
TRIES: Final = 5
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 300.0
ANSWER_DEADLINE: Final = 120.0
"""Seconds within which an answer has to be there whole."""
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_AGAIN: Final = frozenset({429, 502, 503, 504})
_NO_ENTRY: Final = frozenset({401, 403})
_CHUNK: Final = 64 * 1024


class Rejected(Exception):
    """PTV does not take this request: a 400, or a 500, its answer to bad input."""


@dataclass(frozen=True)
class Clock:
    """Where the time comes from; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Polite:
    """A connection to one interface, for one thread."""

    def __init__(
        self,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._base = base.rstrip("/")
        self._clock = clock or Clock()
        self._next = self._clock.now() + INTERVAL  # another run may just have ended
        self._client = httpx.Client(
            timeout=_TIMEOUT,
            headers={"accept": "application/json", **(headers or {})},
            follow_redirects=False,  # a redirect would carry the key elsewhere
            trust_env=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, **parameters: Any) -> Any:
        """Return the JSON of an answer; ``None`` for a 404.

        Raises:
            Rejected: for a 400 or a repeated 500: the request is not to its taste.
            ImportRefused: when PTV cannot be reached, asks to come back later, does
                not accept the key, or answers with something that is not JSON.
        """
        given = {k: v for k, v in parameters.items() if v is not None}
        failed = ""
        for attempt in range(TRIES):
            self._take_turn()
            try:
                status, headers, content = self._answer(path, given)
            except httpx.RequestError as error:
                failed = f"{type(error).__name__}: {error}".rstrip(": ")
                self._clock.sleep(FIRST_WAIT * 2**attempt)
                continue
            if status == 200:
                return json_of(text_of(content, path), path)
            if status == 404:
                return None
            failed = f"status {status}"
            if status == 400 or (status == 500 and attempt):
                raise Rejected(f"{path}: {failed}")
            if status in _NO_ENTRY:
                raise ImportRefused(
                    f"{path}: {failed}: PTV does not accept the key; "
                    "look at LAITURI_PTV_API_KEY"
                )
            if status != 500 and status not in _AGAIN:
                break
            self._clock.sleep(self._wait(path, headers, attempt))
        raise ImportRefused(
            f"{path}: PTV does not answer ({failed}); try again later, what was "
            "fetched is kept"
        )

    def _take_turn(self) -> None:
        wait = self._next - self._clock.now()
        if wait > 0:
            self._clock.sleep(wait)
        self._next = self._clock.now() + INTERVAL

    def _answer(
        self, path: str, parameters: Mapping[str, Any]
    ) -> tuple[int, httpx.Headers, bytes]:
        started, content = self._clock.now(), bytearray()
        with self._client.stream(
            "GET", f"{self._base}{path}", params=dict(parameters)
        ) as response:
            for chunk in response.iter_bytes(_CHUNK):
                content += chunk
                if len(content) > SIZE_LIMIT:
                    limit = SIZE_LIMIT // (1024 * 1024)
                    raise ImportRefused(f"{path}: the answer is larger than {limit} MB")
                if self._clock.now() - started > ANSWER_DEADLINE:
                    raise httpx.ReadTimeout("the answer came too slowly")
            return response.status_code, response.headers, bytes(content)

    def _wait(self, path: str, headers: httpx.Headers, attempt: int) -> float:
        """Return the seconds to wait: what PTV asks for, else longer each time."""
        asked = _seconds(headers.get("retry-after", ""))
        if asked is None:
            return float(FIRST_WAIT * 2**attempt)
        if asked > LONGEST_WAIT:
            raise ImportRefused(
                f"{path}: PTV asks to come back in {round(asked / 60)} minutes; what "
                "was fetched is kept"
            )
        return asked


def _seconds(retry_after: str) -> float | None:
    """Return a ``Retry-After`` in seconds; it is a number or a date."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
