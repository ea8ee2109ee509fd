"""The stage graph with models that place nothing and nothing to check: what is left is the pipeline.

Workers load it through PLENUM_GRAPH; everything else about them is the product.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.graph import Graph, Stage
from services.stages import GRAPH as REAL


def _empty(kind: Kind) -> Callable[[Room, Brief], Layout]:
    def place(_room: Room, _brief: Brief) -> Layout:
        return Layout(kind)

    return place


def __getattr__(name: str) -> Any:
    """The empty twin of a stage's model, by the stage's name."""
    kinds = {stage.name: stage.kind for stage in REAL.stages}
    kind = kinds.get(name)
    if kind is None:
        raise AttributeError(name)
    return _empty(kind)


GRAPH = Graph(
    tuple(
        Stage(s.name, f"{__name__}:{s.name}" if s.kind else s.model, s.kind, (), s.after) for s in REAL.stages
    )
)
