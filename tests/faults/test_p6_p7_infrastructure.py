"""P6 and P7: Redis may restart, telemetry's receiver may be gone; no accepted job is lost."""

from __future__ import annotations

import json
import signal
from typing import Any

from redis.exceptions import RedisError

from plenum.stack import otlp_files
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.system import System, assert_unharmed, essence
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


def _failures(system: System) -> int:
    """How many exports of spans the services gave up, by their logs."""
    logs = (system.info.state / "logs").glob("*-1.log")
    return sum(log.read_text(errors="replace").count("Failed to export spans") for log in logs)


def _dropped(system: System) -> int:
    """The counter of undelivered telemetry, as it arrived at the sink."""
    latest: dict[str, int] = {}
    for export in otlp_files.exports(system.info.telemetry_dir, "metrics"):
        for part in export["resourceMetrics"]:
            who = json.dumps(part["resource"]["attributes"], sort_keys=True)
            for metric in (m for s in part["scopeMetrics"] for m in s["metrics"]):
                if metric["name"] == "plenum.telemetry.dropped":
                    points: list[dict[str, Any]] = metric["sum"]["dataPoints"]
                    latest[who] = sum(int(p["asInt"]) for p in points)
    return sum(latest.values())


def test_jobs_go_on_while_telemetry_has_no_receiver_and_the_loss_is_counted(faulty: System) -> None:
    """The receiver hangs up: jobs complete; when it is back, it is told how much was lost."""
    plain = faulty.place(building(4))
    before = _failures(faulty)
    faulty.kill("otlp-sink", signal.SIGSTOP)
    try:
        for _ in range(3):
            assert essence(faulty.place(building(4))) == essence(plain)
        assert eventually(lambda: _failures(faulty), lambda n: n > before) > before
    finally:
        faulty.kill("otlp-sink", signal.SIGCONT)
    assert eventually(lambda: _dropped(faulty), lambda n: n > 0) > 0
