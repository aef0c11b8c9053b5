"""axe, reflow, target sizes, contrast modes and motion, in every state of the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.conftest import Visit, Visitor

SMALLEST = 44
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""

SEEN = """() => {
  const e = document.activeElement;
  if (e === document.body) return true;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const on = document.elementFromPoint(
    box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const seen = ring && !!on && (e.contains(on) || on.contains(e));
  return seen || e.outerHTML.slice(0, 90);
}"""


def greeting(_: Visit) -> None:
    pass


def services(made: Visit) -> None:
    made.say("koulu jäi kesken")
    made.page.wait_for_selector(".card")
    made.page.evaluate(
        "document.querySelectorAll('.card details').forEach(d => d.open = true)"
    )


def hostile(made: Visit) -> None:
    made.say("hyökkäys")
    made.page.wait_for_selector(".card")


def crisis(made: Visit) -> None:
    made.say("haluan kuolla")


def text_and_notice(made: Visit) -> None:
    made.say("notice")
    made.say("/privacy")


def urgent_help(made: Visit) -> None:
    made.page.click("#sos")


def menu(made: Visit) -> None:
    made.page.click("#menu summary")


def deleting(made: Visit) -> None:
    menu(made)
    made.page.click("#delete")


def offline(made: Visit) -> None:
    made.expected = ("ERR_INTERNET_DISCONNECTED",)
    made.page.context.set_offline(True)
    made.say("oletko siellä", turns=1)
    expect(made.page.locator("#try")).to_be_visible()


def too_long(made: Visit) -> None:
    made.page.fill("#text", "sana " * 500)


def privacy_notice(made: Visit) -> None:
    menu(made)
    made.page.click("#menu a")
    expect(made.page.locator("h2")).to_have_count(9)


STATES: tuple[Callable[[Visit], None], ...] = (
    greeting,
    services,
    hostile,
    crisis,
    text_and_notice,
    urgent_help,
    menu,
    deleting,
    offline,
    too_long,
    privacy_notice,
)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]


def too_wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(
    visit: Visitor, state: Callable[[Visit], None], width: int, dark: bool
) -> None:
    made = visit(width=width, dark=dark)
    state(made)
    assert violations(made.page) == []
    assert too_wide(made.page) <= 0


@pytest.mark.parametrize("locale", ["sv-FI", "en-GB"])
def test_axe_finds_nothing_in_other_languages(visit: Visitor, locale: str) -> None:
    made = visit(locale=locale)
    services(made)
    crisis(made)
    assert violations(made.page) == []
    assert too_wide(made.page) <= 0


@pytest.mark.parametrize("state", [greeting, services, crisis, menu, deleting, offline])
def test_targets_are_large(visit: Visitor, state: Callable[[Visit], None]) -> None:
    made = visit()
    state(made)
    small = made.page.evaluate(
        """least => [...document.querySelectorAll(
            "button, select, summary, textarea, .contacts a, #sos, #exit")]
          .filter(e => e.checkVisibility())
          .map(e => [e.id || e.textContent, e.getBoundingClientRect()])
          .filter(([, box]) => box.height < least || box.width < least)
          .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)""",
        SMALLEST,
    )
    assert small == []


@pytest.mark.parametrize("state", [greeting, services, crisis, urgent_help, offline])
def test_text_may_be_spaced_out(visit: Visitor, state: Callable[[Visit], None]) -> None:
    made = visit(bypass_csp=True)
    made.page.add_style_tag(content=SPACING)
    state(made)
    assert too_wide(made.page) <= 0
    cut = made.page.evaluate(
        """() => [...document.querySelectorAll("button, a, p, h1, h2, h3, h4, li, dd")]
          .filter(e => e.checkVisibility() && !e.closest(".hidden-text, .skip"))
          .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
            && getComputedStyle(e).overflowX !== "visible")
          .map(e => e.textContent.slice(0, 60))"""
    )
    assert cut == []


def test_at_400_percent_there_is_room_to_read_and_write(visit: Visitor) -> None:
    made = visit(width=320, height=256)
    made.say("koulu jäi kesken")
    for part in ("#sos", "#text", "#send"):
        expect(made.page.locator(part)).to_be_in_viewport(ratio=1)
    header = made.page.locator("header")
    assert header.evaluate("e => getComputedStyle(e).position") == "static"
    composer = made.page.locator("#composer").bounding_box()
    assert composer is not None
    assert composer["height"] < 256 / 3
    assert too_wide(made.page) <= 0


def test_nothing_moves_for_those_who_want_no_motion(visit: Visitor) -> None:
    made = visit()
    moving = "e => getComputedStyle(e).animationName"
    assert made.page.locator("#typing i").first.evaluate(moving) == "none"
    made.page.emulate_media(reduced_motion="no-preference")
    assert made.page.locator("#typing i").first.evaluate(moving) != "none"


def test_the_focus_is_seen_and_not_covered(visit: Visitor) -> None:
    made = visit()
    services(made)
    page = made.page
    page.focus(".skip")
    for _ in range(45):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        assert seen is True


@pytest.mark.parametrize("colours", ["active", "none"])
def test_forced_colours_keep_the_edges(visit: Visitor, colours: str) -> None:
    made = visit(forced_colors=colours)
    crisis(made)
    edge = made.page.locator(".crisis").evaluate(
        "e => getComputedStyle(e).borderTopWidth"
    )
    assert float(edge.removesuffix("px")) >= 1
