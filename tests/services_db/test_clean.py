"""What comes from outside is made harmless, and it is said what was done."""

from __future__ import annotations

import pytest

from services_db import clean


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Ohjaamo\u202egpj.exe", "Ohjaamogpj.exe"),
        ("a\x00b\x07c\x7f", "abc"),
        ("rivi\r\ntoinen\tsarake", "rivi\ntoinen sarake"),
        ("\u200bpiilo\u2066tettu\ufeff", "piilotettu"),
        ("a\u0308iti", "äiti"),
        ("  väli   lyönnit ", "väli lyönnit"),
    ],
)
def test_texts_are_made_plain(raw: str, plain: str) -> None:
    assert clean.plain(raw) == plain


@pytest.mark.parametrize(
    "link",
    ["https://a.fi", "http://a.fi", "mailto:a@b.fi", "tel:112", "a.fi", "09 2525 0111"],
)
def test_links_that_may_be_followed(link: str) -> None:
    assert clean.is_safe_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\u200bscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "intent://x",
        "https://a.fi/<script>",
    ],
)
def test_links_that_may_not(link: str) -> None:
    assert not clean.is_safe_link(link)


def test_a_foreign_record_is_cut_to_size_and_noted() -> None:
    data, notes = clean.foreign(
        {
            "id": "x1",
            "texts": {"fi": {"name": "n" * 300, "summary": "sana " * 2000}},
            "provider": {"fi": "p" * 300},
            "contacts": [
                {"kind": "web", "value": "javascript:alert(1)"},
                {"kind": "phone", "value": "0\u202e40"},
            ],
            "providers": [
                {"area": "region:13", "contacts": [{"value": "data:x"}]},
            ],
            "source": {"name": "s", "url": "javascript:x"},
        }
    )
    text = data["texts"]["fi"]
    assert len(text["name"]) == clean.NAME_LIMIT
    assert len(text["summary"]) <= clean.TEXT_LIMIT
    assert text["summary"].endswith("sana…")
    assert len(data["provider"]["fi"]) == clean.NAME_LIMIT
    assert data["contacts"] == [{"kind": "phone", "value": "040"}]
    assert data["providers"][0]["contacts"] == []
    assert data["source"]["url"] == ""
    assert notes == [
        "x1: texts.fi.name: cut to 200",
        "x1: texts.fi.summary: cut to 5000",
        "x1: contacts: an unsafe link was left out",
        "x1: contacts: an unsafe link was left out",
        "x1: source.url: an unsafe link was left out",
    ]
