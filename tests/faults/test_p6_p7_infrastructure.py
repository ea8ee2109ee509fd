"""P6 and P7: Redis may restart, telemetry's receiver may be gone; no accepted job is lost."""

from __future__ import annotations

import json
import signal
import time
from typing import Any

from tests.support.buildings import building
from tests.support.system import System, assert_unharmed, essence, eventually


def test_redis_restarted_mid_job_loses_no_accepted_job(faulty: System) -> None:
    """Append-only file on: workers reconnect by themselves, result and sums are the same."""
    plain = faulty.place(building(8))
    before = faulty.counters()
    job = faulty.client.submit(building(8))
    until = time.monotonic() + 30
    while not faulty.client.progress(job) and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(1.2)  # the append-only file is synced every second: what is younger may be lost
    faulty.kill("redis")
    time.sleep(1)
    eventually(lambda: _answers(faulty), bool)
    result = faulty.fetch(job, timeout_s=90)
    assert_unharmed(faulty, plain, before, result)
    assert faulty.client.redis.scard("plenum:running") == 0


def _answers(system: System) -> bool:
    try:
        return bool(system.client.redis.ping())
    except Exception:  # noqa: BLE001 - whatever it is, it is not an answer
        return False


def _dropped(system: System) -> int:
    """The counter of undelivered telemetry, as it arrived at the sink."""
    total = 0
    for path in system.info.telemetry_dir.glob("metrics*.jsonl"):
        latest: dict[str, int] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            for part in json.loads(line)["resourceMetrics"]:
                who = json.dumps(part["resource"]["attributes"], sort_keys=True)
                for metric in (m for s in part["scopeMetrics"] for m in s["metrics"]):
                    if metric["name"] == "plenum.telemetry.dropped":
                        points: list[dict[str, Any]] = metric["sum"]["dataPoints"]
                        latest[who] = sum(int(p["asInt"]) for p in points)
        total += sum(latest.values())
    return total


def test_jobs_go_on_while_telemetry_has_no_receiver_and_the_loss_is_counted(faulty: System) -> None:
    """The receiver hangs up: jobs complete; when it is back, it is told how much was lost."""
    plain = faulty.place(building(4))
    faulty.kill("otlp-sink", signal.SIGSTOP)
    try:
        for _ in range(3):
            assert essence(faulty.place(building(4), timeout_s=60)) == essence(plain)
        time.sleep(8)  # longer than an export's own deadline
    finally:
        faulty.kill("otlp-sink", signal.SIGCONT)
    assert eventually(lambda: _dropped(faulty), lambda n: n > 0) > 0
