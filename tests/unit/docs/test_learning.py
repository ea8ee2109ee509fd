"""The page on learned models: its toys compete, and answer by the weights that a registry names."""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.deployable import Own
from plenum.pipeline.answers import Answer, Failure
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.weights import Serving, Weights
from services.stages import GRAPH
from tests.support import onnx_files
from tests.support.toy_pipeline import ToyPipeline

PAGE = Path(__file__).parents[3] / "docs" / "learning.md"


@dataclass(frozen=True)
class Toy:
    """One of the page's models, in the competition."""

    name: str
    closer: bytes
    """Weights by which it places more lights than by its own."""
    spoilt: tuple[bytes, ...]
    graph: Graph

    def serve(self, pipeline: ToyPipeline, content: bytes) -> None:
        """A registry's champion."""
        weights = Weights("1", hashlib.sha256(content).hexdigest())
        pipeline.record.serve(self.name, Serving(weights), {weights.digest: content}, 100)

    def lights(self, pipeline: ToyPipeline, job_id: str) -> int:
        """That it places in a job's first room."""
        pipeline.accept(1, job_id)
        pipeline.run(self.name)
        answer = pipeline.answers(self.name, job_id)["room_0"]
        assert isinstance(answer, Answer), answer
        return len(answer.layout.terminals)


@pytest.fixture(params=["pitch", "onnx"])
def toy(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toy:
    """The installed graph with a model of the page: its module in a folder, with what lies beside it."""
    name = f"light_model_d_{request.param}"
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = [block for block in blocks if f'NAME: Final = "{name}"' in block]
    (tmp_path / "pitch.onnx").write_bytes(onnx_files.pitch((0.0, 0.0, 1.0), 1.2))
    module = ModuleType(f"page_{request.param}")
    module.__file__ = str(tmp_path / "model.py")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(code, module.__dict__)  # noqa: S102 - our own page
    own = Own(registered=True)
    graph = GRAPH.competing(Stage(name, f"{module.__name__}:place", Kind.LIGHT, ("LGT",), own=own))
    if request.param == "pitch":
        return Toy(name, b'{"pitch": 2}', (b"no JSON",), graph)
    others = (b"no ONNX", onnx_files.pitch((0.0, 0.0, 1.0), 1.2, told="ceiling"))
    return Toy(name, onnx_files.pitch((0.0, 0.0, 0.0), 2.0), others, graph)


def test_the_pages_model_competes_and_answers_by_a_registrys_weights(toy: Toy) -> None:
    """By its own, then by others, whose version stands on the answer; without a change of its code."""
    pipeline = ToyPipeline(toy.graph)
    own = toy.lights(pipeline, "own")
    assert own > 0
    toy.serve(pipeline, toy.closer)
    assert toy.lights(pipeline, "registered") > own
    assert ".v1." in pipeline.answers(toy.name, "registered")["room_0"].model_version
    for stage in toy.graph.stages:
        if stage.name != toy.name:
            pipeline.run(stage.name)
    assert pipeline.answers(toy.graph.selector, "own")["room_0"].selected_model


def test_weights_that_the_pages_model_cannot_read_leave_it_out(toy: Toy) -> None:
    """The room says so."""
    for number, content in enumerate(toy.spoilt):
        pipeline = ToyPipeline(toy.graph)
        toy.serve(pipeline, content)
        pipeline.accept(1, f"job_{number}")
        pipeline.run(toy.name)
        failure = pipeline.answers(toy.name, f"job_{number}")["room_0"]
        assert isinstance(failure, Failure)
        assert failure.error == "WeightsRefusedError"
