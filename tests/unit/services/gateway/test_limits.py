"""Limits: what a token may ask for in a minute, from a count that several gateways share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from plenum.client.rate import Allowed
from services.gateway.access import Principal
from services.gateway.limits import Limits
from services.gateway.problems import ProblemError

FEW = Principal("ann", "look", 2)
MANY = Principal("bob", "look", 600)


class SharedCount:
    """A count that does not fill again; `away`: it does not answer."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.away = False
        self.asked = 0

    async def take(self, _caller: str, _per_minute: int, wanted: int) -> Allowed:
        """As Redis does it."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise ProblemError(503, "redis_away", "Redis does not answer")
        given = min(wanted, self.left)
        self.left -= given
        return Allowed(given, 0.0 if given else 30.0)


async def let_in(limits: Limits, principal: Principal, requests: int) -> int:
    """How many of some requests at once may be made."""
    outcomes = await asyncio.gather(
        *(limits.spend(principal) for _ in range(requests)), return_exceptions=True
    )
    refused = [each for each in outcomes if isinstance(each, ProblemError)]
    assert all(each.problem.status == 429 for each in refused)
    return requests - len(refused)


def tried(play: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A test that waits."""
    asyncio.run(play())


def test_gateways_share_one_count() -> None:
    """What one let in the other does not have."""

    async def play() -> None:
        count = SharedCount(5)
        one, other = Limits(count.take), Limits(count.take)
        assert await let_in(one, FEW, 3) + await let_in(other, FEW, 3) == 5

    tried(play)


def test_past_its_limit_a_token_is_told_when_to_come_again() -> None:
    """By the shared count's own word."""

    async def play() -> None:
        with pytest.raises(ProblemError) as caught:
            await Limits(SharedCount(0).take).spend(FEW)
        assert (caught.value.problem.status, caught.value.headers["Retry-After"]) == (429, "30")

    tried(play)


def test_a_round_trip_is_for_a_seconds_requests() -> None:
    """600 a minute are taken ten at a time, also where they come at once."""

    async def play() -> None:
        count = SharedCount(600)
        assert await let_in(Limits(count.take), MANY, 25) == 25
        assert (count.asked, count.left) == (3, 570)

    tried(play)


def test_while_redis_is_away_a_gateway_counts_by_itself_and_then_no_more() -> None:
    """It neither lets everything in nor nothing, and does not ask each time."""
    now = [0.0]

    async def play() -> None:
        count = SharedCount(1)
        count.away = True
        limits = Limits(count.take, lambda: now[0])
        assert await let_in(limits, FEW, 4) == 2
        assert count.asked == 1
        now[0] += 30.0
        assert await let_in(limits, FEW, 4) == 1
        count.away = False
        now[0] += 10.0
        assert await let_in(limits, FEW, 4) == 1

    tried(play)


def test_one_callers_requests_cost_no_other_any() -> None:
    """Each has a count of its own, where one counts by oneself too."""

    async def play() -> None:
        count = SharedCount(0)
        count.away = True
        limits = Limits(count.take, lambda: 0.0)
        assert await let_in(limits, FEW, 9) == 2
        assert await let_in(limits, MANY, 9) == 9

    tried(play)
