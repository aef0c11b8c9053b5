"""A strict pypi.org behind a proxy on loopback: TLS, and only what pip-audit asks."""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "pypi.org"


class FakePyPI:
    """Releases by (name, version): advisories, a status, or ``None`` to hang up."""

    def __init__(self, folder: Path) -> None:
        self.releases: dict[tuple[str, str], list[dict[str, Any]] | int | None] = {}
        self.asked: list[tuple[str, str]] = []
        self.violations: list[str] = []
        self.certificate = _certificate(folder)
        self.url = ""

    @property
    def environment(self) -> dict[str, str]:
        """What leads a process here."""
        return {
            "HTTPS_PROXY": self.url,
            "NO_PROXY": "",
            "REQUESTS_CA_BUNDLE": str(self.certificate),
        }

    def answer(self, path: str) -> tuple[int, bytes] | None:
        """Return status and body for a path, ``None`` to hang up."""
        match = re.fullmatch(r"/pypi/([a-z0-9-]+)/([^/]+)/json", path)
        if match is None:
            self.violations.append(path)
            return 400, b""
        release = match[1], match[2]
        self.asked.append(release)
        found = self.releases.get(release, 404)
        if found is None:
            return None
        if isinstance(found, int):
            return found, b""
        return 200, json.dumps({"info": {}, "vulnerabilities": found}).encode()


def advisory(number: str, *aliases: str, fixed_in: str = "9.9") -> dict[str, Any]:
    """An advisory as PyPI gives it."""
    return {
        "id": number,
        "aliases": list(aliases),
        "details": "Details.",
        "summary": None,
        "fixed_in": [fixed_in],
        "link": f"https://osv.dev/vulnerability/{number}",
        "source": "osv",
        "withdrawn": None,
    }


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "pypi.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@contextmanager
def running(folder: Path) -> Iterator[FakePyPI]:
    """Serve for a ``with`` block; what pip-audit would not ask fails the test."""
    fake = FakePyPI(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(fake.certificate)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            if self.path != f"{HOST}:443":
                fake.violations.append(self.path)
                self.send_error(403)
                return
            self.send_response(200)
            self.end_headers()
            self.close_connection = False  # whatever version it was asked in
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", 0)  # type: ignore[assignment]

        def do_GET(self) -> None:
            answer = fake.answer(self.path)
            if answer is None:
                self.close_connection = True
                return
            status, body = answer
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def finish(self) -> None:
            super().finish()
            self.connection.close()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}
    )
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert fake.violations == []
