"""Fetches a source from an https address that the operator has listed (V13).

Whoever names an address must not be able to reach into the operator's network: the
host is on a list, its name is resolved once, every address it resolves to is a public
one, the connection goes to that very address, and a redirect stays on the host. All
within ten seconds and 50 MB.
"""

from __future__ import annotations

import ssl
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import httpcore

from services_db.errors import ImportRefused
from services_db.sources.files import SIZE_LIMIT
from services_db.sources.guarded import Guarded, NotPublic, Resolve, is_public, resolve

SECONDS: Final = 10.0
REDIRECTS: Final = 3
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_NAME_LENGTH: Final = 80


@contextmanager
def downloaded(
    sources: Sequence[str],
    hosts: Collection[str],
    *,
    find: Resolve = resolve,
    public: Callable[[str], bool] = is_public,
    trusted: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
) -> Iterator[list[str]]:
    """Yield the sources with a temporary file in place of each https address.

    ``hosts`` may be fetched from: ``www.example.org``, or with a port other than 443.
    The rest is for tests.

    Raises:
        ImportRefused: when an address may not or cannot be fetched.
    """
    with tempfile.TemporaryDirectory(prefix="laituri-") as folder:
        paths = []
        for number, source in enumerate(sources):
            if "://" not in source:
                paths.append(source)
                continue
            backend = Guarded(find, public, time.monotonic() + seconds)
            with httpcore.ConnectionPool(
                ssl_context=trusted, network_backend=backend
            ) as pool:
                content = _fetched(pool, source, hosts, backend.until)
            path = Path(folder) / str(number) / _name(source)
            path.parent.mkdir()
            path.write_bytes(content)
            paths.append(str(path))
        yield paths


def _fetched(
    pool: httpcore.ConnectionPool, address: str, hosts: Collection[str], until: float
) -> bytes:
    parts = _allowed(address, hosts)
    for _ in range(REDIRECTS + 1):
        try:
            moved, content = _answer(pool, address, parts.netloc, until)
        except (httpcore.TimeoutException, TimeoutError):
            raise ImportRefused(f"{parts.netloc}: the answer takes too long") from None
        except NotPublic:
            raise ImportRefused(
                f"{parts.netloc}: is not a public address and is not fetched"
            ) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise ImportRefused(
                f"{parts.netloc}: cannot be reached ({type(error).__name__})"
            ) from None
        if moved is None:
            return content
        address = urljoin(address, moved)
        if _allowed(address, hosts).netloc != parts.netloc:
            raise ImportRefused(
                f"{parts.netloc}: leads on to another host; give that address instead"
            )
    raise ImportRefused(f"{parts.netloc}: leads from one address to the next")


def _answer(
    pool: httpcore.ConnectionPool, address: str, host: str, until: float
) -> tuple[str | None, bytes]:
    """Return where an answer leads on to, or else its content."""
    headers = [("Host", host), ("Accept", "*/*"), ("Accept-Encoding", "identity")]
    left = {key: SECONDS for key in ("connect", "read", "write", "pool")}
    with pool.stream(
        "GET", address, headers=headers, extensions={"timeout": left}
    ) as answer:
        told = {key.lower(): value.decode("latin-1") for key, value in answer.headers}
        if answer.status in _MOVED and b"location" in told:
            return told[b"location"], b""
        if answer.status != 200:
            raise ImportRefused(f"{host}: answers with status {answer.status}")
        if told.get(b"content-encoding", "identity") != "identity":
            raise ImportRefused(f"{host}: sends it packed; fetch it by hand")
        content = bytearray()
        for chunk in answer.iter_stream():
            content += chunk
            if len(content) > SIZE_LIMIT:
                limit = SIZE_LIMIT // (1024 * 1024)
                raise ImportRefused(f"{host}: sends more than {limit} MB")
            if time.monotonic() > until:
                raise TimeoutError
        return None, bytes(content)


def _allowed(address: str, hosts: Collection[str]) -> SplitResult:
    """Return an address in its parts, when it may be fetched."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ImportRefused("the address cannot be read") from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https":
        raise ImportRefused(
            f"{host}: only https addresses are fetched; save it as a file instead"
        )
    if parts.username is not None or parts.password is not None:
        raise ImportRefused(f"{host}: an address with a password is not fetched")
    named = host if port in {None, 443} else f"{host}:{port}"
    if named not in {one.lower() for one in hosts}:
        raise ImportRefused(
            f"{named}: is not among the hosts to fetch from; "
            "the operator lists them in LAITURI_IMPORT_HOSTS"
        )
    return parts


def _name(address: str) -> str:
    """Return a harmless file name: the feed is named after it."""
    last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isalnum() or c in "._-").lstrip(".")
    return kept[-_NAME_LENGTH:] or "download"
