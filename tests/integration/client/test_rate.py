"""A caller's requests a minute, counted in Redis for whoever asks there."""

from __future__ import annotations

from redis import Redis

from plenum.client import Client
from plenum.client.rate import take_requests
from plenum.pipeline.record.redis.keys import rate_key
from tests.support.redis_server import RedisServer


def held(client: Redis, caller: str) -> None:
    """As if no time passed: the count was looked at in the future, so that it does not fill."""
    client.hincrbyfloat(rate_key(caller), "at", 1e9)


def test_two_doors_share_a_callers_minute(server: RedisServer, client: Redis) -> None:
    """What is left, then nothing but when there is one again; other callers have theirs."""
    one, other = Client(server.url), Client(server.url)
    assert take_requests(one.redis, "ann", 5, 3).requests == 3
    held(client, "ann")
    assert take_requests(other.redis, "ann", 5, 3).requests == 2
    held(client, "ann")
    refused = take_requests(one.redis, "ann", 5, 3)
    assert refused.requests == 0
    assert 0 < refused.wait_s <= 12
    assert take_requests(other.redis, "bob", 5, 3).requests == 3
    for each in (one, other):
        each.close()


def test_a_count_fills_with_time_and_goes_when_it_is_full(server: RedisServer, client: Redis) -> None:
    """By Redis' clock: what an empty one had ten seconds ago is a sixth; an idle one is not kept."""
    door = Client(server.url)
    assert take_requests(door.redis, "cy", 60, 60).requests == 60
    client.hincrbyfloat(rate_key("cy"), "at", -10_000)
    assert take_requests(door.redis, "cy", 60, 60).requests >= 10
    assert 0 < client.pttl(rate_key("cy")) <= 60_000  # type: ignore[operator]  # the sync client's
    door.close()
