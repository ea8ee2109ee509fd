"""The real models, but a room's id can ask for misbehaviour: `<what>_<stage>` raises, hangs, kills, grows …

Workers of the fault tests load these through PLENUM_GRAPH; everything else about them is the product.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.pipeline.graph import Graph, Stage
from services.stages import GRAPH as REAL


def _misbehave(stage: str, room_id: str) -> None:
    what, _, whose = room_id.partition("_")
    if whose != stage:
        return
    if what == "raises":
        raise ArithmeticError(f"{stage} was asked to fail")
    if what == "hangs":
        time.sleep(3600)
    if what == "grows":
        _touch(300)
    if what == "devours":
        _touch(4096)
    if what == "kills":
        os.kill(os.getpid(), signal.SIGKILL)


def _touch(mib: int) -> None:
    """Hold so much for a moment, every page of it."""
    block = bytearray(mib * 2**20)
    for start in range(0, len(block), 4096):
        block[start] = 1


def _faulty(real: Stage) -> Callable[[Room, Brief], Layout]:
    def place(room: Room, brief: Brief) -> Layout:
        _misbehave(real.name, room.room_id)
        time.sleep(0.05)  # so that there is time to strike while a batch is in somebody's hands
        layout: Layout = real.load()(room, brief)
        return layout

    return place


def __getattr__(name: str) -> Any:
    """The faulty twin of a stage's model, by the stage's name."""
    if name not in [stage.name for stage in REAL.stages]:
        raise AttributeError(name)
    return _faulty(REAL[name])


GRAPH = Graph(
    tuple(
        Stage(s.name, f"{__name__}:{s.name}" if s.kind else s.model, s.kind, s.rules, s.after)
        for s in REAL.stages
    )
)
