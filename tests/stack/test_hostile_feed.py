"""A hostile record all the way: import, search, the page in a browser, Telegram."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.stack.conftest import ROOT
from tests.stack.watched import Watched, watching
from tests.web.answers import HOSTILE
from tests.web.conftest import browser as browser

BIDI = "\u202e\u2066\u0000\u001b"
RECORD = {
    "id": "hostile-1",
    "name (fi)": f"Koulutus {HOSTILE[0]}{BIDI}",
    "summary (fi)": " ".join(HOSTILE)
    + " {municipality} {0.__class__} [x](javascript:1) ",
    "description (fi)": HOSTILE[1] * 50,
    "how to apply (fi)": HOSTILE[2] + "*_`[<b>&amp;",
    "first visit (fi)": HOSTILE[3],
    "note (fi)": HOSTILE[4],
    "keywords (fi)": '"; NEAR("a" b)*; col:^x',
    "provider (fi)": HOSTILE[1],
    "areas": "890",
    "themes": "training",
    "Yhden luukun palvelu": "kyllä",
    "phone": "040 000 0001",
    "source": HOSTILE[0],
}


@pytest.fixture(scope="module")
def fed(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    with watching(prepared_home, tmp_path_factory.mktemp("fed")) as found:
        sheet = found.folder / "hostile.csv"
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, RECORD)
            writer.writeheader()
            writer.writerow(RECORD)
        command = [sys.executable, "-m", "bot", "catalogue", "import", "csv", sheet]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"LAITURI_HOME": str(found.stack.home)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        yield found


QUESTION = "etsin koulutusta Utsjoelta"


def test_it_is_one_result_among_others_without_anything_unseen(fed: Watched) -> None:
    talk = fed.stack.talk("fi")
    talk.say(QUESTION)
    (hostile,) = [one for one in talk.services if "<script>" in one["name"]]
    assert len(talk.services) > 1
    assert hostile["name"].isprintable()
    assert "{municipality} {0.__class__}" in hostile["summary"]
    assert not fed.files_with("Traceback") & {"actions.log", "rasa.log"}


def test_in_a_browser_it_is_text(fed: Watched, browser: Browser) -> None:
    context = browser.new_context(base_url=fed.stack.url, locale="fi-FI")
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto("/")
    page.wait_for_selector(".turn")
    page.fill("#text", QUESTION)
    page.press("#text", "Enter")
    card = page.locator(".card", has_text="<script>").first
    card.wait_for()
    for closed in card.locator("summary").all():
        closed.click()
    assert HOSTILE[1] in card.inner_text()
    assert page.locator("#log :is(script, img, iframe, object, style)").count() == 0
    assert page.evaluate("window.hacked ?? null") is None
    links = [a.get_attribute("href") or "" for a in card.locator("a").all()]
    assert "tel:0400000001" in links
    assert not [link for link in links if "script" in link]
    assert problems == []
    context.close()


def test_telegram_takes_it(fed: Watched) -> None:
    chat = 7_990_001
    fed.telegram.say(chat, "/start", 2)
    answer = fed.telegram.say_until(chat, QUESTION, "<script>")
    assert all(link.startswith("https://") for link in answer.links)
