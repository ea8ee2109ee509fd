"""In which order a worker looks at its queues: what is nearest the end first, equals in turn."""

from __future__ import annotations

from kombu.utils.scheduling import cycle_by_name

from plenum.pipeline.graph import installed_graph
from plenum.worker.order import NAME, NearestEndFirst, depths

LIGHTS = ("light_model_a_dense", "light_model_b_sparse", "light_model_c_balanced")
SERIES = ("smoke_detector_model", "air_return_model", "air_supply_model", "selector")


def cycle() -> NearestEndFirst:
    """A pool's queues, as Celery names them: in the graph's order."""
    found = cycle_by_name(NAME)()
    assert isinstance(found, NearestEndFirst)
    found.update([stage.name for stage in installed_graph().stages])
    return found


def test_a_stage_lies_behind_all_that_it_waits_for() -> None:
    """The light models are equals; the series goes on one by one."""
    found = depths(installed_graph())
    assert [found[name] for name in (*LIGHTS, *reversed(SERIES))] == [0, 0, 0, 1, 2, 3, 4]


def test_what_is_nearest_the_end_is_looked_at_first() -> None:
    """A job that is begun is finished before more is begun."""
    assert cycle().consume(7) == [*SERIES, *LIGHTS]


def test_equals_take_turns_and_stay_where_they_are() -> None:
    """A light model that gave a message is the last light model, not the last of all."""
    queues = cycle()
    queues.rotate(LIGHTS[0])
    assert queues.consume(7) == [*SERIES, *LIGHTS[1:], LIGHTS[0]]
    queues.rotate(LIGHTS[1])
    assert queues.consume(7) == [*SERIES, LIGHTS[2], *LIGHTS[:2]]


def test_a_stage_without_equals_keeps_its_place() -> None:
    """However much comes over its queue."""
    queues = cycle()
    queues.rotate("air_return_model")
    assert queues.consume(7) == [*SERIES, *LIGHTS]
    assert queues.last == "air_return_model"


def test_queues_that_are_no_stages_take_turns() -> None:
    """The coordinator's two."""
    queues = NearestEndFirst()
    queues.update(["coordinator", "celery"])
    queues.rotate("coordinator")
    assert queues.consume(2) == ["celery", "coordinator"]


def test_a_queue_that_is_consumed_no_more_is_told_all_the_same() -> None:
    """Its last message may be one that is set aside."""
    queues = cycle()
    queues.update(["selector"])
    queues.rotate("air_return_model")
    assert (queues.last, queues.consume(7)) == ("air_return_model", ["selector"])
