"""A whole small Plenum behind a gateway: Redis, a coordinator and a pool, each a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.support.gateway import RunningGateway, running_gateway
from tests.support.redis_server import RedisServer, redis_server
from tests.support.workers import workers

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def plenum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis that everything works on."""
    folder = tmp_path_factory.mktemp("behind")
    with redis_server(folder) as server, workers(folder, server.url) as running:
        running.plenum()
        yield server


@pytest.fixture(scope="session")
def gateway(plenum: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGateway]:
    """On this machine alone, without tokens."""
    with running_gateway(tmp_path_factory.mktemp("gateway"), plenum.url) as running:
        yield running


@pytest.fixture(scope="session")
def http(gateway: RunningGateway) -> Iterator[httpx.Client]:
    """Somebody who asks it."""
    with gateway.client() as client:
        yield client


@pytest.fixture(scope="session")
def grid() -> dict[str, Any]:
    """The example's room grid."""
    found: dict[str, Any] = json.loads((ROOT / "examples/grid.json").read_text())
    return found
