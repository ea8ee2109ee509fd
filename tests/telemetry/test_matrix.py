"""Every process × every signal, every directed edge; in peace and in each kind of failure.

The rows are data (`matrix.py`): whoever adds a service, or a way to fail, adds a line there.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from redis import exceptions

from plenum import traces
from plenum.telemetry import names
from tests.support.buildings import building, room
from tests.support.system import System, assert_one_tree
from tests.support.waiting import eventually
from tests.telemetry.matrix import EDGES, FAULTS, LIGHTS, LOG_EVENTS, MODELS, SERVICES, Fault
from tests.telemetry.watching import failed_spans, figure, records, settled

OF_SERVICES = {
    **dict.fromkeys(MODELS, "model_execution_complete"),
    "selector": "model_selected",
    "coordinator": "pipeline_complete",
}
"""A log event that each service says of a job."""


@pytest.mark.parametrize("service", SERVICES)
def test_each_process_tells_traces_metrics_and_logs(
    full: System, lab: dict[str, Any], spans: list[traces.Seen], service: str
) -> None:
    """Of one job: spans and records in its trace, and figures under the service's name and instance."""
    assert {span.instance for span in spans if span.service == service}
    event = OF_SERVICES[service]
    told = eventually(
        lambda: {r["service"] for r in records(full, event, lab["trace_id"])}, lambda f: service in f
    )
    assert service in told
    assert eventually(lambda: figure(full, f'process_memory_usage_bytes{{job="plenum/{service}"}}')) > 0


def test_every_edge_between_services_is_a_link(spans: list[traces.Seen]) -> None:
    """By the message or by what was read, and no edge that the graph has not."""
    by_id = {span.span_id: span for span in spans}
    found = set()
    for span in spans:
        if span.name.startswith("process "):
            for link in span.links:
                # A message is sent by whoever committed last before it; what was read is the stage's own.
                other = by_id[link]
                if other.name.startswith("process ") or other.service == "coordinator":
                    found.add((other.service, span.service))
    assert found == EDGES


def test_every_fixed_event_has_a_level_a_time_and_its_job(full: System, lab: dict[str, Any]) -> None:
    """What filters go by."""
    for event in LOG_EVENTS:
        found = eventually(lambda of=event: records(full, of, lab["trace_id"]))  # type: ignore[misc]  # mypy infers no lambda with a default
        assert found
        assert all(record["severityText"] and int(record["timeUnixNano"]) for record in found)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_failure_is_told_by_every_signal(watched: System, fault: Fault) -> None:
    """The job's trace, counters that were there at zero, and records in that trace."""
    before = {series: figure(watched, series) for series in fault.counters}
    result = watched.place(building([room(fault.room_id)]))
    assert result["status"] == fault.status
    failed = failed_spans(watched, result["trace_id"], *fault.spans)
    assert {name: failed[name].attributes[names.ERROR_TYPE] for name in fault.spans} == fault.spans
    assert_one_tree(watched.trace(result["trace_id"]))
    for series, was in before.items():
        assert eventually(lambda of=series: figure(watched, of), lambda now, was=was: now > was) > was  # type: ignore[misc]  # mypy infers no lambda with a default
    for event, service in fault.events.items():
        told = eventually(lambda of=event: records(watched, of, result["trace_id"]))  # type: ignore[misc]  # mypy infers no lambda with a default
        assert {record["service"] for record in told} == {service}


def test_a_cancel_is_told_as_one_and_not_as_a_failure(watched: System) -> None:
    """By its user: the job's span, the counter, the event; nothing in it is a failed span."""
    cancelled, failed = (
        f'plenum_jobs_ended_total{{status="{status}"}}' for status in ("cancelled", "failed")
    )
    was = settled(watched, cancelled, "ended:cancelled"), settled(watched, failed, "ended:failed")
    with watched.held("air_supply_model"):
        job = watched.client.submit(building(1))
        watched.client.cancel(job)
        result = watched.client.result(job)
    (place,) = (span for span in watched.trace(result["trace_id"]) if span.name == names.PLACE_JOB)
    assert (place.attributes[names.STATUS], place.error) == ("cancelled", False)
    now = settled(watched, cancelled, "ended:cancelled"), settled(watched, failed, "ended:failed")
    assert now == (was[0] + 1, was[1])
    assert eventually(lambda: records(watched, "pipeline_complete", result["trace_id"]))


def test_a_building_that_is_refused_is_told_by_every_signal(watched: System) -> None:
    """One failed span, a counter that was there at zero, a record in its trace."""
    series = 'plenum_jobs_submitted_total{outcome="invalid"}'
    was, trace_id = settled(watched, series, "submitted:invalid"), "b" * 32
    headers = {"traceparent": f"00-{trace_id}-{'c' * 16}-01"}
    watched.client.app.send_task("plenum.place", args=["{"], task_id="refused", headers=headers)
    assert watched.info.jaeger_query
    url = watched.info.jaeger_query
    found = eventually(lambda: traces.from_jaeger(url, trace_id))
    assert [(span.name, span.attributes[names.ERROR_TYPE]) for span in found] == [
        ("place job", "InvalidBuilding")
    ]
    assert settled(watched, series, "submitted:invalid") == was + 1
    assert eventually(lambda: records(watched, "building_refused", trace_id))


def fetched(system: System, job: str) -> dict[str, Any]:
    """A job's result, when Redis is there to be asked."""

    def look() -> dict[str, Any]:
        with suppress(exceptions.RedisError, OSError):
            return system.fetch(job)
        return {}

    return eventually(look)


@pytest.mark.parametrize("part", ["redis", "otel-collector"])
def test_a_job_over_a_killed_neighbour_is_told_once_and_whole(watched: System, part: str) -> None:
    """Redis, which holds it, and the collector, which is told of it; counted once and traced as one tree."""
    ended = 'plenum_jobs_ended_total{status="complete"}'
    was = settled(watched, ended, "ended:complete")
    with watched.held("air_return_model") as holding:
        job = watched.client.submit(building(1))
        holding.all_have_work()
        watched.kill(part)
    result = fetched(watched, job)
    assert result["status"] == "complete"
    assert_one_tree(watched.trace(result["trace_id"], 32))
    assert settled(watched, ended, "ended:complete") == was + 1


def test_a_jobs_trace_can_be_followed_while_it_runs(watched: System) -> None:
    """What was done is there before the job has an end, and a root."""
    assert watched.info.jaeger_query
    url = watched.info.jaeger_query
    with watched.held("air_return_model"):
        job = watched.client.submit(building(1))
        progress = eventually(lambda: watched.client.progress(job))
        assert progress
        done = {
            "accept building",
            *(f"process {stage}" for stage in (*LIGHTS, "selector", "air_supply_model")),
        }
        told = eventually(
            lambda: {span.name for span in traces.from_jaeger(url, progress.trace_id)},
            lambda found: found >= done,
        )
        assert told >= done
        assert names.PLACE_JOB not in told
    watched.fetch(job)
