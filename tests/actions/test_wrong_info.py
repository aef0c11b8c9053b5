"""What is said to be wrong about a card reaches the queue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
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


def press(detail: str, slots: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return what the action says and its events."""
    entity = {"entity": "detail", "value": detail}
    message = {"intent": {"name": "give_feedback"}, "entities": [entity], "text": "/"}
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


def test_a_service_that_is_gone_is_not_queued(url: str) -> None:
    (said,), _ = press("wrong_phone", {**SHOWN, "focus": "gone"})
    assert said["response"] == "utter_service_is_gone"
    assert report_queue.queue(url) == []


def test_before_any_answer_it_is_a_need(url: str) -> None:
    said, events = press("report_wrong_info", {"language": "fi"})
    assert said == []
    assert events[-1]["name"] == "action_find_services"
