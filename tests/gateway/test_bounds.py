"""Size, time, depth and keys of a body; linear time on hostile ones."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from starlette.types import Message

from bot.gateway.bounds import BODY_LIMIT, OutOfBounds, parse, read_body, words


def receiver(*chunks: bytes) -> object:
    left = list(chunks)

    async def receive() -> Message:
        chunk = left.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(left)}

    return receive


def code_of(raw: bytes) -> str:
    with pytest.raises(OutOfBounds) as caught:
        parse(raw)
    return caught.value.code


def nested(depth: int) -> bytes:
    return b'{"text":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def test_depth_eight_passes_and_nine_does_not() -> None:
    parse(nested(8))
    assert code_of(nested(9)) == "too_deep"
    assert code_of(b"[" * 60_000) == "too_deep"


def test_brackets_in_a_text_are_no_depth() -> None:
    body = {"text": '[[[[[[[[[[[[ \\" {{{{{{{{{{{{'}
    assert parse(json.dumps(body).encode()) == body


def test_64_keys_pass_and_65_do_not() -> None:
    assert len(parse(json.dumps({str(n): n for n in range(64)}).encode())) == 64
    many = json.dumps({str(n): n for n in range(65)})
    assert code_of(many.encode()) == "too_many_keys"
    repeated = b"{" + b",".join([b'"a":1'] * 65) + b"}"
    assert code_of(repeated) == "too_many_keys"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text",
        b'{"text": NaN}',
        b'{"text": "a',
        b"\xff\xfe",
        '{"text": "hei"}'.encode("utf-16"),
        b'{"n": ' + b"1" * 5_000 + b"}",
    ],
    ids=["empty", "word", "NaN", "cut", "bytes", "UTF-16", "huge number"],
)
def test_what_is_not_json_is_refused(raw: bytes) -> None:
    assert code_of(raw) == "not_json"


@pytest.mark.parametrize(
    "raw",
    [
        b'"' + b'\\"' * 32_000,
        b'"a' * 32_000,
        b"\\" * 64_000,
        b'{"' * 30_000,
    ],
    ids=["escaped quotes", "quotes", "backslashes", "openings"],
)
def test_hostile_bodies_take_linear_time(raw: bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(OutOfBounds):
        parse(raw)
    assert time.perf_counter() - started < 0.5


async def test_a_body_of_the_limit_is_read_whole() -> None:
    body = await read_body(receiver(b"a" * 1000, b"b" * (BODY_LIMIT - 1000)))
    assert body.problem is None
    assert len(body.head) == BODY_LIMIT


async def test_a_longer_body_is_refused_with_its_ends_kept_for_the_screen() -> None:
    body = await read_body(receiver(b"start" + b"a" * BODY_LIMIT, b"the end"))
    assert body.problem is not None
    assert (body.problem.status, body.problem.code) == (413, "too_large")
    assert body.head.startswith(b"start")
    assert len(body.head) == BODY_LIMIT
    assert body.tail.endswith(b"the end")


async def test_a_body_that_does_not_come_is_given_up() -> None:
    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    body = await read_body(never, seconds=0.01)
    assert body.problem is not None
    assert (body.problem.status, body.problem.code) == (400, "too_slow")


def test_words_of_a_broken_body_can_be_screened() -> None:
    assert "självmord" in words(b'{"text": "sj\\u00e4lvmord')
    assert words(b"\xff\xfe\x00") != ""
