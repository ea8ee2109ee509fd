"""A client of the Redis that all tests share, closed with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from plenum.client import Client
from tests.support.redis_server import RedisServer


@pytest.fixture
def plenum(server: RedisServer, client: Redis) -> Iterator[Client]:
    """In an empty database."""
    made = Client(server.url)
    yield made
    made.close()
