"""Which series of the record's counters there are before anything has happened.

A counter that appears with its first event has no increase to Prometheus: the event is never seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from plenum.ceiling.room.kinds import Kind
from plenum.files.completed.schema import STATUSES
from plenum.pipeline.graph import Graph
from plenum.pipeline.job import FINISH
from plenum.pipeline.observe.counters import SIZES
from plenum.pipeline.record.calls import WHY_LOST

_SUBMITTED: Final = ("accepted", "known", "cancelled", "invalid", "conflict", "overloaded")
_ENDED: Final = ("complete", "incomplete", "failed", "cancelled", "overdue")
_ERRORS: Final = ("WorkerKilled", "RoomTimeLimitError", "MemoryError")
"""Every model can fail so; what else one raises is known when it does."""


def known_series(graph: Graph) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """The labels' values of each counter, by its prefix in the record."""
    stages = [stage.name for stage in graph.stages]
    models = [stage.name for stage in graph.stages if stage.kind]
    lights = [stage.name for stage in graph.first()]
    return {
        "executions": [(model,) for model in models],
        "errors": list(product(models, _ERRORS)),
        "selected": [(light,) for light in lights],
        "placed": [(kind.value,) for kind in Kind],
        "submitted": [(outcome,) for outcome in _SUBMITTED],
        "ended": list(product(_ENDED, SIZES)),
        "rooms": [(status,) for status in STATUSES],
        "resent": [(stage,) for stage in (*stages, FINISH)],
        "lost": list(product((*stages, FINISH), WHY_LOST)),
        "given_up": [(light,) for light in lights],
        "letters": [*product(stages, ("message",)), *product(models, _ERRORS)],
    }
