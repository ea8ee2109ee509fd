"""The page on learned models: its toy competes, and answers by the weights that a registry names."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.deployable import Own
from plenum.pipeline.answers import Answer, Failure
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.weights import Serving, Weights
from services.stages import GRAPH
from tests.support.toy_pipeline import ToyPipeline

PAGE = Path(__file__).parents[3] / "docs" / "learning.md"
NAME = "light_model_d_pitch"


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """The installed graph with the page's model in the competition."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("page_learned")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(code, module.__dict__)  # noqa: S102 - our own page
    own = Own(registered=True)
    return GRAPH.competing(Stage(NAME, "page_learned:place", Kind.LIGHT, ("LGT",), own=own))


def lights(toy: ToyPipeline, job_id: str) -> int:
    """That the toy places in a job's first room."""
    toy.accept(1, job_id)
    toy.run(NAME)
    answer = toy.answers(NAME, job_id)["room_0"]
    assert isinstance(answer, Answer)
    return len(answer.layout.terminals)


def serve(toy: ToyPipeline, content: bytes) -> None:
    """A registry's champion."""
    weights = Weights("1", hashlib.sha256(content).hexdigest())
    toy.record.serve(NAME, Serving(weights), {weights.digest: content}, 100)


def test_the_pages_model_competes_and_answers_by_a_registrys_weights(graph: Graph) -> None:
    """By its own, then by others, whose version stands on the answer; without a change of its code."""
    toy = ToyPipeline(graph)
    own = lights(toy, "own")
    serve(toy, b'{"pitch": 2}')
    assert lights(toy, "registered") > own
    assert ".v1." in toy.answers(NAME, "registered")["room_0"].model_version
    for stage in graph.stages:
        if stage.name != NAME:
            toy.run(stage.name)
    assert toy.answers(graph.selector, "own")["room_0"].selected_model


def test_weights_that_the_pages_model_cannot_read_leave_it_out(graph: Graph) -> None:
    """The room says so."""
    toy = ToyPipeline(graph)
    serve(toy, b"no JSON")
    toy.accept(1)
    toy.run(NAME)
    failure = toy.answers(NAME)["room_0"]
    assert isinstance(failure, Failure)
    assert failure.error == "WeightsRefusedError"
