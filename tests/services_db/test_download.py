"""Fetching from an address: listed hosts, public addresses, one answer, in time."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db.errors import ImportRefused
from services_db.sources import download
from services_db.sources.download import downloaded
from services_db.sources.guarded import is_public

HOST, OTHER = "tiedot.example.org", "muu.example.org"


class Handler(BaseHTTPRequestHandler):
    """Answers as the test has told it to, by path."""

    protocol_version = "HTTP/1.1"
    answers: ClassVar[dict[str, Callable[[Handler], None]]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        self.answers[self.path](self)

    def log_message(self, *_: Any) -> None:
        pass

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for both hosts, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(x) for x in (HOST, OTHER)]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    """The port of an https server on loopback."""
    Handler.answers, Handler.asked = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


class Names:
    """A name server that counts; each name's answers in turn, the last for ever."""

    def __init__(self, **answers: list[str]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        answers = self._answers[host.partition(".")[0]]
        return [answers.pop(0) if len(answers) > 1 else answers[0]]


@pytest.fixture
def fetch(certificate: Path, port: int) -> Callable[..., bytes]:
    """Fetch a path; loopback counts as public only where a test says so."""

    def fetch(
        path: str = "/a.csv",
        *,
        host: str = HOST,
        hosts: tuple[str, ...] | None = None,
        names: Names | None = None,
        public: Callable[[str], bool] = lambda address: address == "127.0.0.1",
        seconds: float = 5.0,
    ) -> bytes:
        with downloaded(
            [f"https://{host}:{port}{path}"],
            hosts if hosts is not None else (f"{HOST}:{port}", f"{OTHER}:{port}"),
            find=names or Names(tiedot=["127.0.0.1"], muu=["127.0.0.1"]),
            public=public,
            trusted=ssl.create_default_context(cafile=str(certificate)),
            seconds=seconds,
        ) as (found,):
            assert Path(found).name == "a.csv"
            return Path(found).read_bytes()

    return fetch


def refusal(fetch: Callable[..., bytes], *given: str, **more: Any) -> str:
    with pytest.raises(ImportRefused) as refused:
        fetch(*given, **more)
    return str(refused.value)


def test_what_a_listed_host_gives_is_read(
    fetch: Callable[..., bytes], port: int
) -> None:
    Handler.answers["/a.csv"] = lambda h: h.send(b"name;summary\n")
    assert fetch() == b"name;summary\n"
    assert Handler.asked == [(f"{HOST}:{port}", "/a.csv")]


def test_files_stay_as_they_are() -> None:
    with downloaded(["/a/b.csv", "c.xlsx"], ()) as paths:
        assert paths == ["/a/b.csv", "c.xlsx"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://tiedot.example.org/a.csv", "only https"),
        ("file:///etc/passwd", "only https"),
        ("gopher://127.0.0.1:6379/_x", "only https"),
        ("https://elsewhere.example/a", "is not among the hosts"),
        ("https://tiedot.example.org:8443/a", "is not among the hosts"),
        ("https://tiedot.example.org.evil.example/a", "is not among the hosts"),
        ("https://tiedot.example.org@evil.example/a", "with a password"),
        ("https://evil.example#tiedot.example.org", "is not among the hosts"),
        ("https://127.0.0.1/a", "is not among the hosts"),
        ("https://[::1/a", "cannot be read"),
    ],
)
def test_an_address_that_is_not_listed_is_not_asked(address: str, said: str) -> None:
    names = Names()
    with (
        pytest.raises(ImportRefused, match=said),
        downloaded([address], [HOST], find=names),
    ):
        pass
    assert names.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "nonsense",
    ],
)
def test_inside_is_not_public(
    address: str, fetch: Callable[..., bytes], port: int
) -> None:
    names = Names(tiedot=[address])
    said = refusal(fetch, names=names, public=is_public)
    assert said == f"{HOST}:{port}: is not a public address and is not fetched"
    assert Handler.asked == []


@pytest.mark.parametrize("address", ["193.166.3.2", "2001:708:10:6::4:2"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_one_inner_address_among_public_ones_is_enough_to_refuse(
    fetch: Callable[..., bytes],
) -> None:
    class Both(Names):
        def __call__(self, host: str, port: int) -> list[str]:
            return ["193.166.3.2", "10.0.0.1"]

    assert "not a public address" in refusal(fetch, names=Both(), public=is_public)


def test_a_name_that_changes_its_address_is_asked_once(
    fetch: Callable[..., bytes],
) -> None:
    """DNS rebinding: the second answer, an inner address, is never looked at."""
    names = Names(tiedot=["127.0.0.1", "10.0.0.1"])
    Handler.answers["/a.csv"] = lambda h: h.send(
        b"", 302, Location="/b.csv", Connection="close"
    )
    Handler.answers["/b.csv"] = lambda h: h.send(b"moved")
    assert fetch(names=names) == b"moved"
    assert names.asked == [HOST]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://127.0.0.1/latest/meta-data", "only https"),
        ("https://127.0.0.1/", "is not among the hosts"),
        ("//localhost/", "is not among the hosts"),
        ("file:///etc/passwd", "only https"),
    ],
)
def test_a_redirect_leads_nowhere_else(
    fetch: Callable[..., bytes], target: str, said: str
) -> None:
    Handler.answers["/a.csv"] = lambda h: h.send(b"", 302, Location=target)
    assert said in refusal(fetch)
    assert len(Handler.asked) == 1


def test_a_redirect_to_another_listed_host_is_told(
    fetch: Callable[..., bytes], port: int
) -> None:
    away = f"https://{OTHER}:{port}/a.csv"
    Handler.answers["/a.csv"] = lambda h: h.send(b"", 302, Location=away)
    assert "leads on to another host" in refusal(fetch)
    assert len(Handler.asked) == 1


def test_redirects_without_end(fetch: Callable[..., bytes]) -> None:
    Handler.answers["/a.csv"] = lambda h: h.send(b"", 302, Location="/a.csv")
    assert "from one address to the next" in refusal(fetch)
    assert len(Handler.asked) == download.REDIRECTS + 1


def test_an_answer_that_drips_ends_in_time(fetch: Callable[..., bytes]) -> None:
    done = threading.Event()

    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not done.wait(0.05):
            try:
                handler.wfile.write(b"a")
            except OSError:
                return

    Handler.answers["/a.csv"] = drip
    started = time.monotonic()
    assert "takes too long" in refusal(fetch, seconds=0.5)
    done.set()
    assert time.monotonic() - started < 5


def test_too_much_is_not_read_to_its_end(
    fetch: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SIZE_LIMIT", 1024 * 1024)
    Handler.answers["/a.csv"] = lambda h: h.send(b"x" * (1024 * 1024 + 1))
    assert "sends more than 1 MB" in refusal(fetch)


def test_a_packed_answer_is_refused(fetch: Callable[..., bytes]) -> None:
    Handler.answers["/a.csv"] = lambda h: h.send(b"x", Content_Encoding="gzip")
    assert "sends it packed" in refusal(fetch)


def test_an_error_page_is_no_source(fetch: Callable[..., bytes]) -> None:
    Handler.answers["/a.csv"] = lambda h: h.send(b"<html>", 503)
    assert "answers with status 503" in refusal(fetch)


def test_a_certificate_of_nobody_is_refused(
    fetch: Callable[..., bytes], port: int
) -> None:
    Handler.answers["/a.csv"] = lambda h: h.send(b"x")
    with (
        pytest.raises(ImportRefused, match="cannot be reached"),
        downloaded(
            [f"https://{HOST}:{port}/a.csv"],
            [f"{HOST}:{port}"],
            find=Names(tiedot=["127.0.0.1"]),
            public=lambda _: True,
        ),
    ):
        pass
    assert Handler.asked == []


def test_the_command_line_imports_from_an_address_only_when_it_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://tiedot.example.org/a.csv"
    settings = Settings(_env_file=None, LAITURI_HOME=tmp_path)
    command = ["import", "csv", address]
    refused = CliRunner().invoke(catalogue, command, obj=settings)
    assert refused.exit_code == 1
    assert "lists them in LAITURI_IMPORT_HOSTS" in refused.output

    def nothing_there(*_: object, **__: object) -> list[str]:
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", nothing_there)
    listed = settings.model_copy(update={"import_hosts": (HOST,)})
    tried = CliRunner().invoke(catalogue, command, obj=listed)
    assert tried.exit_code == 1
    assert f"{HOST}: cannot be reached" in tried.output
