"""The WebSocket: first frame, messages, pushes, refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatusCode

from bot.gateway.messages import Draft
from bot.settings import Settings
from tests.gateway.conftest import Gateway, Talk
from tests.gateway.fake_rasa import FakeRasa


def connect(gateway: Gateway, **more: Any) -> Any:
    url = gateway.url.replace("http", "ws") + "/api/v1/socket"
    return websockets.connect(url, **more)


async def send(socket: Any, body: Any) -> None:
    await socket.send(json.dumps(body))


async def receive(socket: Any) -> dict[str, Any]:
    async with asyncio.timeout(10):
        frame: dict[str, Any] = json.loads(await socket.recv())
    return frame


async def test_a_message_is_answered_under_its_id(
    gateway: Gateway, talk: Talk, rasa: FakeRasa
) -> None:
    async with connect(gateway) as socket:
        await send(socket, {"token": talk.token})
        await send(socket, {"text": "töitä", "message_id": "m-1"})
        answer = await receive(socket)
        assert set(answer) == {"message_id", "replies"}
        assert answer["message_id"] == "m-1"
        assert answer["replies"][0]["text"] == "answer to a text"

        await send(socket, {"text": "töitä", "message_id": "m-1"})
        assert await receive(socket) == answer
        await send(socket, {"button": talk.greeting[1]["buttons"][1]["token"]})
        assert set(await receive(socket)) == {"replies"}
    assert len(rasa.received) == 2


async def test_what_was_missed_comes_first(gateway: Gateway, talk: Talk) -> None:
    said = talk.say("hei")
    after = talk.greeting[-1]["id"]
    async with connect(gateway) as socket:
        await send(socket, {"token": talk.token, "after": after})
        assert await receive(socket) == {"replies": said}


async def test_later_replies_and_those_of_another_window_are_pushed(
    gateway: Gateway, talk: Talk
) -> None:
    async with connect(gateway) as one, connect(gateway) as two:
        for socket in (one, two):
            await send(socket, {"token": talk.token})
            await send(socket, {"text": "/privacy"})
            await receive(socket)
        await receive(one)
        said = await asyncio.to_thread(talk.say, "hei", message_id="m-1")
        for socket in (one, two):
            assert await receive(socket) == {"message_id": "m-1", "replies": said}

        service = gateway.app.state.conversations
        draft = Draft("text", "Hei, olen Maija.", sender="counsellor")
        pushed = await service.push(talk.conversation, [draft])
        frame = await receive(one)
        assert frame["replies"][0]["from"] == "counsellor"
        assert frame["replies"][0]["id"] == pushed[0].id
        assert "message_id" not in frame


async def test_two_messages_at_once_are_answered_in_order(
    gateway: Gateway, talk: Talk, rasa: FakeRasa
) -> None:
    rasa.delay = 0.05
    rasa.answer = lambda body: [{"text": body["text"]}]
    async with connect(gateway) as socket:
        await send(socket, {"token": talk.token})
        for number in range(6):
            await send(socket, {"text": f"viesti {number}"})
        answers = [(await receive(socket))["replies"][0] for _ in range(6)]
    assert [a["text"] for a in answers] == [f"viesti {n}" for n in range(6)]
    ids = [answer["id"] for answer in answers]
    assert ids == sorted(set(ids))


async def test_a_crisis_overtakes_what_is_slow(
    gateway: Gateway, talk: Talk, rasa: FakeRasa
) -> None:
    rasa.delay = 0.5
    async with connect(gateway) as socket:
        await send(socket, {"token": talk.token})
        await send(socket, {"text": "töitä"})
        await send(socket, {"text": "haluan kuolla"})
        kinds = [(await receive(socket))["replies"][0]["kind"] for _ in range(2)]
    assert kinds == ["crisis", "text"]


@pytest.mark.parametrize(
    "first",
    ["nonsense", "{}", '{"token": 5}', '{"token": "A"}', '{"token": "', "[[[[[[[[[["],
)
async def test_without_a_token_of_ours_the_socket_is_closed(
    gateway: Gateway, first: str
) -> None:
    async with connect(gateway) as socket:
        await socket.send(first)
        answer = await receive(socket)
        assert answer["error"]["code"]
        assert answer["replies"]
        with pytest.raises(ConnectionClosed) as closed:
            await receive(socket)
        assert closed.value.code == 4401


async def test_a_crisis_as_the_first_frame_is_answered(gateway: Gateway) -> None:
    async with connect(gateway) as socket:
        await send(socket, {"text": "haluan kuolla"})
        assert (await receive(socket))["replies"][0]["kind"] == "crisis"


async def test_silence_is_ended(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    gateway = start(settings, first_frame_seconds=0.1)
    async with connect(gateway) as socket:
        assert (await receive(socket))["error"]["code"] == "unauthorized"
        with pytest.raises(ConnectionClosed):
            await receive(socket)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "not_json"),
        ('{"text": 5}', "invalid"),
        ("[" * 9 + "]" * 9, "too_deep"),
        (json.dumps({"text": "a" * 70_000}), "too_large"),
        (b"\xff\xfe", "not_json"),
    ],
    ids=["cut", "number", "deep", "large", "bytes"],
)
async def test_a_bad_frame_is_answered_and_the_next_one_works(
    gateway: Gateway, talk: Talk, frame: str | bytes, code: str
) -> None:
    async with connect(gateway) as socket:
        await send(socket, {"token": talk.token})
        await socket.send(frame)
        answer = await receive(socket)
        assert answer["error"]["code"] == code
        assert answer["replies"]
        await send(socket, {"text": "töitä"})
        assert (await receive(socket))["replies"][0]["text"] == "answer to a text"


async def test_a_bad_frame_with_a_crisis_gets_its_reply(
    gateway: Gateway, talk: Talk
) -> None:
    async with connect(gateway) as socket:
        await send(socket, {"token": talk.token})
        await socket.send('{"text": "haluan kuolla')
        assert (await receive(socket))["replies"][0]["kind"] == "crisis"


async def test_a_deleted_conversation_ends_its_sockets(
    gateway: Gateway, talk: Talk
) -> None:
    async with connect(gateway) as socket:
        await send(socket, {"token": talk.token})
        await send(socket, {"text": "/privacy"})
        await receive(socket)
        gone = await asyncio.to_thread(
            talk.client.delete, "/api/v1/conversations", headers=talk.headers
        )
        assert gone.status_code == 204
        await send(socket, {"text": "hei"})
        assert (await receive(socket))["error"]["code"] == "unauthorized"
        with pytest.raises(ConnectionClosed):
            await receive(socket)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_another_sites_page_is_refused(gateway: Gateway, origin: str) -> None:
    with pytest.raises(InvalidStatusCode) as refused:
        async with connect(gateway, origin=origin):
            pass
    assert refused.value.status_code == 403


async def test_our_own_page_and_listed_ones_are_let_in(
    start: Callable[..., Gateway], settings: Settings, rasa: FakeRasa
) -> None:
    listed = settings.model_copy(update={"allowed_origins": ("https://kunta.example",)})
    gateway = start(listed)
    for origin in (gateway.url, "https://kunta.example"):
        async with connect(gateway, origin=origin) as socket:
            await send(socket, {"token": "A"})
            await receive(socket)


async def test_a_conversation_has_only_so_many_sockets(
    gateway: Gateway, talk: Talk
) -> None:
    opened = []
    for _ in range(5):
        socket = await connect(gateway)
        await send(socket, {"token": talk.token})
        await send(socket, {"text": "/privacy"})
        await receive(socket)
        opened.append(socket)
    async with connect(gateway) as sixth:
        await send(sixth, {"token": talk.token})
        with pytest.raises(ConnectionClosed) as closed:
            await receive(sixth)
        assert closed.value.code == 4429
    for socket in opened:
        await socket.close()
