"""A stage's own counters at zero, so that the first event of each is an increase."""

from __future__ import annotations

from typing import Final

from plenum.pipeline.graph import Graph
from plenum.pipeline.observe.sends import measured
from plenum.telemetry.instruments import Instruments

_OUTCOMES: Final = ("committed", "duplicate", "late", "cancelled", "error")
_SIGNALS: Final = ("traces", "logs")


def begin_series(instruments: Instruments, graph: Graph, service: str, system: str) -> None:
    """Of a process that works for a stage, or for a service that is none and sends the first messages."""
    of_stage = any(stage.name == service for stage in graph.stages)
    for signal in _SIGNALS:
        instruments.dropped.add(0, {"signal": signal})
    for follower in graph.after(service) if of_stage else graph.first():
        instruments.sent.add(0, measured("send", follower.name, system))
    if not of_stage:
        return
    instruments.consumed.add(0, measured("process", service, system))
    for outcome in _OUTCOMES:
        instruments.commits.add(0, {"stage": service, "outcome": outcome})
