"""The stage graph answers who works after whom, and refuses graphs that would strand a batch."""

from __future__ import annotations

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.record import codec


def test_the_installed_graph_races_its_light_models_and_then_runs_in_series() -> None:
    """Lights first and in parallel; selector, supply, return and detectors one after the other."""
    graph = installed_graph()
    lights = [s.name for s in graph.first()]
    assert lights == [s.name for s in graph.stages if s.kind is Kind.LIGHT]
    assert lights[:3] == ["light_model_a_dense", "light_model_b_sparse", "light_model_c_balanced"]
    assert [s.name for s in graph.stages[len(lights) :]] == [
        "selector",
        "air_supply_model",
        "air_return_model",
        "smoke_detector_model",
    ]
    assert graph.selector == "selector"
    assert graph.last.name == "smoke_detector_model"


def test_a_stage_of_the_series_reads_everything_since_the_selector() -> None:
    """The detectors must see what the selector, the supply and the return put on the grid."""
    graph = installed_graph()
    assert graph.needs("smoke_detector_model") == ("selector", "air_supply_model", "air_return_model")
    assert graph.needs("selector") == tuple(s.name for s in graph.first())
    assert graph.needs("light_model_a_dense") == ()


def test_only_the_light_models_compete() -> None:
    """A fan-in can go on without a competitor, never without a stage of the series."""
    graph = installed_graph()
    assert [s.name for s in graph.stages if graph.competes(s.name)] == [s.name for s in graph.first()]


def test_a_graph_survives_the_way_through_a_record() -> None:
    """A job's record keeps the graph it started with."""
    assert codec.graph_of(codec.graph_text(installed_graph())) == installed_graph()


@pytest.mark.parametrize(
    "stages",
    [
        (Stage("a", "m:f"), Stage("a", "m:f", after=("a",))),
        (Stage("a", "m:f", after=("b",)), Stage("b", "m:f")),
        (Stage("a", "m:f"), Stage("b", "m:f")),
    ],
    ids=["doubled name", "waits for a later one", "two last stages"],
)
def test_a_graph_that_would_strand_a_batch_is_refused(stages: tuple[Stage, ...]) -> None:
    """Doubled names, forward references and two ends raise at import, not at three in the morning."""
    with pytest.raises(ValueError, match=r"stage|graph"):
        Graph(stages)


def test_a_graph_may_have_one_candidate_more() -> None:
    """It competes like the others, and the series stays as it is."""
    graph = installed_graph()
    more = graph.competing(Stage("light_model_z", "m:f", Kind.LIGHT))
    assert [stage.name for stage in more.first()] == [*(s.name for s in graph.first()), "light_model_z"]
    assert more.needs("selector") == (*graph.needs("selector"), "light_model_z")
    assert more.competes("light_model_z")
    assert more.stages[-4].name == "selector"
    assert more.stages[-3:] == graph.stages[-3:]
