"""P5: a process that hangs is ended at its batch's limit, and a pause of the whole machine ends none."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from plenum.settings import SPELL_S
from tests.faults.conftest import environment
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.redis_server import RedisServer, redis_server
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import Workers, to_all, workers

BATCH_S: Final = 6.0
HELD: Final = "air_supply_model"
"""A process that waits at its gate hangs, to whoever looks from outside."""


@dataclass
class Limited:
    """Workers with a short limit for a batch."""

    server: RedisServer
    running: Workers
    gates: Gates
    client: Client


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Limited]:
    """A coordinator and a pool."""
    folder = tmp_path_factory.mktemp("limits")
    env = environment(folder / "gates") | {
        "PLENUM_BATCH_LIMIT_S": str(BATCH_S),
        "PLENUM_ROOM_LIMIT_S": "4",
        "PLENUM_JOIN_DEADLINE_S": "5",
    }
    with redis_server(folder) as server, workers(folder, server.url, **env) as running:
        running.plenum()
        client = Client(server.url)
        # A pause is what lies between two rounds of the sweep.
        assert eventually(lambda: client.redis.exists(keys.CLOCK))
        yield Limited(server, running, Gates(folder / "gates"), client)
        client.close()


def test_a_pause_longer_than_a_batchs_limit_ends_no_process(limited: Limited) -> None:
    """The batch that was in hand is committed by the process that had it."""
    assert limited.server.process is not None
    resent = limited.client.redis.hget(keys.COUNTERS, f"resent:{HELD}")
    with limited.gates.closed(HELD):
        job = limited.client.submit(building(2))
        (holder,) = limited.gates.waiting(HELD)
        to_all(limited.running, signal.SIGSTOP, limited.server.process.pid)
        time.sleep(BATCH_S + SPELL_S + 2)
        to_all(limited.running, signal.SIGCONT, limited.server.process.pid)
    result = limited.client.result(job, HANGS_S)
    assert [(room["status"], room["degraded"]) for room in result["rooms"]] == [("complete", [])] * 2
    assert Path(f"/proc/{holder}").exists()
    assert limited.client.redis.hget(keys.COUNTERS, f"resent:{HELD}") == resent


def test_a_process_that_hangs_is_ended_and_its_batch_done_by_another(limited: Limited) -> None:
    """Though nothing in it hears of its room's limit."""
    with limited.gates.closed(HELD):
        job = limited.client.submit(building(2))
        (holder,) = limited.gates.waiting(HELD)
        assert eventually(lambda: not Path(f"/proc/{holder}").exists())
    result = limited.client.result(job, HANGS_S)
    assert [room["status"] for room in result["rooms"]] == ["complete"] * 2
