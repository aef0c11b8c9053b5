"""Turns come in order, one at a time; who gives up holds up nobody."""

from __future__ import annotations

import asyncio

from bot.gateway.order import Order


async def test_turns_of_one_conversation_come_one_at_a_time_in_order() -> None:
    order, done, running = Order(), [], 0

    async def turn(number: int) -> None:
        nonlocal running
        with order.ticket("c") as ticket:
            assert await ticket.wait(5)
            running += 1
            assert running == 1
            for _ in range(5 - number):
                await asyncio.sleep(0)
            running -= 1
            done.append(number)

    await asyncio.gather(*(turn(number) for number in range(5)))

    assert done == [0, 1, 2, 3, 4]


async def test_another_conversation_does_not_wait() -> None:
    order = Order()
    with order.ticket("one") as first, order.ticket("two") as second:
        assert first.called
        assert second.called


async def test_one_that_gives_up_lets_the_next_one_in() -> None:
    order = Order()
    with order.ticket("c") as first:
        with order.ticket("c") as second:
            assert not await second.wait(0.01)
        with order.ticket("c") as third:
            assert first.called
            assert not third.called
    with order.ticket("c") as fourth:
        assert fourth.called
