"""The page that explains how to add a model: its example is run as it stands there."""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify
from plenum.files.read import read_building
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.runner import PipelineRunner
from services.stages import GRAPH
from tests.support.buildings import building, room

PAGE = Path(__file__).parents[3] / "docs" / "adding-a-model.md"
NAME = "light_model_d_darkest"


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """The installed graph with the page's model in the competition, once also where it is installed."""
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("page_model")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(code[0], module.__dict__)  # noqa: S102 - our own page
    line = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if f'_stage("{NAME}"' in line)
    assert line.strip() == f'_stage("{NAME}", Kind.LIGHT, "LGT"),'
    stages: list[Stage] = []
    for stage in GRAPH.stages:
        if stage.name == NAME:
            continue
        if stage.name == GRAPH.selector:
            stages.append(Stage(NAME, "page_model:place", Kind.LIGHT, ("LGT",)))
            needs = dict.fromkeys((*stage.after, NAME))
            stage = replace(stage, after=tuple(needs))  # noqa: PLW2901 - the same stage, one need more
        stages.append(stage)
    return Graph(tuple(stages))


@pytest.mark.slow
def test_the_pages_model_takes_part_in_the_competition(graph: Graph) -> None:
    """It is a candidate in every room, with a score like any other, and the rooms are completed."""
    source = building([room("square", 8, 8), room("long", 16, 5)])
    completed: dict[str, Any] = PipelineRunner(graph).run_full_pipeline(read_building(source))
    assert completed["status"] == "complete"
    for done in completed["rooms"]:
        candidate = next(c for c in done["candidates"] if c["model_name"] == NAME)
        assert candidate["model_version"].startswith("1.0.0+")
        assert candidate["valid"]
        assert candidate["confidence"] > 0


def test_the_pages_model_lights_a_hall_of_a_hundred_by_a_hundred_tiles(graph: Graph) -> None:
    """Ten thousand tiles: too many for what it does in a room, and every hard light rule holds."""
    hall = Room("hall", ("." * 100,) * 100, room_type="office_open")
    brief = brief_for(hall, Settings())
    layout = graph[NAME].load()(hall, brief)
    assert layout.terminals
    assert not broken(verify(hall.with_layout(layout), brief, ("GEO", "LGT")))


def test_the_page_teaches_the_shape_that_the_three_models_have(graph: Graph) -> None:
    """The same four functions, of the same arguments: what a model does is open in its own file."""
    shape = {}
    for stage in graph.stages:
        if stage.kind is Kind.LIGHT:
            module = sys.modules[stage.load().__module__]
            shape[stage.name] = {
                name: str(inspect.signature(getattr(module, name)))
                for name in ("place", "solve", "in_room", "in_hall")
            }
    assert len(shape) == 4
    assert all(functions == shape[NAME] for functions in shape.values())


def test_the_pages_worker_is_that_of_the_other_models() -> None:
    """A worker is a docstring, an import and one call."""
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    real = Path(PAGE.parents[1] / "services/light_model_b_sparse/worker.py").read_text(encoding="utf-8")
    assert code == real.replace("light_model_b_sparse", NAME)
