"""Whether anybody listens: said before anything is sent, and where something is waited for."""

from __future__ import annotations

from functools import partialmethod
from typing import Any

import pytest
from redis import Redis
from typer.testing import CliRunner

from plenum.cli import listening
from plenum.cli.main import app
from plenum.client import Client
from plenum.pipeline.record.redis.record import RedisRecord
from tests.conftest import ROOT
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import RedisServer
from tests.support.unwritable import full

GRID = str(ROOT / "examples" / "grid.json")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody comes back here, and no job turns up."""
    monkeypatch.setattr(listening, "_RETURNS_S", 0.0)
    monkeypatch.setattr(Client, "find", partialmethod(Client.find, within_s=0.0))


@pytest.fixture
def run(server: RedisServer, client: Redis) -> Any:
    """The command on an empty Redis."""
    return lambda *words: CliRunner(env={"PLENUM_REDIS_URL": server.url}).invoke(app, list(words))


def beat(client: Redis, *services: str) -> None:
    """Each has a worker."""
    driver = RedisDriver(RedisRecord(client, patience_s=0))
    for service in services:
        driver.beat(service)


@pytest.mark.parametrize("command", ["place", "submit"])
def test_nothing_is_sent_where_nobody_listens(run: Any, client: Redis, command: str) -> None:
    """A Redis that is no Plenum's keeps what was there, and the command ends at once."""
    outcome = run(command, GRID)
    assert outcome.exit_code == 1
    assert "nobody listens at 127.0.0.1:" in outcome.stderr
    assert client.dbsize() == 0


def test_a_redis_that_takes_no_writes_is_not_taken_for_one_without_a_plenum(run: Any, client: Redis) -> None:
    """Nobody can beat there, so that all seem to be gone."""
    with full(client):
        sent, waited = run("submit", GRID), run("job", "result", "no-such-job")
    assert (sent.exit_code, client.dbsize()) == (1, 0)
    for outcome in (sent, waited):
        assert "Redis takes no writes: " in outcome.stderr
        assert "nobody listens" not in outcome.stderr


def test_stages_that_nobody_serves_are_named(run: Any, client: Redis) -> None:
    """The job is taken in all the same: a worker may come."""
    beat(client, "coordinator", "selector")
    outcome = run("submit", GRID)
    assert outcome.exit_code == 0
    assert (
        "nobody serves light_model_a_dense, light_model_b_sparse, light_model_c_balanced, air_supply_model"
        in (outcome.stderr)
    )
    assert client.llen("celery") == 1


def test_where_all_are_there_nothing_is_said(run: Any, client: Redis) -> None:
    """Quiet when all is well."""
    from plenum.pipeline.graph import installed_graph

    beat(client, "coordinator", *(stage.name for stage in installed_graph().stages))
    outcome = run("submit", GRID)
    assert (outcome.exit_code, "nobody" in outcome.stderr) == (0, False)


def test_who_waits_for_a_job_is_told_that_nobody_ends_it(run: Any, client: Redis) -> None:
    """And that there is none of that name."""
    outcome = run("job", "result", "no-such-job")
    assert outcome.exit_code == 1
    assert "no coordinator is there" in outcome.stderr


def test_who_may_not_look_is_not_stopped(server: RedisServer, client: Redis) -> None:
    """A user of Redis that may submit and wait, and no more."""
    client.acl_setuser("submits", enabled=True, passwords=["+secret"], keys=["celery*"], commands=["+@all"])
    theirs = server.url.replace("redis://", "redis://submits:secret@")
    outcome = CliRunner(env={"PLENUM_REDIS_URL": theirs}).invoke(app, ["submit", GRID])
    client.acl_deluser("submits")
    assert "nobody" not in outcome.stderr
