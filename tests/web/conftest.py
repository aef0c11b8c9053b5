"""A real Chromium on the real page, in front of the real gateway and a fake Rasa."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

from bot.gateway.app import create_app
from bot.gateway.server import make_server
from bot.settings import Settings
from tests.gateway.conftest import Running
from tests.gateway.fake_rasa import SECRET, FakeRasa
from tests.web.answers import answer

EXIT = "https://www.ilmatieteenlaitos.fi/"
NO_CHROMIUM = (
    "No Chromium for the browser tests. Install the package chromium, or set "
    "LAITURI_CHROMIUM to the path of one, and run make test again."
)


@dataclass
class Site:
    """A running Laituri."""

    url: str
    rasa: FakeRasa
    client: httpx.Client
    home: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    rasa = FakeRasa()
    config = uvicorn.Config(rasa.app(), log_config=None, access_log=False, ws="none")
    behind = Running(uvicorn.Server(config))
    home = tmp_path_factory.mktemp("home")
    settings = Settings(
        _env_file=None,
        LAITURI_HOME=home,
        LAITURI_RASA_URL=behind.url,
        LAITURI_ACTIONS_URL=behind.url,
        LAITURI_INTERNAL_SECRET=SECRET,
        LAITURI_RATE_LIMIT="off",
    )
    front = Running(make_server(create_app(settings), "127.0.0.1", 0, home))
    with httpx.Client(base_url=front.url, timeout=15, trust_env=False) as client:
        yield Site(front.url, rasa, client, home)
    front.stop()
    behind.stop()


@pytest.fixture(autouse=True)
def _fresh(site: Site) -> Iterator[None]:
    site.rasa.reset()
    site.rasa.answer = answer
    yield
    assert site.rasa.violations == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        named = os.environ.get("LAITURI_CHROMIUM")
        found = shutil.which(named or "chromium") or named
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.fail(NO_CHROMIUM)
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that somebody has opened, and all that it asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def say(self, text: str, turns: int = 2) -> None:
        """Type and send; wait until that many turns have been added."""
        before = self.count()
        self.page.fill("#text", text)
        self.page.press("#text", "Enter")
        self.until(before + turns)

    def count(self) -> int:
        """Return how many turns are shown."""
        return self.page.locator(".turn").count()

    def until(self, turns: int) -> None:
        """Wait until that many turns are shown."""
        self.page.wait_for_function(
            "n => document.querySelectorAll('.turn').length >= n", arg=turns
        )

    def focus(self) -> str:
        """Return the id of the element that has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Open the page: ``visit(width=…, dark=…, language=…)``.

    Whatever a test does, the page may neither err, nor run what a record says, nor
    ask any other host for anything.
    """
    visits: list[Visit] = []

    def visit(
        width: int = 320,
        height: int = 640,
        dark: bool = False,
        locale: str = "fi-FI",
        path: str = "/",
        init: str = "",
        **more: Any,
    ) -> Visit:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale=locale,
            accept_downloads=True,
            **more,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        made = Visit(page)
        visits.append(made)

        def note(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                made.problems.append(message.text)

        def elsewhere(route: Route) -> None:
            route.fulfill(body="<title>Sää</title>", content_type="text/html")

        page.on("console", note)
        page.on("pageerror", lambda error: made.problems.append(str(error)))
        page.on("request", lambda request: made.requests.append(request.url))
        page.on("websocket", lambda socket: made.requests.append(socket.url))
        page.route(EXIT, elsewhere)
        if init:
            page.add_init_script(init)
        page.goto(path)
        page.wait_for_selector(".turn")
        return made

    yield visit
    for made in visits:
        hacked = made.page.evaluate("window.hacked ?? null")
        made.page.context.close()
        assert hacked is None
        others = [u for u in made.requests if _elsewhere(u, site.url) and u != EXIT]
        assert others == []
        known = made.expected
        assert [p for p in made.problems if not any(k in p for k in known)] == []


def _elsewhere(address: str, home: str) -> bool:
    return address.split("/")[2] != home.split("/")[2]
