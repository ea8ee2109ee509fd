"""The real models, each adding the processor time it takes to a sum: for this process alone."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.brief import Brief
from plenum.ceiling.layout import Layout
from plenum.ceiling.room import Room
from plenum.files.read import read_building
from plenum.pipeline.execute import Work, run_stage
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.plan import plan
from plenum.settings import settings
from services.stages import GRAPH as REAL

spent: defaultdict[str, float] = defaultdict(float)
"""Processor seconds by stage."""


def _metered(real: Stage) -> Callable[[Room, Brief], Layout]:
    model = real.load()

    def place(room: Room, brief: Brief) -> Layout:
        began = time.thread_time()
        layout: Layout = model(room, brief)
        spent[real.name] += time.thread_time() - began
        return layout

    return place


def __getattr__(name: str) -> Any:
    """The metered twin of a stage's model, by the stage's name."""
    if name not in [stage.name for stage in REAL.stages]:
        raise AttributeError(name)
    return _metered(REAL[name])


GRAPH = Graph(
    tuple(
        Stage(s.name, f"{__name__}:{s.name}" if s.kind else s.model, s.kind, s.rules, s.after)
        for s in REAL.stages
    )
)


@dataclass(frozen=True)
class Need:
    """What a building asks of a processor that has nothing else to do, in seconds."""

    models: float
    checks: float
    """Verification, what is kept free for later stages, briefs: the stages' code around the models."""


def need(source: dict[str, Any]) -> Need:
    """Run every stage on every batch, one after the other, in this thread."""
    config = settings()
    planned = plan(read_building(source), GRAPH, most_tiles=config.batch_tiles, most_rooms=config.batch_rooms)
    spent.clear()
    began = time.thread_time()
    for rooms in planned.batches.values():
        work = Work.parse(planned.fields["settings"], rooms, {})
        for stage in GRAPH.stages:
            answers = run_stage(GRAPH, stage, "bench", work)
            work.outputs[stage.name] = {"rooms": answers}  # type: ignore[index]
    everything = time.thread_time() - began
    return Need(sum(spent.values()), everything - sum(spent.values()))
