"""A batch in a stage's hands: everything that its models may look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.asked.settings import Settings
from plenum.pipeline.answers import RoomAnswer, StageOutput
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.graph import Graph, Stage

Guard = Callable[[str], AbstractContextManager[None]]
"""Wraps the work on one room, by its id: bounds its time, notes that it began."""

Model = Callable[..., Any]
"""A stage's function."""

Trial = Callable[[str, Callable[[], RoomAnswer], str], RoomAnswer]
"""Has a room, by its id, answered where that harms nobody; the last is what it is blamed for if it does."""


class StoppedError(BaseException):
    """The host stops: what is worked on is given back. No room's error, so no Exception."""


def no_guard(_room_id: str) -> AbstractContextManager[None]:
    """For callers that bound nothing."""
    return nullcontext()


@dataclass(frozen=True)
class StageWork:
    """One stage on one batch: its rooms with their reserves, and what the stages before it answered."""

    graph: Graph
    stage: Stage
    version: str
    """Of the stage's model, as it stands on every answer."""
    settings: Settings
    rooms: Sequence[BatchRoom]
    outputs: Mapping[str, StageOutput]
    by_weights: Callable[[], Model] | None = None
    """The stage's function by the weights that the job names, where it names any."""

    def load(self) -> Model:
        """The function that answers. Raises WeightsRefusedError, and LookupError where none is installed."""
        return self.by_weights() if self.by_weights else self.stage.load()
