"""A provider's link: looking confirms nothing, a button does, once."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from bot.cli.catalogue import catalogue
from bot.gateway.limits import PROVIDER, Limits
from bot.providers.links import Link
from bot.settings import Settings
from bot.store.keys import load_keys
from bot.texts import languages, text
from services_db import ServiceRecord, db, open_catalogue
from services_db.clock import now_in_finland
from services_db.rows import content_hash
from services_db.sources import Batch
from services_db.sync import sync
from tests.gateway.conftest import Gateway

BASE = "https://chat.example.org"
TODAY = now_in_finland().date()
RECORD = ServiceRecord.model_validate(
    {
        "id": "ohjaamo <1>&a=b",
        "texts": {"fi": {"name": "Ohjaamo <Testi>", "summary": "Apua työhön."}},
        "provider": {"fi": "Testikunta"},
        "contacts": [
            {"kind": "email", "value": "Ohjaamo@Testi.example"},
            {"kind": "phone", "value": "040 000 0000"},
        ],
        "locations": [
            {
                "id": "x",
                "address": "Katu 1",
                "postal_code": "40100",
                "city": "Jyväskylä",
                "municipality": "179",
                "schedules": [
                    {"byday": ["MO"], "opens_at": "09:00", "closes_at": "16:00"}
                ],
            },
            {"id": "y", "address": "Katu 2", "municipality": "179"},
        ],
        "verified_on": "2019-05-01",
        "source": {"name": "Testi", "url": "https://example.org"},
    }
)
LONE = RECORD.model_copy(update={"id": "lone", "contacts": []})


@pytest.fixture
def filled(settings: Settings) -> Settings:
    """A home whose catalogue has two records."""
    db.migrate(settings.catalogue_url)
    engine = db.connect(settings.catalogue_url)
    sync(engine, Batch("csv", "test", [RECORD, LONE]))
    engine.dispose()
    return settings


def ask(settings: Settings, *arguments: str, base: str | None = BASE) -> Result:
    made = settings.model_copy(update={"public_url": base})
    return CliRunner().invoke(catalogue, ["ask-providers", *arguments], obj=made)


def links(settings: Settings, folder: Path) -> list[str]:
    """Return the paths of the links in the one message that is written."""
    result = ask(settings, "--out", str(folder))
    assert result.exit_code == 0, result.output
    (file,) = folder.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert message["To"] == "ohjaamo@testi.example"
    body = message.get_content()
    return re.findall(rf"{re.escape(BASE)}(/confirm\?\S+)", body)


@pytest.fixture
def link(filled: Settings, tmp_path: Path) -> str:
    (found,) = links(filled, tmp_path / "mail")
    return found


def confirmed(settings: Settings) -> date | None:
    with open_catalogue(settings.catalogue_url) as found:
        return found.cards([RECORD.id], "fi")[0].confirmed_on


def forms(page: httpx.Response) -> list[str]:
    return [unescape(a) for a in re.findall(r'action="([^"]+)"', page.text)]


def test_looking_confirms_nothing_and_the_button_does_once(
    gateway: Gateway, filled: Settings, link: str
) -> None:
    for _ in range(3):
        page = gateway.client.get(link)
        assert gateway.client.head(link).status_code == 200
    assert page.status_code == 200
    shown = unescape(page.text)
    for said in (
        "Ohjaamo <Testi>",
        "Apua työhön.",
        "040 000 0000",
        "Katu 1,",
        "Katu 2",
    ):
        assert shown.count(said) == 1
    assert "<Testi>" not in page.text
    assert confirmed(filled) is None
    right, wrong = forms(page)
    thanks = gateway.client.post(right)
    assert thanks.status_code == 200
    assert text("fi", "provider.states.right.title") in thanks.text
    assert confirmed(filled) == TODAY
    for again in (gateway.client.get(link), gateway.client.post(wrong)):
        assert again.status_code == 410
        assert text("fi", "provider.states.used.title") in again.text
        assert forms(again) == []
    assert confirmed(filled) == TODAY


def test_the_other_button_confirms_nothing(
    gateway: Gateway, filled: Settings, link: str
) -> None:
    told = gateway.client.post(forms(gateway.client.get(link))[1])
    assert text("fi", "provider.states.wrong.title") in told.text
    assert confirmed(filled) is None


@pytest.mark.parametrize("language", languages())
def test_the_page_is_whole_in_every_language(
    gateway: Gateway, link: str, language: str
) -> None:
    page = gateway.client.get(re.sub("language=fi", f"language={language}", link))
    assert f'<html lang="{language}">' in page.text
    assert text(language, "provider.right") in page.text
    assert "{{" not in page.text
    assert "<script" not in page.text
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("service=", "service=lone#"),
        ("signature=", "signature=0"),
        ("signature=", f"signature={'ä' * 300}"),
        ("until=2", "until=3"),
        ("version=", "version=0"),
        ("service=ohjaamo", ""),
    ],
)
def test_a_forged_link_is_met_kindly(
    gateway: Gateway, filled: Settings, link: str, part: str, other: str
) -> None:
    forged = link.replace(part, other, 1)
    asked = httpx.URL(forged.replace("#", "&rest="))
    for page in (
        gateway.client.get(asked),
        gateway.client.post(asked.copy_with(path="/confirm/right")),
    ):
        assert page.status_code == 404
        assert text("fi", "provider.states.invalid.title") in page.text
        assert "040 000 0000" not in page.text
    assert confirmed(filled) is None


@pytest.mark.parametrize(("days", "status"), [(0, 200), (-1, 410)])
def test_a_link_works_to_its_last_day(
    gateway: Gateway, filled: Settings, days: int, status: int
) -> None:
    keys = load_keys(filled.home)
    until = TODAY + timedelta(days)
    made = Link.signed(keys, RECORD.id, content_hash(RECORD), until)
    page = gateway.client.get(f"/confirm?{made.query('fi')}")
    assert page.status_code == status
    expired = text("fi", "provider.states.expired.title") in page.text
    assert expired == (status == 410)


def test_a_record_that_has_changed_is_not_confirmed_unseen(
    gateway: Gateway, filled: Settings, link: str
) -> None:
    right, _ = forms(gateway.client.get(link))
    texts = {"fi": RECORD.texts["fi"].model_copy(update={"summary": "Toinen."})}
    engine = db.connect(filled.catalogue_url)
    sync(
        engine, Batch("csv", "test", [RECORD.model_copy(update={"texts": texts}), LONE])
    )
    engine.dispose()
    page = gateway.client.post(right)
    assert page.status_code == 410
    assert text("fi", "provider.states.changed.title") in page.text
    assert confirmed(filled) is None


def test_a_catalogue_that_is_away_is_said_kindly_and_loses_nothing(
    gateway: Gateway, filled: Settings, link: str
) -> None:
    file = filled.home / "catalogue.sqlite"
    for name in ("-wal", "-shm"):
        file.with_name(file.name + name).unlink(missing_ok=True)
    kept = file.read_bytes()
    file.write_bytes(b"no database at all" * 100)
    page = gateway.client.get(link)
    assert page.status_code == 503
    assert text("fi", "provider.states.unavailable.title") in page.text
    file.write_bytes(kept)
    assert gateway.client.get(link).status_code == 200


def test_messages_name_what_cannot_be_asked_and_overwrite_nothing(
    filled: Settings, tmp_path: Path
) -> None:
    first = ask(filled, "--out", str(tmp_path / "mail"))
    assert "messages: 1, records: 1" in first.output
    assert "without an e-mail address: 1\n  lone Ohjaamo <Testi>" in first.output
    again = ask(filled, "--out", str(tmp_path / "mail"))
    assert again.exit_code == 1
    assert "is not empty" in again.output
    printed = ask(filled)
    assert "To: ohjaamo@testi.example" in printed.output
    assert f"{BASE}/confirm?service=ohjaamo" in printed.output
    assert ask(filled, "--older-than", "3650").output.startswith("messages: 0")


def test_without_an_address_of_the_chat_nothing_is_written(filled: Settings) -> None:
    refused = ask(filled, base=None)
    assert refused.exit_code == 1
    assert "LAITURI_PUBLIC_URL" in refused.output


def test_too_many_looks_are_slowed_down(gateway: Gateway, link: str) -> None:
    gateway.app.state.limits = Limits(clock=lambda: 0.0)
    for _ in range(int(PROVIDER.burst)):
        assert gateway.client.get(link).status_code == 200
    slowed = gateway.client.get(link)
    assert slowed.status_code == 429
    assert slowed.headers["Retry-After"] == "3"
    assert text("fi", "provider.states.busy.title") in slowed.text


def test_a_body_that_is_too_large_is_not_read(
    gateway: Gateway, filled: Settings, link: str
) -> None:
    right, _ = forms(gateway.client.get(link))
    assert gateway.client.post(right, content=b"x" * 70_000).status_code == 413
    assert confirmed(filled) is None
