"""The alerts that take minutes of figures, each fired by its real fault in a stack of its own.

What they print stands in docs/runbooks/README.md beside the quicker ones of test_alerts_fire.py.
"""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.faults.gates import Gates
from tests.support.buildings import building, room
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.watching import Watch, firing, hung, misbehaving, watching

pytestmark = pytest.mark.long

LIGHTS = "light_model_a_dense"
RETURNS = "air_return_model"
LAST = "smoke_detector_model"
ENV = {"PLENUM_BATCH_ROOMS": "1", "PLENUM_IN_FLIGHT": "1000"}
"""Every room is a message of its own."""
MOST_SPANS = 64
MOST_QUEUED = 100_000
"""Spans that the collector keeps for Jaeger (otel-collector/config.yaml)."""
A_REQUEST = 4_000


@pytest.fixture(scope="module")
def strained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A full stack whose models misbehave where a room asks for it."""
    with misbehaving(tmp_path_factory.mktemp("minutes"), ENV) as running:
        yield running


@pytest.fixture
def watch(strained: System, said: Callable[[str], None]) -> Watch:
    """How soon an alert follows a fault in that stack."""
    return partial(watching, strained, said)


def told_while(strained: System, alert: str, goes_on: Callable[[], object]) -> bool:
    """Whether an alert of five minutes' figures comes while the fault goes on."""

    def look() -> bool:
        goes_on()
        return firing(strained, alert)

    return eventually(look, within_s=3 * HANGS_S)


def test_a_model_that_is_slow_on_most_rooms_is_told(strained: System, watch: Watch) -> None:
    """It sleeps: a machine that is busy with more than it can do keeps the alert silent, by its rule."""
    alert = f'PlenumModelLatency{{model_name="{LIGHTS}"}}'
    rooms = [room(f"lags_{LIGHTS}", width) for width in range(6, 16)]
    with watch(alert, "a model takes 0.3 s a room"):
        assert told_while(strained, alert, lambda: [strained.place(building([one])) for one in rooms])


def test_a_stage_that_is_slower_than_in_the_hour_before_is_told(strained: System, watch: Watch) -> None:
    """It stood idle for most of that hour, which is no standard. It waits: see above."""
    latest = f'plenum:stage_seconds:p95_2m{{stage="{RETURNS}"}}'
    assert eventually(lambda: [strained.place(building(3)), strained.prometheus(latest)][-1])
    usual = f"avg_over_time({latest}[1h] offset 5m)"
    assert 0 < eventually(lambda: sum(strained.prometheus(usual).values()), within_s=2 * HANGS_S) < 1
    gates = Gates(strained.info.state / "gates")

    def slow() -> None:
        with gates.closed(RETURNS):
            job_id = strained.client.submit(building(1))
            gates.waiting(RETURNS)
            time.sleep(6)
        assert strained.fetch(job_id)["status"] == "complete"

    alert = f'PlenumStageSlowed{{stage="{RETURNS}"}}'
    with watch(alert, "attempts of a stage take 6 s"):
        assert told_while(strained, alert, slow)


def test_a_model_that_forgets_most_of_its_lights_is_told(strained: System, watch: Watch) -> None:
    """By its confidence; its rooms are won by the others."""
    alert = f'PlenumLowConfidence{{model_name="{LIGHTS}"}}'
    rooms = [room(f"forgets_{LIGHTS}", width) for width in range(6, 16)]
    with watch(alert, "a model places one light in each room"):
        assert told_while(strained, alert, lambda: [strained.place(building([one])) for one in rooms])
    assert strained.place(building(rooms[:1]))["status"] == "complete"


def test_a_queue_that_grows_is_told(strained: System, watch: Watch) -> None:
    """Its stage takes nothing while a hundred rooms come, most of them at the end."""
    growing = watch(f'PlenumQueueGrowing{{queue="{LAST}"}}', "a stage does not keep up")
    with growing as fires, strained.held(LAST):
        jobs = [strained.client.submit(building(100))]
        assert fires()
    assert strained.fetch(jobs[0])["status"] == "complete"


def test_spans_that_a_process_gave_up_are_told(tmp_path: Path, said: Callable[[str], None]) -> None:
    """While the collector hangs they wait, more than a process may hold. The jobs are none the worse."""
    few = {**ENV, "OTEL_BSP_MAX_QUEUE_SIZE": str(MOST_SPANS)}
    alert = 'PlenumTelemetryDropped{signal="traces"}'
    with (
        misbehaving(tmp_path, few) as running,
        watching(running, said, alert, "the collector hangs, and returns") as fires,
    ):
        with hung(running, "otel-collector"):
            assert running.place(building(2 * MOST_SPANS))["status"] == "complete"
        assert fires()


def test_a_queue_of_the_collector_that_fills_and_overflows_is_told(strained: System, watch: Watch) -> None:
    """Jaeger hangs while another system sends more spans than are kept for it."""
    fills = watch("CollectorQueueFills", "Jaeger hangs, 60,000 spans come")
    drops = watch("CollectorDropsSpans", "Jaeger hangs, 110,000 spans come")
    with hung(strained, "jaeger"):
        with fills as fire:
            tell(strained, MOST_QUEUED * 6 // 10)
            assert fire()
        with drops as fire:
            tell(strained, MOST_QUEUED // 2)
            assert fire()
    assert eventually(lambda: firing(strained, "CollectorQueueFills"), lambda found: not found) is False
    assert strained.place(building(1))["status"] == "complete"


def tell(strained: System, spans: int) -> None:
    """So many spans to the collector; what it refuses is not sent again."""
    for _ in range(0, spans, A_REQUEST):
        body = ExportTraceServiceRequest()
        scope = body.resource_spans.add().scope_spans.add()
        for _ in range(A_REQUEST):
            scope.spans.add(name="other", trace_id=os.urandom(16), span_id=os.urandom(8))
        request = urllib.request.Request(
            f"{strained.info.otlp_http}/v1/traces",
            body.SerializeToString(),
            {"Content-Type": "application/x-protobuf"},
        )
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=HANGS_S).close()
