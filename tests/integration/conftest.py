"""A real Redis, empty for each test that asks for a client of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.support.redis_server import RedisServer, redis_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for the session."""
    with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RedisServer]:
    """A test's own: it may be killed, and no other test's clients are seen there."""
    with redis_server(tmp_path) as running:
        yield running


@pytest.fixture
def client(server: RedisServer) -> Iterator[Redis]:
    """An empty database; a test leaves the server's settings as it found them, for all share it."""
    client = Redis.from_url(server.url)
    client.flushall()
    settings = client.config_get()
    yield client
    assert client.config_get() == settings
