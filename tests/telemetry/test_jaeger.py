"""What stands behind Jaeger's pages: Monitor, the search for what failed, the graph of who asks whom."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from typing import Any

import pytest

from tests.support.buildings import building, room
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.matrix import MODELS, STAGES


def asked(running: System, path: str, **query: str | int) -> Any:
    """The answer's `data` or `metrics`, or nothing yet."""
    url = f"{running.info.jaeger_query}/api/{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(url, timeout=HANGS_S) as answer:
        told = json.load(answer)
    return told.get("data") or told.get("metrics") or []


@pytest.mark.parametrize(
    ("what", "more"), [("calls", {}), ("errors", {}), ("latencies", {"quantile": "0.95"})]
)
@pytest.mark.parametrize("service", MODELS)
def test_monitor_has_a_line_a_service(
    full: System, lab: dict[str, Any], what: str, more: dict[str, str], service: str
) -> None:
    """Rates, errors and durations of its attempts, of which there were some."""

    def look() -> list[float]:
        period = {"endTs": int(time.time() * 1000), "lookback": 600_000, "step": 5000, "ratePer": 600_000}
        lines = asked(full, f"metrics/{what}", service=service, spanKind="consumer", **period, **more)
        points = [point["gaugeValue"] for line in lines for point in line["metricPoints"]]
        return [float(point["doubleValue"]) for point in points if point["doubleValue"] != "NaN"]

    found = eventually(look, bool if what == "errors" else lambda points: any(point > 0 for point in points))
    assert found
    if what != "errors":
        assert max(found) > 0


@pytest.mark.parametrize(
    ("service", "tags"),
    [
        ("coordinator", {"plenum.status": "failed"}),
        ("coordinator", {"error.type": "RoomsFailed"}),
        ("air_supply_model", {"error.type": "ArithmeticError"}),
    ],
)
def test_a_failed_job_is_found_by_what_failed(watched: System, service: str, tags: dict[str, str]) -> None:
    """By the job's status, by the kind of error of the job and of the stage. One that went well is not."""
    failed = watched.place(building([room("raises_air_supply_model")]))["trace_id"]
    well = watched.place(building(1))["trace_id"]
    watched.trace(well, 32)

    def look() -> set[str]:
        found = asked(watched, "traces", service=service, tags=json.dumps(tags), limit=1000)
        return {trace["traceID"] for trace in found}

    found = eventually(look, lambda traces: failed in traces)
    assert failed in found
    assert well not in found


def test_the_graph_is_who_asks_whom(full: System, lab: dict[str, Any]) -> None:
    """The coordinator each stage, since work stands under its batch; nobody else anybody, but gateways it."""
    wanted = {("coordinator", stage) for stage in STAGES}

    def look() -> set[tuple[str, str]]:
        found = asked(full, "dependencies", endTs=int(time.time() * 1000), lookback=3_600_000)
        edges = {(edge["parent"], edge["child"]) for edge in found}
        return {(parent, child) for parent, child in edges if parent != child}

    found = eventually(look, lambda edges: edges >= wanted)
    assert found - {("gateway", "coordinator")} == wanted
