"""What is said to be wrong about a card reaches the queue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import catalogue
from actions.feedback import KINDS, ActionFeedback
from services_db import ServiceRecord, db, report_queue
from services_db.sources import Batch
from services_db.sync import sync

SHOWN = {"shown": ["a", "b"], "focus": "b", "language": "fi"}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    url = f"sqlite:///{tmp_path}/catalogue.sqlite"
    db.migrate(url)
    engine = db.connect(url)
    records = [
        ServiceRecord.model_validate(
            {
                "id": key,
                "texts": {"fi": {"name": f"Palvelu {key}", "summary": "Kuvaus."}},
                "provider": {"fi": "Testikunta"},
                "source": {"name": "Testi", "url": "https://example.org"},
            }
        )
        for key in "ab"
    ]
    sync(engine, Batch("csv", "test", records))
    engine.dispose()
    catalogue.connect(url)
    yield url
    catalogue.disconnect()


def press(
    detail: str, slots: dict[str, Any], **told: str
) -> tuple[list[Any], list[Any]]:
    """Return what the action says and its events."""
    told = {"detail": detail, **told}
    entities = [{"entity": name, "value": value} for name, value in told.items()]
    message = {"intent": {"name": "give_feedback"}, "entities": entities, "text": "/"}
    tracker = Tracker("x", slots, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = asyncio.run(ActionFeedback().run(dispatcher, tracker, {}))
    return dispatcher.messages, events


@pytest.mark.parametrize("detail", KINDS)
def test_the_service_looked_at_last_is_asked_about_and_queued(
    url: str, detail: str
) -> None:
    (asked,), _ = press("report_wrong_info", SHOWN)
    assert (asked["response"], asked["name"]) == ("utter_what_is_wrong", "Palvelu b")
    assert report_queue.queue(url) == []
    (thanked,), _ = press(detail, SHOWN)
    assert thanked["response"] == "utter_wrong_info_thanks"
    (queued,) = report_queue.queue(url)
    assert (queued.service_id, f"wrong_{queued.kind}") == ("b", detail)


def test_a_cards_button_is_about_that_card_whatever_is_shown_since(url: str) -> None:
    elsewhere = {"language": "fi", "shown": ["b"], "focus": "b"}
    (asked,), events = press("report_wrong_info", elsewhere, service="a")
    assert asked["name"] == "Palvelu a"
    assert {"event": "slot", "name": "focus", "value": "a", "timestamp": None} in events
    payloads = asked["custom"]["choices"]
    told = [json.loads(one.removeprefix("/give_feedback")) for one in payloads]
    assert told == [{"detail": kind, "service": "a"} for kind in KINDS]
    for one in told:
        press(one["detail"], elsewhere, service=one["service"])
    assert {one.service_id for one in report_queue.queue(url)} == {"a"}
    assert len(report_queue.queue(url)) == len(KINDS)


def test_every_kind_has_a_button_in_every_language() -> None:
    for path in Path("data/responses").glob("*/feedback.yml"):
        responses = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        (variant,) = responses["utter_what_is_wrong"]
        payloads = [button["payload"] for button in variant["buttons"]]
        assert payloads == [f'/give_feedback{{"detail":"{kind}"}}' for kind in KINDS]


@pytest.mark.parametrize("service", ["gone", "a' OR 1=1", "x" * 5_000])
def test_an_id_that_is_no_service_is_not_queued(url: str, service: str) -> None:
    (said,), _ = press("wrong_phone", SHOWN, service=service)
    assert said["response"] == "utter_service_is_gone"
    assert report_queue.queue(url) == []


def test_a_service_that_is_gone_is_not_queued(url: str) -> None:
    (said,), _ = press("wrong_phone", {**SHOWN, "focus": "gone"})
    assert said["response"] == "utter_service_is_gone"
    assert report_queue.queue(url) == []


def test_before_any_answer_it_is_a_need(url: str) -> None:
    said, events = press("report_wrong_info", {"language": "fi"})
    assert said == []
    assert events[-1]["name"] == "action_find_services"
