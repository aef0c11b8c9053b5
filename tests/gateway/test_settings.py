"""Settings say what is wrong with them before anything starts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.settings import Settings


def of(**given: str) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "https://a.example, https://B.example:8443 ,http://localhost:3000,"
    monkeypatch.setenv("LAITURI_ALLOWED_ORIGINS", listed)
    assert of().allowed_origins == (
        "https://a.example",
        "https://b.example:8443",
        "http://localhost:3000",
    )


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.example.org",
        "http://www.example.org",
        "www.example.org",
        "https://www.example.org/chat",
        "https://user@www.example.org",
        "javascript:alert(1)",
        "null",
        "https://",
        "https://a.example; script-src data:",
    ],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError, match="write an origin as"):
        of(LAITURI_ALLOWED_ORIGINS=origin)


def test_the_public_address_loses_its_last_slash() -> None:
    assert of(LAITURI_PUBLIC_URL="https://a.example/x/").public_url == (
        "https://a.example/x"
    )
    assert of(LAITURI_PUBLIC_URL="  ").public_url is None


@pytest.mark.parametrize("address", ["http://a.example", "a.example", "https://a?b"])
def test_a_public_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="LAITURI_PUBLIC_URL"):
        of(LAITURI_PUBLIC_URL=address)
