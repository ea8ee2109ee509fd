"""The full stack: what is sent over OTLP comes out of the query APIs of the real programs."""

from __future__ import annotations

import json
import urllib.error
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from plenum import stack
from plenum.stack import leftovers, otlp_json
from plenum.stack.info import StackInfo
from tests.support.sockets import listening_addresses
from tests.support.system import whole_lines
from tests.support.waiting import HANGS_S, eventually

from .probes import export, fetch, tell


@pytest.fixture(scope="module")
def trace_id(full_stack: StackInfo) -> str:
    """A trace that was sent to the stack, with metrics and a log record."""
    return tell(full_stack.otlp_http)


def query(info: StackInfo, expression: str) -> list[Any]:
    """Prometheus' answer, waited for until it is not empty."""
    answer: list[Any] = eventually(
        lambda: fetch(f"{info.prometheus}/api/v1/query", query=expression)["data"]["result"]
    )
    return answer


def test_a_span_comes_out_of_jaeger(full_stack: StackInfo, trace_id: str) -> None:
    """Sent to the collector, asked from Jaeger's query API."""

    def ask() -> Any:
        try:
            return fetch(f"{full_stack.jaeger_query}/api/traces/{trace_id}")["data"]
        except urllib.error.HTTPError:
            return []

    (trace,) = eventually(ask)
    assert [span["operationName"] for span in trace["spans"]] == ["place room"]


def test_jaeger_tells_no_traces_of_its_own(full_stack: StackInfo, trace_id: str) -> None:
    """It would send them to whichever collector holds the customary port."""
    for _ in range(3):
        fetch(f"{full_stack.jaeger_query}/api/services")
    query(full_stack, "traces_span_metrics_calls_total")
    services = eventually(lambda: fetch(f"{full_stack.jaeger_query}/api/services")["data"])
    assert services == ["probe"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ml_model_executions_total", "3"),
        ("ml_model_execution_duration_seconds_count", "1"),
        ("ml_model_confidence_score", "0.75"),
        ("ml_model_selected_total", "2"),
        ("ml_components_placed_total", "7"),
    ],
)
def test_a_model_metric_comes_out_of_prometheus_under_its_fixed_name(
    full_stack: StackInfo, trace_id: str, name: str, value: str
) -> None:
    """No suffix added or lost, its attributes as labels, the sender under both usual names."""
    (series,) = query(full_stack, name)
    labels = series["metric"]
    assert series["value"][1] == value
    assert labels["service_name"] == labels["job"] == "probe"
    assert labels["service_instance_id"] == labels["instance"] == "probe-1"
    own = set(labels) - {"__name__", "job", "instance", "service_name", "service_instance_id"}
    assert own == ({"component_type"} if "components" in name else {"model_name"})


def test_a_histogram_leads_to_its_trace(full_stack: StackInfo, trace_id: str) -> None:
    """Exemplars pass the collector and are kept by Prometheus."""
    query(full_stack, "ml_model_execution_duration_seconds_bucket")
    found = eventually(
        lambda: fetch(
            f"{full_stack.prometheus}/api/v1/query_exemplars",
            query="ml_model_execution_duration_seconds_bucket",
            start="0",
            end="99999999999",
        )["data"]
    )
    assert {e["labels"]["trace_id"] for series in found for e in series["exemplars"]} == {trace_id}


def test_spans_are_counted_by_service_and_name(full_stack: StackInfo, trace_id: str) -> None:
    """Span metrics, without a label that changes whenever the collector restarts."""
    (series,) = query(full_stack, 'traces_span_metrics_calls_total{span_name="place room"}')
    assert series["metric"]["service_name"] == "probe"
    assert "collector_instance_id" not in series["metric"]


def test_a_log_record_is_stored_with_its_trace(full_stack: StackInfo, trace_id: str) -> None:
    """One JSON object a line, ids in hex."""
    file = full_stack.telemetry_dir / "logs.jsonl"
    lines = eventually(lambda: whole_lines(file))
    (record,) = json.loads(lines[0])["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
    assert record["traceId"] == trace_id
    assert record["eventName"] == "pipeline_start"


def test_the_sink_writes_what_the_collector_writes(full_stack: StackInfo, trace_id: str) -> None:
    """The same request through both gives the same object: a reader need not know which one wrote it."""
    message = ExportLogsServiceRequest()
    resource = message.resource_logs.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "twin"
    scope = resource.scope_logs.add()
    scope.scope.name = "probe"
    record = scope.log_records.add()
    record.time_unix_nano, record.severity_number = 1_700_000_000_000_000_001, 17
    record.trace_id, record.span_id, record.event_name = b"\xab" * 16, b"\xcd" * 8, "pipeline_complete"
    record.body.string_value = "über"
    for key, field, value in (
        ("count", "int_value", 2**53 + 1),
        ("score", "double_value", 0.5),
        ("valid", "bool_value", False),
        ("data", "bytes_value", b"\x00\xff"),
    ):
        setattr(record.attributes.add(key=key).value, field, value)
    body = message.SerializeToString()
    export(f"{full_stack.otlp_http}/v1/logs", body)
    file = full_stack.telemetry_dir / "logs.jsonl"
    lines = eventually(lambda: [line for line in whole_lines(file) if '"twin"' in line])
    assert json.loads(lines[0]) == json.loads(otlp_json.to_line("logs", body))


def test_every_part_is_ready_and_a_second_up_changes_nothing(full_stack: StackInfo) -> None:
    """The same processes, the same addresses."""
    # A scrape of Prometheus' that came too late on a busy machine is made up for by the next.
    before = eventually(lambda: stack.status(full_stack.state), lambda seen: seen.up)
    assert before.up
    assert {part.name for part in before.parts} == {"redis", "jaeger", "otel-collector", "prometheus"}
    assert stack.up(full_stack.state, full=True, services=[], ready_s=HANGS_S) == full_stack
    after = stack.status(full_stack.state)
    assert [part.pid for part in after.parts] == [part.pid for part in before.parts]
    assert after.addresses == full_stack.addresses()


def test_nothing_listens_beyond_this_machine(full_stack: StackInfo) -> None:
    """Each part's sockets, as the kernel has them, are on 127.0.0.1, on the ports that were chosen."""
    pids = [process.pid for process in leftovers.marked(full_stack.stack_id)]
    found = {address for pid in pids for address in listening_addresses(pid)}
    assert {host for host, _ in found} == {"127.0.0.1"}
    assert {port for _, port in found} == set(full_stack.ports.values())


def test_a_second_full_stack_gets_ports_and_data_of_its_own(full_stack: StackInfo, tmp_path: Path) -> None:
    """What is told to one is not known to the other; one goes down without the other."""
    try:
        second = stack.up(tmp_path, full=True, services=[], ready_s=HANGS_S)
        assert not set(second.ports.values()) & set(full_stack.ports.values())
        tell(second.otlp_http, "second")
        assert query(second, "ml_model_executions_total")[0]["metric"]["job"] == "second"
        services = eventually(lambda: fetch(f"{second.jaeger_query}/api/services")["data"])
        assert services == ["second"]
        assert "second" not in (fetch(f"{full_stack.jaeger_query}/api/services")["data"] or [])
    finally:
        stack.down(tmp_path)
    assert not leftovers.marked(second.stack_id)
    assert eventually(lambda: stack.status(full_stack.state).up)
