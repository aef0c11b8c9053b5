"""The one-tag script on a page of another site, with a strict policy of its own."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.web.conftest import Site

ELSEWHERE, OURS = "https://koulu.example/", "https://laituri.example"


def test_one_tag_puts_a_link_on_another_site(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    html = f'<html lang="sv-FI"><script src="{OURS}/widget.js"></script><p>Skolan'
    policy = f"default-src 'none'; script-src {OURS}; style-src 'none'"
    headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
    page.route(ELSEWHERE, lambda route: route.fulfill(body=html, headers=headers))
    script = site.client.get("/widget.js")
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    page.route(
        f"{OURS}/widget.js",
        lambda route: route.fulfill(
            body=script.text, content_type=script.headers["Content-Type"]
        ),
    )
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(ELSEWHERE)
    link = page.get_by_role("link", name="Fråga Laituri")
    expect(link).to_be_visible()
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= 320
    assert link.evaluate("e => getComputedStyle(e).position") == "fixed"
    assert link.get_attribute("href") == f"{OURS}/?language=sv"
    assert page.evaluate("Object.keys(window).filter(k => k === 'TEXTS')") == []
    assert errors == []
    context.close()
