"""The printable service map, on a screen and printed to PDF by a real Chromium."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from bot.cli.catalogue import catalogue
from bot.settings import Settings
from services_db import db
from services_db.records import ServiceRecord
from services_db.sources import Batch
from services_db.sync import sync

A4 = (794, 1123)
"""Width and height in CSS pixels."""
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"alert(1)\">"
Mapped = Callable[..., Path]


def record(key: str, **changes: Any) -> ServiceRecord:
    text = {"name": changes.pop("name", f"Palvelu {key}"), "summary": "Kuvaus."}
    return ServiceRecord.model_validate(
        {
            "id": key,
            "texts": {language: text for language in ("fi", "sv", "en")},
            "provider": {"fi": "Testikunta"},
            "areas": ["municipality:179"],
            "verified_on": "2026-06-01",
            "source": {"name": "Testi", "url": "https://example.org"},
            **changes,
        }
    )


RECORDS = [
    record("ohjaamo", is_one_stop=True, themes=["job", "money"], age_max=29),
    record(
        "paja",
        themes=["job", "training"],
        support_levels=["special", "intensified"],
        contacts=[
            {"kind": "phone", "value": "014 123 456", "label": {"fi": "Neuvonta"}},
            {"kind": "web", "value": "https://paja.example.org/" + "pitka-osoite" * 8},
            {"kind": "web", "value": "javascript:alert(1)"},
        ],
    ),
    record("tyo", themes=["job"], support_levels=["general"], areas=["mainland:FI"]),
    record("muualla", themes=["job"], areas=["municipality:091"]),
    record("muuramessa", themes=["leisure"], areas=["municipality:500"]),
    record("ilman", name=SCRIPT, provider={"fi": SCRIPT}),
    *(record(f"raha{n}", themes=["money"], age_min=15) for n in range(40)),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("map")
    settings = Settings(_env_file=None, LAITURI_HOME=folder, LAITURI_DATABASE_URL=None)
    db.migrate(settings.catalogue_url)
    engine = db.connect(settings.catalogue_url)
    sync(engine, Batch("csv", "test", RECORDS))
    engine.dispose()
    yield settings
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def mapped(home: Settings, tmp_path: Path) -> Mapped:
    """Write a map; return its path."""

    def written(*options: str) -> Path:
        target = tmp_path / "map.html"
        asked = ["report", "map", str(target), *options]
        done = CliRunner().invoke(catalogue, asked, obj=home)
        assert done.exit_code == 0, done.output
        return target

    return written


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may ask for nothing but the file."""
    context = browser.new_context(viewport={"width": 320, "height": 800})
    found = context.new_page()
    asked: list[str] = []
    found.on("request", lambda request: asked.append(request.url))
    found.on("dialog", lambda dialog: asked.append(dialog.message))
    yield found
    context.close()
    assert len(asked) == 1
    assert asked[0].startswith("file://")


def names(page: Page, section: str) -> list[str]:
    return page.locator(f"#{section} h4").all_text_contents()


def test_services_come_by_theme_and_level_each_once(mapped: Mapped, page: Page) -> None:
    page.goto(mapped("--municipality", "179").as_uri())
    assert page.title() == "Nuorten palvelut: Jyväskylä"
    assert page.locator(".emergency").inner_text().startswith("Jos olet vaarassa")
    sections = page.locator("section").evaluate_all("all => all.map(one => one.id)")
    assert sections == ["one_stop", "job", "money", "others"]
    assert names(page, "one_stop") == ["Palvelu ohjaamo"]
    levels = page.locator("#job h3").all_text_contents()
    assert levels == ["Vähän apua", "Enemmän apua"]
    assert names(page, "job") == ["Palvelu tyo", "Palvelu paja"]
    assert len(names(page, "money")) == 40
    everything = page.locator("h4").all_text_contents()
    assert len(everything) == len(set(everything)) == 44
    workshop = page.locator("#job article").nth(1).inner_text()
    assert "Neuvonta: 014 123 456" in workshop
    assert "Myös: opiskelu" in workshop
    assert "Lähde: Testi, 1.6.2026" in workshop
    assert "Aiheet: työ, raha-asiat" in page.locator("#one_stop").inner_text()


def test_what_a_record_says_is_never_run(mapped: Mapped, page: Page) -> None:
    page.goto(mapped("--municipality", "179").as_uri())
    assert names(page, "others") == [SCRIPT]
    assert page.locator("script").count() == 0
    links = page.locator("article a").evaluate_all("all => all.map(a => a.href)")
    assert "tel:014123456" in links
    assert not [link for link in links if link.startswith("javascript")]


@pytest.mark.parametrize("width", [320, 1280])
def test_no_line_is_wider_than_the_screen(
    mapped: Mapped, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(mapped("--municipality", "179").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("language", "title", "level"),
    [
        ("fi", "Nuorten palvelut: Jyväskylä", "Vähän apua"),
        ("sv", "Tjänster för unga: Jyväskylä", "Lite hjälp"),
        ("en", "Services for young people: Jyväskylä", "A little help"),
    ],
)
def test_it_speaks_three_languages(
    mapped: Mapped, page: Page, language: str, title: str, level: str
) -> None:
    page.goto(mapped("--municipality", "179", "--language", language).as_uri())
    assert page.title() == title
    assert page.locator("html").get_attribute("lang") == language
    assert level in page.locator("#job h3").all_text_contents()
    assert page.locator("[data-t], :text('{')").count() == 0


def test_an_area_says_where_each_service_is(mapped: Mapped, page: Page) -> None:
    page.goto(mapped("--area", "employment_area:09", "--without-nationwide").as_uri())
    assert page.title() == "Nuorten palvelut: Jyväskylä-Muurame"
    assert names(page, "leisure") == ["Palvelu muuramessa"]
    assert "Toimii: Muurame" in page.locator("#leisure").inner_text()
    assert names(page, "job") == ["Palvelu paja"]


def test_it_prints_on_a4_and_no_service_is_cut(
    mapped: Mapped, page: Page, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": A4[0], "height": A4[1]})
    page.goto(mapped("--municipality", "179").as_uri())
    page.emulate_media(media="print")
    wide = "all => Math.max(...all.map(one => one.scrollWidth - one.clientWidth))"
    assert page.locator("article").evaluate_all(wide) <= 0
    cut = "all => all.filter(a => getComputedStyle(a).breakInside != 'avoid').length"
    assert page.locator("article").evaluate_all(cut) == 0
    columns = "one => getComputedStyle(one).columnCount"  # they would cut the first
    assert page.locator(".services").first.evaluate(columns) == "auto"
    tallest = "all => Math.max(...all.map(one => one.offsetHeight))"
    assert page.locator("article").evaluate_all(tallest) < A4[1] / 2
    pdf = page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/Type\s*/Page\b", pdf)
    boxes = set(re.findall(rb"/MediaBox \[([^\]]+)\]", pdf))
    assert 2 <= len(sheets) <= 5
    assert boxes == {b"0 0 594.95996 841.91998"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "name one municipality or one area"),
        (("--municipality", "179", "--area", "region:13"), "name one municipality"),
        (("--municipality", "999"), "999: there is no such municipality"),
        (("--area", "x"), "x: there is no such area"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    home: Settings, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    target = tmp_path / "map.html"
    asked = ["report", "map", str(target), *options]
    failed = CliRunner().invoke(catalogue, asked, obj=home)
    assert failed.exit_code != 0
    assert said in failed.stderr
    assert not target.exists()


@pytest.mark.parametrize("width", [320, 1280])
def test_tiles_fit_the_screen_and_regions_keep_their_place(
    home: Settings, tmp_path: Path, page: Page, width: int
) -> None:
    target = tmp_path / "tiles.html"
    asked = ["report", "coverage", "--format", "tiles", "--out", str(target)]
    assert CliRunner().invoke(catalogue, asked, obj=home).exit_code == 0
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(target.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.locator(".tiles li").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert cut == 0
    boxes: dict[str, Any] = {
        region: page.locator(f".r{region}").bounding_box() or {}
        for region in ("19", "12", "15", "01", "21")
    }
    assert boxes["19"]["y"] < boxes["15"]["y"] < boxes["01"]["y"]
    east = boxes["12"]["x"] > boxes["15"]["x"] and boxes["01"]["x"] > boxes["21"]["x"]
    assert east == (width == 1280)
