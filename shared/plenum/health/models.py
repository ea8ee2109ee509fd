"""Models: what their last sample run took, and whether one is left out by its breaker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plenum.health.check import Check, Finding
from plenum.health.store import REACHABLE
from plenum.pipeline.graph import Graph
from plenum.pipeline.record.breaker import Breaker
from plenum.pipeline.record.calls import SLOW_SAMPLE_MS, SampleRun
from plenum.pipeline.record.port import Ledger


def checks(record: Ledger, graph: Graph) -> tuple[Check, ...]:
    """A sample run for each model; the breakers together."""

    def check(name: str) -> Check:
        return Check(f"model.{name}", lambda: tried(record.sample_runs().get(name)), REACHABLE)

    models = [check(stage.name) for stage in graph.stages if stage.kind]
    return (*models, Check("breakers", lambda: breakers(record.breakers(), graph), REACHABLE))


def tried(made: SampleRun | None) -> Finding:
    """A worker tries its model on a small room when its process starts, and once a minute while it works."""
    if made is None:
        return Finding("degraded", "no worker has made a sample run yet")
    told: dict[str, Any] = {"inference_ms": made.took_ms, "cpu_ms": made.cpu_ms, "at_ms": made.at_ms}
    if made.error:
        return Finding("unhealthy", f"failed on a small room: {made.error}", told)
    if made.took_ms > SLOW_SAMPLE_MS:
        return Finding(
            "degraded", f"took {made.took_ms:.0f} ms, {made.cpu_ms:.0f} of processor, for a small room", told
        )
    return Finding("healthy", f"{made.took_ms:.1f} ms for a small room", told)


def breakers(known: Mapping[str, Breaker], graph: Graph) -> Finding:
    """An open one of a light model costs rooms a candidate; of another stage it fails them."""
    states = {name: breaker.state for name, breaker in known.items() if breaker.state != "closed"}
    if not states:
        return Finding("healthy", "all closed")
    words = "; ".join(
        f"{name} {state.replace('_', ' ')} ({known[name].reason})" for name, state in states.items()
    )
    placing = {stage.name for stage in graph.stages if not graph.competes(stage.name)}
    stops = any(state == "open" and name in placing for name, state in states.items())
    return Finding("unhealthy" if stops else "degraded", words, states)
