"""Many workers: replicas share the work, results and sums stay the same, one coordinator leads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building
from plenum.pipeline.record.redis import keys
from plenum.telemetry import names
from tests.support.buildings import building, room
from tests.support.system import PATIENT, System, essence, raised_since, sums, system
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry import matrix
from tests.telemetry.matrix import STAGES

SPANS_A_BATCH = len(STAGES) * len(matrix.SPANS_A_BATCH) + len(matrix.SPANS_OF_A_BATCH)
SPANS_A_JOB = len(matrix.SPANS_A_JOB)
LIGHTS = ("light_model_a_dense", "light_model_b_sparse", "light_model_c_balanced")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A full stack of its own, which is scaled up and down."""
    with system(tmp_path_factory.mktemp("many"), full=True, env=PATIENT) as running:
        yield running


def test_two_replicas_of_each_light_service_share_the_batches(many: System, test_data: Path) -> None:
    """Where both have a batch in hand, both do it, as Jaeger tells by service.instance.id; the result is
    the same as one alone gives.
    """
    lab = building_to_json(read_building(test_data / "lab_building.hbjson"))
    for name in LIGHTS:
        many.scale(name, 2)
    # First together: a worker that has placed these rooms before answers from memory.
    with many.held(*LIGHTS) as holding:
        job = many.client.submit(lab)
        holding.all_have_work()
    together = many.fetch(job)
    for name in LIGHTS:
        many.scale(name, 1)
    alone = many.place(lab)
    assert essence(together) == essence(alone)
    batches = many.client.record.job(job).batches
    spans = many.trace(together["trace_id"], batches * SPANS_A_BATCH + SPANS_A_JOB)
    for name in LIGHTS:
        done = [span for span in spans if span.name == f"process {name}"]
        assert len({span.attributes[names.BATCH_ID] for span in done}) == batches
        assert len({span.instance for span in done}) == 2
    assert _ledger(many) == sums(many.results)


def _ledger(many: System) -> dict[str, int]:
    return raised_since(many, {})


def test_scaling_down_under_load_loses_nothing(many: System) -> None:
    """A replica that is told to go finishes its batch first."""
    service = "air_supply_model"
    plain = many.place(building(40))
    many.scale(service, 3)
    with ThreadPoolExecutor(1) as beside:
        with many.held(service) as holding:
            job = many.client.submit(building(40))
            holding.all_have_work()
            going = beside.submit(many.scale, service, 1)
            told = eventually(
                lambda: [part.state for part in many.parts(service)], lambda s: s.count("STOPPING") == 2
            )
            assert sorted(told) == ["RUNNING", "STOPPING", "STOPPING"]
        going.result(HANGS_S)
    assert essence(many.fetch(job)) == essence(plain)
    assert _ledger(many) == sums(many.results)


def test_of_two_coordinators_one_leads_and_the_other_takes_over(many: System) -> None:
    """The ledger has one emitter, and the same series goes on when it is killed."""
    many.scale("coordinator", 2)
    redis = many.client.redis
    leader = eventually(lambda: redis.get(keys.LEADER))
    assert isinstance(leader, bytes)
    pid = int(leader.decode().rpartition(":")[2])
    replica = next(f"coordinator-{n}" for n in (1, 2) if many.pid(f"coordinator-{n}") == pid)
    many.kill(replica)
    other = eventually(lambda: redis.get(keys.LEADER), lambda now: now is not None and now != leader)
    assert other != leader
    many.place(building(2))
    wanted = {k: float(n) for k, n in sums(many.results).items() if k.startswith("executions")}

    def look() -> dict[str, float]:
        seen = many.prometheus("sum by (model_name) (ml_model_executions_total)")
        return {f"executions:{model}": n for model, n in seen.items()}

    assert eventually(look, lambda seen: seen == wanted) == wanted


def test_a_thousand_rooms_fit_in_eight_megabytes_and_their_trace_opens_at_once(many: System) -> None:
    """Size: the result through .get(), and the whole trace through Jaeger's API."""
    rooms = [room(f"room_{n}", 4 + n % 4, 4 + n % 3, room_type="storage") for n in range(1000)]
    result = many.place(building(rooms))
    assert result["totals"]["rooms"] == 1000
    assert [r["room_id"] for r in result["rooms"]] == [f"room_{n}" for n in range(1000)]
    assert len(json.dumps(result)) < 8_000_000
    batches = many.client.record.job(result["job_id"]).batches
    spans = many.trace(result["trace_id"], batches * SPANS_A_BATCH + SPANS_A_JOB)
    # On a busy machine a message may be sent again that was late and not lost, which is told.
    told = sum(not span.name.startswith(("room ", "lost ")) for span in spans)
    assert told == batches * SPANS_A_BATCH + SPANS_A_JOB
    assert many.client.redis.zcard(keys.DUE) == 0


def test_a_job_of_one_tile_gets_an_answer_with_a_reason(many: System) -> None:
    """Nothing fits, and the result says why."""
    result = many.place(building([room("closet", 1, 1)]))
    (closet,) = result["rooms"]
    assert closet["status"] in ("infeasible", "unsolved")
    assert closet["reasons"]


def test_a_worker_that_stops_is_gone_from_the_gauges(many: System) -> None:
    """What the operator sees is who is there now."""
    many.scale("selector", 2)
    two = eventually(lambda: many.prometheus('plenum_workers{service="selector"}'), _shows(2.0))
    assert list(two.values()) == [2.0]
    many.scale("selector", 1)
    one = eventually(lambda: many.prometheus('plenum_workers{service="selector"}'), _shows(1.0))
    assert list(one.values()) == [1.0]


def _shows(value: float) -> Callable[[dict[str, float]], bool]:
    return lambda seen: list(seen.values()) == [value]
