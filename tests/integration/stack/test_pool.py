"""`plenum up --cores`: started, changed and told by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from plenum import stack
from plenum.client import Client
from plenum.stack.graph import pooled, stage_names
from plenum.stack.info import StackInfo
from tests.support.buildings import building
from tests.support.waiting import HANGS_S

from .test_lifecycle import pids, plenum

Up = Callable[..., StackInfo]
WAIT = ("--ready-within", str(HANGS_S))


def test_so_many_workers_serve_every_stage_and_the_status_says_so(up: Up, tmp_path: Path) -> None:
    """Asked again with another number the stack is changed, and what runs goes on."""
    state = tmp_path / "state"
    up(services=["coordinator"])
    done = plenum("up", "--cores", "1", *WAIT, state=state)
    assert done.returncode == 0, done.stderr
    before = pids(up(services=["coordinator"]))
    assert set(before) == {"redis", "otlp-sink", "coordinator-1", "gateway-1", "pool-1"}
    found = json.loads(plenum("status", "--json", state=state).stdout)
    serves = {part["name"]: tuple(part["serves"]) for part in found["parts"]}
    assert serves == {**dict.fromkeys(before, ()), "pool-1": stage_names()}
    assert f"each of its workers serves {', '.join(stage_names())}" in plenum("status", state=state).stdout
    assert plenum("up", "--cores", "2", *WAIT, state=state).returncode == 0
    after = {part.name: part.pid for part in stack.status(state).parts}
    assert set(after) == {*before, "pool-2"}
    assert {name: after[name] for name in before} == before


def test_a_stack_becomes_a_pool_and_back_while_a_job_is_under_way(up: Up) -> None:
    """Workers that are taken away finish what they are at."""
    info = up(services=None)
    client = Client(info.redis_url)
    jobs = [client.submit(building(20))]
    up(services=None, scale=pooled(1))
    jobs.append(client.submit(building(20)))
    up(services=None, scale={**dict.fromkeys(stage_names(), 1), "pool": 0})
    assert [client.result(job, HANGS_S)["status"] for job in jobs] == ["complete"] * 2
    assert "pool-1" not in pids(info)
