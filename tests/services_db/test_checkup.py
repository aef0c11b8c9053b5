"""``catalogue check`` finds what a maintainer should look at, and only that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from services_db import Catalogue, ServiceRecord
from services_db.checkup import check, check_links
from services_db.checkup.links import dead_links, has_public_address
from tests.services_db.fake_ptv import FakeClock

Make = Callable[..., ServiceRecord]
Fill = Callable[..., Catalogue]


def place(key: str, municipality: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "municipality": municipality, **more}


def test_a_place_outside_the_services_area(
    make: Make, fill: Fill, sqlite_url: str
) -> None:
    fill(
        make("near", areas=["region:13"], locations=[place("a", "179")]),
        make("far", areas=["region:13"], locations=[place("b", "091")]),
        make("all", areas=["country:FI"], locations=[place("c", "091")]),
        make(
            "both",
            areas=["municipality:179", "mainland:FI"],
            locations=[place("d", "091")],
        ),
    )
    thin = check(sqlite_url).thin
    assert thin["place outside the service's area"] == ["far: 091"]


def test_a_post_office_of_another_municipality(
    make: Make, fill: Fill, sqlite_url: str
) -> None:
    fill(
        make("a", locations=[place("a", "179", city="Jyväskylä")]),
        make("b", locations=[place("b", "179", city="Esbo")]),
        make("c", locations=[place("c", "179", city="Vaajakoski")]),
    )
    found = check(sqlite_url).thin["place with another municipality's post office"]
    assert found == ["b: Esbo, 179"]


def test_coordinates_far_from_all_others_of_the_area(
    make: Make, fill: Fill, sqlite_url: str
) -> None:
    def at(key: str, latitude: float, longitude: float) -> ServiceRecord:
        where = {"latitude": latitude, "longitude": longitude}
        return make(key, locations=[place(key, "179", **where)])

    near = [at(f"n{i}", 62.24 + i / 100, 25.75) for i in range(3)]
    fill(*near, at("helsinki", 60.17, 24.94))
    found = check(sqlite_url).thin["place far from all others of its area"]
    assert found == ["helsinki: 234 km"]
    fill(*near[:2], at("helsinki", 60.17, 24.94))
    assert check(sqlite_url).thin["place far from all others of its area"] == []


def test_duplicates_share_a_name_and_a_provider_or_a_contact(
    make: Make, fill: Fill, sqlite_url: str
) -> None:
    phone = [{"kind": "phone", "value": "014 123"}]
    same = [{"kind": "phone", "value": "014123"}]
    fill(
        make("a", name="Nuorten paja"),
        make("b", name="NUORTEN PAJA"),
        make("c", name="Nuorten paja", provider={"fi": "Toinen"}),
        make("d", name="Toinen nimi"),
        make("e", name="Vastaanotto", provider={"fi": "Yksi"}, contacts=phone),
        make("f", name="Vastaanotto", provider={"fi": "Kaksi"}, contacts=same),
    )
    found = check(sqlite_url).thin["perhaps the same service twice"]
    assert found == ["a = b", "e = f"]


class _Pages(BaseHTTPRequestHandler):
    seen: list[str]

    def do_HEAD(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        status = int(self.path.strip("/").partition("-")[0])
        if self.path.endswith("-head") and self.command == "GET":
            status = 200
        self.send_response(status)
        if status == 302:
            self.send_header("location", "/404" if "dead" in self.path else self.path)
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def pages() -> Iterator[tuple[str, list[str]]]:
    """A site whose paths are the statuses that it answers with, and what it saw."""
    seen: list[str] = []
    handler = type("Handler", (_Pages,), {"seen": seen})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_dead_links_are_told_from_pages_that_only_refuse(
    pages: tuple[str, list[str]],
) -> None:
    site, _ = pages
    paths = ["200", "404", "410", "500", "401", "403", "405-head", "302-dead", "302"]
    addresses = [f"{site}/{path}" for path in paths]
    found = dead_links(
        addresses, clock=FakeClock().clock(), is_public=lambda host: True
    )
    assert {k.removeprefix(f"{site}/"): why for k, why in found.items()} == {
        "404": "status 404",
        "410": "status 410",
        "500": "status 500",
        "302-dead": "status 404",
        "302": "too many redirects",
    }


def test_links_are_asked_slowly_and_not_without_end(
    pages: tuple[str, list[str]],
) -> None:
    site, seen = pages
    clock = FakeClock()
    dead_links(
        [f"{site}/200-{number}" for number in range(10)],
        limit=4,
        clock=clock.clock(),
        is_public=lambda host: True,
    )
    assert len(seen) == 4
    assert clock.slept == [1.0, 1.0, 1.0]


def test_a_record_cannot_make_us_knock_at_our_own_doors(
    pages: tuple[str, list[str]],
) -> None:
    site, seen = pages
    inner = [f"{site}/200", "http://10.0.0.1/", "http://[::1]/", "http://169.254.1.1/"]
    found = dead_links(inner, clock=FakeClock().clock())
    assert set(found.values()) == {"not a public address"}
    assert seen == []
    assert has_public_address("1.1.1.1")


def test_dead_links_are_named_with_their_services(
    make: Make, fill: Fill, sqlite_url: str
) -> None:
    inner = "http://127.0.0.1:1/x"
    web = [{"kind": "web", "value": inner}, {"kind": "phone", "value": "1"}]
    fill(make("a", contacts=web), make("b", contacts=web))
    asked: list[tuple[int, int]] = []
    found = check_links(sqlite_url, progress=lambda *at: asked.append(at))
    assert found == [f"{key}: {inner} (not a public address)" for key in "ab"]
    assert asked == [(1, 1)]
