"""In which order a worker looks at its queues: the stages nearest the end first, equals in turn.

What is begun is finished before more is begun, so that a building's first rooms are not kept waiting by
its last, and little lies between the stages. Nothing starves: a later stage has only as many messages as
earlier ones have made, and none is made while they are worked off. The light models are equals: were one
of them always first, no room of a long queue would have its other candidates before that queue is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kombu.utils.scheduling import round_robin_cycle

from plenum.pipeline.graph import Graph, installed_graph

NAME: Final = f"{__name__}:NearestEndFirst"
"""As kombu's `queue_order_strategy` has it."""


def depths(graph: Graph) -> dict[str, int]:
    """How many stages lie before each, on the longest way to it."""
    found: dict[str, int] = {}
    for stage in graph.stages:
        found[stage.name] = 1 + max((found[name] for name in stage.after), default=-1)
    return found


class NearestEndFirst(round_robin_cycle):
    """kombu's cycle of queues: those to look at, the first of them first."""

    items: list[str]
    last: str = ""
    """The queue of the latest message."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # kombu and Celery have no types
        self._depths = depths(installed_graph())

    def update(self, it: Iterable[str]) -> None:
        """Take over the queues; one that is no stage's comes last."""
        self.items[:] = sorted(it, key=lambda queue: -self._depth(queue))

    def rotate(self, last_used: str) -> str:
        """A queue that has given a message is the last of its equals."""
        self.last = last_used
        if last_used in self.items:
            self.items.remove(last_used)
            depth = self._depth(last_used)
            behind = (n for n, queue in enumerate(self.items) if self._depth(queue) < depth)
            self.items.insert(next(behind, len(self.items)), last_used)
        return last_used

    def _depth(self, queue: str) -> int:
        return self._depths.get(queue, -1)
