"""The page as the server gives it: complete, small, without anything inline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.gateway.commands import WORDS
from bot.texts import languages, topic
from bot.web.notice import render_notice
from bot.web.plain_page import TEMPLATE
from tests.web.conftest import Site

WEB = Path(__file__).parents[2] / "bot" / "web"
SCRIPTS = sorted((WEB / "static").glob("*.js"))
TOPICS = ("web", "card", "telegram", "privacy", "provider")


class Elements(HTMLParser):
    """All elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def texts(self) -> Any:
        """Return the texts that the page's script gets."""
        (body,) = [attributes for tag, attributes in self.found if tag == "body"]
        return json.loads(body["data-texts"] or "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def get(site: Site, path: str = "/", language: str = "fi") -> str:
    answer = site.client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, str(node)


@pytest.mark.parametrize("language", languages())
def test_the_page_is_complete_in_every_language(site: Site, language: str) -> None:
    page = get(site, language=f"{language};q=0.9, de")
    assert f'<html lang="{language}">' in page
    assert "{{" not in page
    assert page == get(site, f"/?language={language}", "de")
    for tag, attributes in Elements(page).found:
        for name, key in attributes.items():
            if name.startswith("data-t-"):
                assert attributes[name.removeprefix("data-t-")], (tag, key)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(site: Site) -> None:
    answer = site.client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    for tag, attributes in Elements(answer.text).found:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag in {"script", "link", "img"}:
            address = attributes.get("src") or attributes.get("href") or ""
            assert address.startswith("/static/"), (tag, address)


@pytest.mark.parametrize("language", languages())
def test_everything_together_is_at_most_60_kb(site: Site, language: str) -> None:
    page = len(get(site, language=language).encode())
    parts = [*SCRIPTS, WEB / "static" / "app.css"]
    assert page + sum(p.stat().st_size for p in parts) <= 60_000


def test_urgent_help_and_a_way_to_services_are_there_without_scripts(
    site: Site,
) -> None:
    page = get(site)
    without = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert 'href="tel:112"' in without
    assert without.count('href="tel:') + without.count('href="https://') >= 3
    assert "https://www.suomi.fi/" in without


def test_texts_come_as_json_for_a_change_of_language(site: Site) -> None:
    for language in languages():
        found = site.client.get(f"/texts/{language}.json").json()
        assert found["language"] == language
        assert found["web"]["send"] == topic(language, "web")["send"]
    assert site.client.get("/texts/xx.json").status_code == 404


@pytest.mark.parametrize("name", TOPICS)
@pytest.mark.parametrize("language", languages())
def test_languages_have_the_same_texts(name: str, language: str) -> None:
    mine, first = (dict(leaves(topic(x, name))) for x in (language, "fi"))
    if name == "telegram":  # commands are words of the language
        mine, first = (
            {k: v for k, v in x.items() if not k.startswith("commands")}
            for x in (mine, first)
        )
    assert mine.keys() == first.keys()
    for key, words in mine.items():
        assert words.strip(), key
        assert "!" not in words, key
        slots = [set(re.findall(r"{\w+}", x)) for x in (words, first[key])]
        assert slots[0] == slots[1], key


def test_every_text_is_used_and_every_used_text_exists(site: Site) -> None:
    page = get(site)
    known = dict(leaves(Elements(page).texts()))
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    named = set(re.findall(r'\bt\(["`]([a-z_.]+)["`]', scripts))
    assert named
    assert not {key for key in named if key not in known}
    template = (WEB / "page.html").read_text(encoding="utf-8")
    used = scripts + template
    own = {k.removeprefix("web.") for k in known if k.startswith("web.")}
    other = {"widget", "widget_about"}
    unused = {key for key in own - other if not re.search(rf"[\"`.]{key}\b", used)}
    assert unused == set()


def test_the_script_for_other_sites_knows_its_texts(site: Site) -> None:
    answer = site.client.get("/widget.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "{{" not in answer.text
    assert topic("sv", "web")["widget"] in answer.text
    assert len(answer.content) < 4_000


@pytest.mark.parametrize("language", languages())
def test_the_privacy_notice_is_whole_without_scripts(site: Site, language: str) -> None:
    assert f'href="/privacy?language={language}"' in get(site, language=language)
    notice = get(site, "/privacy", language)
    assert f'<html lang="{language}">' in notice
    assert "{{" not in notice
    assert "<script" not in notice
    sections = topic(language, "privacy")["sections"]
    assert notice.count("<h2>") == len(sections) == 9
    assert "112" in notice
    assert "24 " in notice
    assert "Telegram" in notice
    assert "tietosuoja.fi" in notice
    assert topic(language, "privacy")["no_controller"].strip() in unescape(notice)
    for path in re.findall(r"(?<![\w/])/(\w+)(?=[ .<])", notice):
        assert path in WORDS, path


def test_the_notice_names_who_is_responsible() -> None:
    template = TEMPLATE.read_text(encoding="utf-8")
    notice = render_notice(
        template, "fi", "Esimerkkilän kunta <tietosuoja@example.org>"
    )
    assert "<p>Esimerkkilän kunta &lt;tietosuoja@example.org&gt;</p>" in notice
    assert "kokeilu" not in notice
