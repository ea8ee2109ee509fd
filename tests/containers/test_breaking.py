"""What is scaled, killed, stopped and restarted in containers harms no job."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.containers.engine import Engine
from tests.support.buildings import building
from tests.support.held import children
from tests.support.seen import See
from tests.support.waiting import eventually

pytestmark = pytest.mark.containers
STAGE = "light_model_b_sparse"


def test_a_service_is_scaled_up_and_down(engine: Engine, see: See) -> None:
    """The second worker beats beside the first; both work; the first is left alone."""
    first = engine.pid(engine.name("selector"))
    engine.up("--no-deps", "--no-recreate", "--scale", "selector=2", "selector")
    assert eventually(lambda: engine.beating("selector"), lambda n: n == 2) == 2
    assert len(engine.names("selector")) == 2
    assert engine.place(building(4))["status"] == "complete"
    second = engine.names("selector")[1]
    engine.podman("stop", second)
    engine.podman("rm", second)
    assert eventually(lambda: engine.beating("selector"), lambda n: n == 1) == 1
    assert engine.pid(engine.name("selector")) == first
    see("scaled", "selector to 2 and back to 1; the first ran on")


def test_a_killed_container_starts_again_and_its_work_is_done(engine: Engine, see: See) -> None:
    """kill -9 of everything in it, with a batch in hand."""
    name = engine.name(STAGE)
    with engine.held(STAGE) as holding:
        job = engine.client.submit(building(3))
        holding.all_have_work()
        init = engine.pid(name)
        os.kill(init, signal.SIGKILL)
        assert eventually(lambda: not Path(f"/proc/{init}").exists())
    killed = time.monotonic()
    engine.revive(STAGE)
    result = engine.result(job)
    assert result["status"] == "complete"
    assert not any(room["degraded"] for room in result["rooms"])
    see("killed with work in hand", f"complete {time.monotonic() - killed:.1f} s later, nothing degraded")


@pytest.mark.parametrize("grace_s", [10, 35])
def test_a_worker_that_is_stopped_finishes_what_it_has(engine: Engine, see: See, grace_s: int) -> None:
    """Within its grace: it waits for its batch and ends by itself; the job goes on without it."""
    name = engine.name(STAGE)
    with engine.held(STAGE) as holding:
        job = engine.client.submit(building(3))
        holding.all_have_work()
        started = time.monotonic()
        stopping = threading.Thread(target=engine.podman, args=("stop", "--time", str(grace_s), name))
        stopping.start()
        time.sleep(2)
        assert stopping.is_alive(), "it waits for its batch"
    stopping.join()
    took = time.monotonic() - started
    state = engine.inspect(name)["State"]
    assert (state["Status"], state["ExitCode"]) == ("exited", 0)
    engine.start(STAGE)
    result = engine.result(job)
    assert result["status"] == "complete"
    assert not any(room["degraded"] for room in result["rooms"])
    see(f"stopped with work in hand, {grace_s} s grace", f"ended by itself, code 0, after {took:.1f} s")


def test_a_worker_that_outlives_its_grace_is_ended_and_its_work_done_again(engine: Engine, see: See) -> None:
    """The engine kills it after its grace; whoever is next does the batch."""
    name = engine.name(STAGE)
    with engine.held(STAGE) as holding:
        job = engine.client.submit(building(3))
        holding.all_have_work()
        started = time.monotonic()
        engine.podman("stop", "--time", "10", name)
        took = time.monotonic() - started
    assert took >= 10
    assert engine.inspect(name)["State"]["ExitCode"] == 128 + signal.SIGKILL
    engine.start(STAGE)
    result = engine.result(job)
    assert result["status"] == "complete"
    see("stopped, past 10 s grace", f"killed after {took:.1f} s; done again, {result['status']}")


def test_a_restarted_redis_loses_no_job_and_workers_go_on(engine: Engine, see: See) -> None:
    """Stopped and started with a batch in hand; nobody else is restarted."""
    others = {s: engine.pid(engine.name(s)) for s in engine.workers if s != STAGE}
    with engine.held(STAGE) as holding:
        job = engine.client.submit(building(3))
        holding.all_have_work()
        engine.podman("restart", engine.name("redis"))
        engine.started_again.add("redis")
        assert eventually(lambda: engine.healthy(engine.name("redis")))
    assert engine.result(job)["status"] == "complete"
    assert {s: engine.pid(engine.name(s)) for s in others} == others
    see("Redis restarted", "the accepted job complete, workers went on by themselves")


def test_what_loses_its_parent_is_reaped(engine: Engine, see: See) -> None:
    """PID 1 takes in orphans, as a pool's killed child leaves them, and no zombie stays."""
    name = engine.name("selector")
    init = engine.pid(name)
    assert Path(f"/proc/{init}/comm").read_text().strip() != "celery"
    orphan = "import os, time; os.fork() or (os.setsid(), os.fork() or time.sleep(0.2))"
    for _ in range(3):
        engine.execute("selector", "python", "-c", orphan)
    worker = engine.worker("selector")
    (child,) = eventually(lambda: children(worker), lambda found: len(found) == 1)
    os.kill(child, signal.SIGKILL)

    def zombies() -> list[str]:
        listed = engine.podman("top", name, "state").split()[1:]
        return [state for state in listed if state.startswith("Z")]

    assert eventually(lambda: not zombies()), engine.podman("top", name, "pid,ppid,state,comm")
    assert eventually(lambda: children(worker), lambda found: len(found) == 1 and found != {child})
    see("PID 1", "reaps 3 orphans and a killed pool process; no zombie stays")
