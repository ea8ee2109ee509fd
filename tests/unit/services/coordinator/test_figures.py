"""What the leader reads of the record and of Redis."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.pipeline.job import COORDINATOR
from plenum.pipeline.record.breaker import BreakerTerms, Evidence
from plenum.pipeline.record.calls import Turn, Worker
from plenum.telemetry import names
from plenum.telemetry.ledger import Labels
from plenum.telemetry.schema import METRICS
from services.coordinator.figures import Figures
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline

STAGES = [stage.name for stage in GRAPH.stages]
INFO: dict[str, Any] = {"used_memory": 1000, "evicted_keys": 3, "aof_last_write_status": "err", "os": "Linux"}


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job in it."""
    pipeline = ToyPipeline()
    pipeline.accept()
    return pipeline


def values(toy: ToyPipeline) -> dict[tuple[str, Labels], float]:
    """What is read now."""
    return dict(Figures(toy.record, lambda: INFO, GRAPH, toy.config)().values)


def of(found: dict[tuple[str, Labels], float], name: str) -> dict[str, float]:
    """One metric's values by its label."""
    return {"".join(labels): value for (metric, labels), value in found.items() if metric == name}


def test_counters_are_the_records(toy: ToyPipeline) -> None:
    """As they are."""
    assert Figures(toy.record, lambda: INFO, GRAPH, toy.config)().counters == {"submitted:accepted": 1}


def test_every_value_is_one_of_the_schemas_with_its_labels(toy: ToyPipeline) -> None:
    """A name or a label of its own would never be exported."""
    toy.record.beat(Worker("left", "w", (1,)), 1000)
    for name, labels in values(toy):
        assert METRICS[name].source == "record"
        assert len(labels) == len(METRICS[name].labels)


def test_every_queue_and_service_is_told(toy: ToyPipeline) -> None:
    """None of them is left out for having nothing."""
    found = values(toy)
    services = {COORDINATOR, *STAGES}
    assert of(found, names.QUEUE_DEPTH).keys() == {*services, "celery"}
    assert of(found, names.WORKERS) == dict.fromkeys(services, 0.0)
    assert (found[names.UNFINISHED, ()], found[names.DEAD_LETTERS, ()]) == (1.0, 0.0)
    assert found[names.JOBS_LIMIT, ()] == toy.config.max_jobs


def test_what_waits_has_an_age_and_what_does_not_has_none(toy: ToyPipeline) -> None:
    """By the record's clock."""
    toy.record._clock = lambda: 9e15
    found = values(toy)
    ages = of(found, names.OLDEST_MESSAGE)
    assert {stage for stage, age in ages.items() if age} == {"left", "right"}
    assert found[names.OLDEST_JOB, ()] > 1e9


def test_who_was_last_heard_of_when_is_told_as_a_time(toy: ToyPipeline) -> None:
    """A time grows old by itself where an age would stand still; who never beat has none."""
    toy.record._clock = lambda: 5000.0
    toy.record.beat(Worker("left", "w", (1,)), 1000)
    assert of(values(toy), names.BEAT) == {"left": 5.0}


def test_each_stages_breaker_is_a_gauge(toy: ToyPipeline) -> None:
    """Closed ones too: a series that ends looks like a breaker that nobody watches."""
    terms = BreakerTerms(failures=1)
    toy.record.turn(Turn("me", evidence=[Evidence("end", "job", ("a room",), "why")], breakers=terms))
    states = of(values(toy), names.BREAKER_STATE)
    assert states == {stage: 2.0 * (stage == "end") for stage in STAGES}


def test_redis_figures_are_those_that_it_has(toy: ToyPipeline) -> None:
    """Numbers as they are; that its file cannot be written as 0."""
    found = values(toy)
    assert (found["redis.memory.used", ()], found["redis.keys.evicted", ()]) == (1000.0, 3.0)
    assert found["redis.aof.last_write_ok", ()] == 0.0
    assert ("redis.net.input", ()) not in found
