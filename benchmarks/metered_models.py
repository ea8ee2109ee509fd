"""The real models, each adding the processor time it takes to a sum: for this process alone."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.graph import Graph, Stage
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
