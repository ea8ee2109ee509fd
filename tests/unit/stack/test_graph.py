"""Which services run, how many, and how each is started."""

from __future__ import annotations

import os

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.deployable import Own, Service
from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.stack import graph
from plenum.stack.errors import UsageError
from services import stages


def test_all_services_run_once_by_default() -> None:
    """The stages of the graph and the coordinator."""
    assert graph.replicas(None, {}) == dict.fromkeys(graph.service_names(), 1)
    assert "coordinator" in graph.service_names()


def test_no_services_is_infrastructure_alone() -> None:
    """An empty list asks for none; it does not ask for all."""
    assert graph.replicas([], {}) == {}


def test_a_scale_counts_for_its_service_alone() -> None:
    """Others keep one worker."""
    wanted = graph.replicas(["selector", "coordinator"], {"selector": 3})
    assert wanted == {"selector": 3, "coordinator": 1}


@pytest.mark.parametrize("services", [["selektor"], []])
def test_an_unknown_service_is_refused_with_the_known_ones(services: list[str]) -> None:
    """A typing error is told before anything starts."""
    scale = {} if services else {"selektor": 1}
    with pytest.raises(UsageError, match=r"no service 'selektor'; the graph has coordinator, .*selector"):
        graph.replicas(services, scale)


def test_a_negative_count_is_refused() -> None:
    """0 stops a service; less has no meaning."""
    with pytest.raises(UsageError, match="selector=-1"):
        graph.replicas(None, {"selector": -1})


def test_a_count_beyond_any_machine_is_refused() -> None:
    """A zero too many would fill the memory."""
    with pytest.raises(UsageError, match="at most 256 workers"):
        graph.replicas(None, {"selector": 5000})


def test_the_coordinator_alone_consumes_the_default_queue() -> None:
    """Any Celery client reaches it without routing; a stage consumes its own queue only."""
    for service in graph.worker_names():
        arguments = graph.program_arguments(service, 2)
        queues = arguments[arguments.index("-Q") + 1]
        assert queues == ("coordinator,celery" if service == "coordinator" else service)
        assert arguments[arguments.index("-n") + 1] == f"{service}-2@%h"


def test_a_pool_takes_the_place_of_the_stages_workers() -> None:
    """The coordinator stays its own process; the pool is not started unless it is asked for."""
    assert graph.POOL not in graph.replicas(None, {})
    wanted = graph.replicas(None, graph.pooled(2))
    assert {name: n for name, n in wanted.items() if n} == {"coordinator": 1, "gateway": 1, "pool": 2}
    assert set(wanted) == {*graph.service_names(), "pool"}


def test_a_pools_worker_consumes_every_stages_queue_and_works_for_each() -> None:
    """In a checkout and from a wheel alike: it is no folder of the services'."""
    stages = tuple(stage.name for stage in installed_graph().stages)
    arguments = graph.program_arguments("pool", 2, "plenum_services")
    assert arguments[arguments.index("-Q") + 1] == ",".join(stages)
    assert arguments[arguments.index("-A") + 1] == "plenum.worker.pool_app"
    assert arguments[arguments.index("-n") + 1] == "pool-2@%h"
    assert graph.serves("pool") == stages
    assert graph.serves("selector") == ("selector",)


def test_a_service_that_is_no_worker_is_started_as_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is announced beside the graph, and known by name like any other."""
    monkeypatch.setattr(graph, "announced_services", lambda: (Service("door"),))
    assert graph.service_names()[0] == "door"
    assert graph.replicas(["door"], {}) == {"door": 1}
    assert graph.program_arguments("door", 1, "plenum_services") == ("python", "-m", "plenum_services.door")


def test_a_stage_may_need_what_no_other_service_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library, more memory, more time: it stands with the stage, and the stack sees it."""
    own = Own(extra="learned", memory_limit_mib=4096, room_limit_s=60.0)
    learned = Graph((Stage("light_model_d_learned", "m:f", Kind.LIGHT, own=own),))
    monkeypatch.setattr(graph, "installed_graph", lambda: learned)
    (found,) = [service for service in graph.services() if service.own != Own() and service.queues]
    assert (found.name, found.own) == ("light_model_d_learned", own)


def test_a_service_whose_libraries_are_missing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """`plenum up` goes on without it; who names it hears of it from the service itself."""
    poor = (Service("door", own=Own(modules=("no_such_library",))), Service("coordinator", ("coordinator",)))
    monkeypatch.setattr(graph, "announced_services", lambda: poor)
    assert "door" not in graph.replicas(None, {})
    assert graph.replicas(["door"], {}) == {"door": 1}


def test_a_service_may_bear_no_second_process_on_a_machine() -> None:
    """Two gateways would want one port."""
    with pytest.raises(UsageError, match="gateway=2: at most 1"):
        graph.replicas(None, {"gateway": 2})


def test_a_named_graph_is_chosen_for_all_that_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variable that every process of a stack inherits; other names are neighbours."""
    monkeypatch.setenv("PLENUM_GRAPH", "another:GRAPH")
    assert graph.choose(["logs", "learned"]) == ["logs"]
    assert os.environ["PLENUM_GRAPH"] == "services.stages:LEARNED"


def test_no_named_graph_leaves_the_one_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neighbours alone change nothing of the graph."""
    monkeypatch.setenv("PLENUM_GRAPH", "another:GRAPH")
    assert graph.choose(["logs"]) == ["logs"]
    graph.adopt("services.stages:LEARNED")
    assert os.environ["PLENUM_GRAPH"] == "another:GRAPH"


def test_a_process_that_was_told_of_no_graph_takes_the_stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that `plenum scale` knows the services that run."""
    monkeypatch.setenv("PLENUM_GRAPH", "")
    monkeypatch.delenv("PLENUM_GRAPH")
    graph.adopt("")
    assert "PLENUM_GRAPH" not in os.environ
    graph.adopt("services.stages:LEARNED")
    assert os.environ["PLENUM_GRAPH"] == "services.stages:LEARNED"


def test_every_named_graph_is_one() -> None:
    """The default one with something more."""
    for name in graph.GRAPHS.values():
        found = getattr(stages, name)
        assert {stage.name for stage in stages.GRAPH.stages} < {stage.name for stage in found.stages}
