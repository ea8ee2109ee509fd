"""Workers that serve every stage keep the promises of those that serve one, service by service."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from plenum import stack
from plenum.pipeline.record.redis import keys
from plenum.stack.graph import POOL, pooled
from plenum.stack.otlp_files import exports
from plenum.telemetry import names
from services.stages import GRAPH
from tests.faults.conftest import environment
from tests.faults.gates import Gates
from tests.support.buildings import building, room
from tests.support.held import parent
from tests.support.system import System, assert_unharmed, system
from tests.support.waiting import eventually

STAGES = [stage.name for stage in GRAPH.stages]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Two workers for all stages, and a coordinator."""
    folder = tmp_path_factory.mktemp("pool")
    env = environment(folder / "gates") | {"PLENUM_JOIN_DEADLINE_S": "150"}
    with system(folder, full=False, env=env, scale=pooled(2)) as running:
        yield running


@pytest.fixture
def gates(pool: System) -> Gates:
    """Where its stages can be held."""
    return Gates(pool.info.state / "gates")


def _ready(pool: System) -> None:
    assert eventually(lambda: stack.status(pool.info.state).up)


def test_every_service_is_shown_as_alive(pool: System) -> None:
    """Each worker of the pool beats for each of them, and the status says so."""
    # One that another test has killed is shown until its last heartbeat lapses.
    for service in (POOL, *STAGES):
        assert eventually(lambda of=service: pool.workers(of), lambda n: n == 2) == 2  # type: ignore[misc]  # mypy infers no lambda with a default
    _ready(pool)
    parts = pool.parts(POOL)
    assert [(part.ready, part.serves) for part in parts] == [(True, tuple(STAGES))] * 2
    for stage in STAGES:
        cards = pool.client.redis.mget(pool.client.redis.keys(f"{keys.WORKER}{stage}:*"))  # type: ignore[arg-type]  # sync client
        assert {json.loads(card)["pid"] for card in cards} == {part.pid for part in parts}  # type: ignore[union-attr]  # sync client


def test_what_is_told_of_a_message_is_told_by_its_service(pool: System) -> None:
    """Spans and log lines, though one process is all of them."""
    result = pool.place(building(6))
    assert result["status"] == "complete"

    def worked() -> dict[str, str]:
        spans = pool.trace(result["trace_id"], 2 * len(STAGES))
        return {span.name: span.service for span in spans if span.name.startswith("process ")}

    own = {f"process {stage}": stage for stage in STAGES}
    assert eventually(worked, lambda found: found.keys() >= own.keys()) == own

    def look() -> set[tuple[str, str]]:
        return set(_models_and_services(pool.info.telemetry_dir, result["trace_id"]))

    wanted = {(stage, stage) for stage in STAGES if stage != "selector"}
    assert eventually(look, lambda found: found >= wanted) == wanted


def _models_and_services(folder: Path, trace_id: str) -> Iterator[tuple[str, str]]:
    for exported in exports(folder, "logs", trace_id):
        for part in exported["resourceLogs"]:
            service = _fields(part["resource"])["service.name"]
            for record in (r for scope in part["scopeLogs"] for r in scope["logRecords"]):
                fields = _fields(record)
                is_done = record["body"]["stringValue"] == names.MODEL_EXECUTION_COMPLETE
                if is_done and record.get("traceId") == trace_id:
                    yield fields["model"], service


def _fields(of: dict[str, list[dict[str, dict[str, str]]]]) -> dict[str, str]:
    return {str(a["key"]): next(iter(a["value"].values())) for a in of["attributes"]}


@pytest.mark.parametrize("child", [False, True], ids=["worker", "child"])
@pytest.mark.parametrize("stage", ["light_model_b_sparse", "smoke_detector_model"])
def test_killing_a_pools_process_changes_nothing_but_the_time(
    pool: System, gates: Gates, stage: str, child: bool
) -> None:
    """P3: the other worker of the pool has the work, whichever stage's it was."""
    _ready(pool)
    plain = pool.place(building(6))
    before = pool.counters()
    with gates.closed(stage):
        job = pool.client.submit(building(6))
        holder = min(eventually(lambda: gates.waiting(stage)))
        os.kill(holder if child else parent(holder), signal.SIGKILL)
    assert_unharmed(pool, plain, before, pool.fetch(job))


def test_a_room_that_kills_its_worker_is_set_aside_and_its_neighbours_are_placed(pool: System) -> None:
    """P4: after three deaths, whichever of the pool's processes died."""
    _ready(pool)
    result = pool.place(building([room("good", 6, 6), room("kills_air_supply_model", 6, 6)]))
    status = {each["room_id"]: each["status"] for each in result["rooms"]}
    assert status == {"good": "complete", "kills_air_supply_model": "failed"}
