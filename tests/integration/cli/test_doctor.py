"""`plenum doctor` asks a Redis what it claims of it, and calls none well that would lose jobs."""

from __future__ import annotations

import pytest
from redis import Redis
from typer.testing import CliRunner

from plenum.cli.main import app
from tests.support import unwritable
from tests.support.redis_server import RedisServer


def told(server: RedisServer) -> list[str]:
    """Its lines about a Redis without a Plenum."""
    outcome = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["doctor", "--redis-url", server.url])
    assert outcome.exit_code == 1
    return outcome.stdout.splitlines()


def line(server: RedisServer, check: str) -> str:
    """What is said of one check."""
    (found,) = [each for each in told(server) if f" {check} at " in each]
    return found


def test_a_bare_redis_lacks_every_service_and_is_a_risk(server: RedisServer, client: Redis) -> None:
    """Nothing about it says that all is well."""
    with unwritable.told(client, "appendonly", "no"):
        lines = told(server)
        assert any(each.startswith("missing coordinator: 0 workers: start one: ") for each in lines)
        assert line(server, "redis.persistence").startswith("risk    redis.persistence at ")
        assert "CONFIG SET appendonly yes" in line(server, "redis.persistence")


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [("min-replicas-to-write", 1, "NOREPLICAS"), ("maxmemory", 1_000_000, "OutOfMemory")],
)
def test_a_redis_that_refuses_writes_is_not_called_writable(
    server: RedisServer, client: Redis, setting: str, value: int, reason: str
) -> None:
    """It answers every question, and takes no job."""
    with unwritable.told(client, setting, value):
        assert line(server, "redis.reachable").startswith("ok ")
        assert line(server, "redis.writable").startswith("missing redis.writable at ")
        assert reason in line(server, "redis.writable")
        assert not [each for each in told(server) if "workers" in each]
