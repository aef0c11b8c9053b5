"""All the doors there are: nobody passes one to a conversation but its owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from starlette.routing import BaseRoute, Mount

from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa

EVERYBODY = {
    "GET /",
    "GET /privacy",
    "GET /texts/{language}.json",
    "GET /widget.js",
    "MOUNT /static",
    "GET /api/v1/openapi.json",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",  # from this machine only
    "GET /confirm",  # a provider's link, signed
    "POST /confirm/{said}",
    "POST /api/v1/conversations",
    "SOCKET /api/v1/socket",  # its first frame carries the token
}
OWNER = {
    "POST /api/v1/messages",
    "GET /api/v1/replies",
    "GET /api/v1/conversations/export",
    "DELETE /api/v1/conversations",
}


def doors(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """Yield what can be called; what cannot be told is a door too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from doors(inner.routes)
            continue
        path = getattr(route, "path", repr(route))
        methods = getattr(route, "methods", None)
        if methods is None:
            kind = "MOUNT" if isinstance(route, Mount) else "SOCKET"
            yield f"{kind} {path}"
        else:
            yield from (f"{method} {path}" for method in methods if method != "HEAD")


def test_there_are_no_other_doors(gateway: Gateway) -> None:
    """No staff page, no password, no webhook: neither Telegram's nor anybody's."""
    assert set(doors(gateway.app.routes)) == EVERYBODY | OWNER


@pytest.mark.parametrize("door", sorted(OWNER))
def test_a_door_to_a_conversation_is_its_owners_alone(
    gateway: Gateway, rasa: FakeRasa, door: str
) -> None:
    mine, theirs = gateway.talk(), gateway.talk()
    mine.say("kanarialintu")
    method, path = door.split()
    body = {"json": {"text": "hei"}} if method == "POST" else {}
    for headers in ({}, {"Authorization": "Bearer " + "A" * 64}):
        answer = gateway.client.request(method, path, headers=headers, **body)
        assert answer.status_code == 401, answer.text
    # Somebody else's token opens their own conversation, whatever else they name.
    named = {"conversation": mine.conversation, "sender": mine.conversation}
    answer = gateway.client.request(
        method, path, headers=theirs.headers, params=named, **body
    )
    assert answer.is_success
    assert mine.conversation not in answer.text
    assert kept(mine) == 3  # the greeting and the answer
    senders = [one["sender"] for one in rasa.received]
    assert senders.count(mine.conversation) == 1


def kept(talk: Talk) -> int:
    answer = talk.client.get("/api/v1/replies", headers=talk.headers)
    assert answer.status_code == 200
    return len(answer.json()["replies"])
