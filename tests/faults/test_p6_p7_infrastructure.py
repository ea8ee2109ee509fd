"""P6 and P7: Redis may restart, telemetry's receiver may be gone; no accepted job is lost."""

from __future__ import annotations

import signal
from typing import Any

from redis.exceptions import RedisError

from plenum.telemetry import names
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.system import System, assert_one_tree, assert_unharmed, essence
from tests.support.waiting import eventually


def test_redis_restarted_mid_job_loses_no_accepted_job(faulty: System, gates: Gates) -> None:
    """Append-only file on: workers reconnect by themselves, result and sums are the same."""
    plain = faulty.place(building(8))
    before = faulty.counters()
    with gates.closed("air_supply_model"):
        job = faulty.client.submit(building(8))
        gates.waiting("air_supply_model")
        # What a process handed to the kernel outlives its kill; what it still buffers does not.
        assert eventually(lambda: _info(faulty).get("aof_buffer_length") == 0)
        first = _info(faulty)["run_id"]
        faulty.kill("redis")
        assert eventually(lambda: _is_back(faulty, first))
    assert_unharmed(faulty, plain, before, faulty.fetch(job))
    assert faulty.client.redis.scard("plenum:running") == 0


def _info(system: System) -> dict[str, Any]:
    """What Redis says of itself; nothing while it is away."""
    try:
        return dict(system.client.redis.info("everything"))  # type: ignore[arg-type]  # sync client
    except RedisError:
        return {}


def _is_back(system: System, run_id: str) -> bool:
    """Whether another Redis than that one answers, and has read its file."""
    found = _info(system)
    return found.get("run_id", run_id) != run_id and not found["loading"]


def _told(system: System, event: str) -> int:
    """How often the services' logs have it."""
    logs = (system.info.state / "logs").glob("*-1.log")
    return sum(log.read_text(errors="replace").count(event) for log in logs)


def test_jobs_go_on_while_telemetry_has_no_receiver_and_their_traces_come_later(faulty: System) -> None:
    """The receiver hangs: jobs complete, and it is told; when it is back, each job has its one tree."""
    plain = faulty.place(building(4))
    away, back = (_told(faulty, it) for it in (names.TELEMETRY_UNDELIVERED, names.TELEMETRY_DELIVERED))
    faulty.kill("otlp-sink", signal.SIGSTOP)
    try:
        found = [faulty.place(building(4)) for _ in range(3)]
        assert eventually(lambda: _told(faulty, names.TELEMETRY_UNDELIVERED) > away)
    finally:
        faulty.kill("otlp-sink", signal.SIGCONT)
    assert [essence(result) for result in found] == [essence(plain)] * 3
    assert eventually(lambda: _told(faulty, names.TELEMETRY_DELIVERED) > back)
    for result in found:
        assert_one_tree(faulty.trace(result["trace_id"]))
