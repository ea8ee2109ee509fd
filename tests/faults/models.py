"""The real models, but a room's id can ask for misbehaviour: `<what>_<stage>` raises, lags, forgets, kills …

`ails` raises until the stage is healed (`tests/faults/gates.py`).

`raises_lights` raises in all three light models. Workers of the fault tests load these through
PLENUM_GRAPH; everything else about them is the product.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.competition import Candidate
from plenum.pipeline.graph import Graph, Stage
from services.stages import GRAPH as REAL
from tests.faults.gates import is_healed, pass_gate

WARM_UP: Final = "warm-up"
"""The room that a worker process places when it starts."""


def _misbehave(stage: str, room_id: str) -> None:
    what, _, whose = room_id.partition("_")
    if whose != stage and not (whose == "lights" and stage.startswith("light_model_")):
        return
    if what == "raises":
        raise ArithmeticError(f"{stage} was asked to fail")
    if what == "ails" and not is_healed(stage):
        raise ArithmeticError(f"{stage} ails")
    if what == "lags":
        time.sleep(0.3)
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


def _faulty(real: Stage) -> Callable[..., Any]:
    def work(room: Room | Sequence[Candidate], *others: Any) -> Any:
        # The selector is given candidates, and no room to ask for misbehaviour.
        room_id = room.room_id if isinstance(room, Room) else ""
        if room_id != WARM_UP:
            _misbehave(real.name, room_id)
            # Held by a test, not slow: the room's limit is not meant.
            with _no_alarm():
                pass_gate(real.name)
        answer = real.load()(room, *others)
        if room_id == f"forgets_{real.name}":
            return replace(answer, terminals=answer.terminals[:1])
        return answer

    return work


@contextmanager
def _no_alarm() -> Iterator[None]:
    left = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *left)


def __getattr__(name: str) -> Any:
    """The faulty twin of a stage's model, by the stage's name."""
    if name not in [stage.name for stage in REAL.stages]:
        raise AttributeError(name)
    return _faulty(REAL[name])


GRAPH = Graph(tuple(Stage(s.name, f"{__name__}:{s.name}", s.kind, s.rules, s.after) for s in REAL.stages))
