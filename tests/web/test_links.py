"""Which values become links: the same rules on the server and on the page."""

from __future__ import annotations

from bot.links import href
from services_db.records import Contact
from services_db.reference.codes import ContactKind
from tests.web.conftest import Visitor

SAFE = [
    ("phone", "112", "tel:112"),
    ("phone", "09 2525 0111", "tel:0925250111"),
    ("phone", "+358 (0)9-123 45", "tel:+35809 12345".replace(" ", "")),
    ("sms", "050 123", "sms:050123"),
    ("whatsapp", "050 123", "https://wa.me/35850123"),
    ("whatsapp", "+358 50 123", "https://wa.me/35850123"),
    ("whatsapp", "https://wa.me/35850123", "https://wa.me/35850123"),
    ("email", "neuvo.ja_apu@example.org", "mailto:neuvo.ja_apu@example.org"),
    ("web", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    ("chat", "sekasin.fi", "https://sekasin.fi"),
    ("form", "example.org/lomake", "https://example.org/lomake"),
    ("address", "Rantakatu 1", None),
]
UNSAFE = [
    ("phone", "javascript:alert(1)"),
    ("phone", "soita illalla"),
    ("phone", "1"),
    ("phone", "112;ext=<script>"),
    ("sms", "112?body=hei"),
    ("whatsapp", "javascript:alert(1)"),
    ("email", "a@example.org?bcc=b@example.org"),
    ("email", "a@b"),
    ("email", "javascript:a@example.org"),
    ("web", "http://example.org/"),
    ("web", "javascript:alert(1)"),
    ("web", "JAVASCRIPT://example.org/%0aalert(1)"),
    ("web", "data:text/html,<script>alert(1)</script>"),
    ("web", "//example.org/"),
    ("web", "/poista"),
    ("web", "https://user:secret@example.org/"),
    ("web", 'https://example.org/"onclick="alert(1)'),
    ("web", "https://example.org/<script>"),
    ("web", "https://example.org\\@evil.example/"),
    ("web", "https://"),
    ("web", ""),
    ("booking", "tg://resolve?domain=x"),
    ("social", "https:example.org"),
]


def same(address: str | None) -> str | None:
    """Return an address without the slash that a browser adds to a bare host."""
    return address.rstrip("/") if address else address


def test_the_server_links_only_what_is_safe() -> None:
    for kind, value, expected in SAFE:
        found = href(Contact(kind=ContactKind(kind), label="", value=value))
        assert expected is None or found == expected
    for kind, value in UNSAFE:
        found = href(Contact(kind=ContactKind(kind), label="", value=value))
        assert found is None, (kind, value)


def test_an_address_is_searched_on_a_map() -> None:
    found = href(Contact(kind=ContactKind.ADDRESS, label="", value="Katu 1 & <b>"))
    assert found == (
        "https://www.openstreetmap.org/search?query=Katu%201%20%26%20%3Cb%3E"
    )


def test_the_page_has_the_same_rules(visit: Visitor) -> None:
    page = visit().page
    given = [
        {"kind": kind, "value": value}
        for kind, value in [*((k, v) for k, v, _ in SAFE), *UNSAFE]
    ]
    found = page.evaluate(
        """async given => {
          const { contactLink } = await import("/static/links.js");
          return given.map(one => contactLink(one));
        }""",
        given,
    )
    for one, address in zip(given, found, strict=True):
        contact = Contact.model_validate({"label": "", **one})
        assert same(address) == same(href(contact)), one
