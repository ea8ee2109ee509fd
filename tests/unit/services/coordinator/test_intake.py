"""What a Celery request asks for: translated into a job, or refused like a building that is none."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from celery.app.task import Context

from plenum.files.errors import InvalidBuilding
from plenum.pipeline.graph import installed_graph
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef
from services.coordinator.intake import Requests
from tests.support.buildings import building
from tests.support.toy_pipeline import ToyPipeline


@pytest.fixture
def toy() -> ToyPipeline:
    """A coordinator with a record."""
    return ToyPipeline(batch_rooms=2, job_deadline_s=500)


def ask(toy: ToyPipeline, source: Any = None, job_id: str = "job", **asked: Any) -> None:
    """A task of this id with these arguments; what begins with `of_` belongs to its request."""
    request = {name.removeprefix("of_"): asked.pop(name) for name in list(asked) if name.startswith("of_")}
    arguments = {"options": None, "idempotency_key": None, "priority": None, "deadline_s": None, **asked}
    Requests(toy.coordinator)(
        Context(id=job_id, **request), building(3) if source is None else source, **arguments
    )  # type: ignore[arg-type]  # a host


def test_a_request_becomes_a_job_under_the_tasks_id(toy: ToyPipeline) -> None:
    """Of the installed graph, cut by the coordinator's settings."""
    ask(toy, priority=3, deadline_s=60)
    job = toy.record.job("job")
    assert job is not None
    assert (job.rooms, job.batches, job.priority, job.graph) == (3, 2, 3, installed_graph())
    kept = toy.record._entries["job"]
    assert kept.deadline_ms - kept.job.accepted_ms == 60_000


def test_text_and_objects_are_both_buildings(toy: ToyPipeline) -> None:
    """As a file or as Celery's JSON."""
    ask(toy, json.dumps(building(1)), "text")
    ask(toy, building(1), "object")
    assert {job.rooms for job in toy.record.jobs()} == {1}


def test_who_waits_gets_a_message_with_all_that_was_to_follow_its_task(toy: ToyPipeline) -> None:
    """Its own id, the job's, callbacks, group: as `Task.replace` would have it."""
    follows = {"callbacks": [{"task": "then"}], "group": "a group", "group_index": 4, "root_id": "the root"}
    ask(toy, of_replaced_task_nesting=2, **{f"of_{name}": value for name, value in follows.items()})
    toy.record.close("job", "cancelled", keep_s=100)
    message = json.loads(toy.record.take_waiter() or "")
    headers = message["headers"]
    assert (headers["id"], headers["task"]) == ("job", "plenum.finish")
    assert (headers["group"], headers["group_index"], headers["root_id"]) == ("a group", 4, "the root")
    assert headers["replaced_task_nesting"] == 3
    args, _, more = json.loads(base64.b64decode(message["body"]))
    assert (args, more["callbacks"]) == (["job"], [{"task": "then"}])


def test_a_second_task_of_the_same_key_waits_for_the_first_ones_job(toy: ToyPipeline) -> None:
    """Under its own id; other options are other content."""
    ask(toy, job_id="one", idempotency_key="order 7")
    ask(toy, job_id="two", idempotency_key="order 7")
    toy.record.close("one", "overdue", keep_s=100)
    waiters = [json.loads(toy.record.take_waiter() or "") for _ in range(2)]
    assert [message["headers"]["id"] for message in waiters] == ["one", "two"]
    assert {json.loads(base64.b64decode(m["body"]))[0][0] for m in waiters} == {"one"}
    with pytest.raises(Exception, match="other content"):
        ask(toy, job_id="three", idempotency_key="order 7", options={"rule_set": "EU"})


def test_the_callers_trace_is_found_in_the_messages_headers(toy: ToyPipeline) -> None:
    """The stock instrumentation puts it there."""
    caller = SpanRef.new()
    ask(toy, of_traceparent=str(caller))
    job = toy.record.job("job")
    assert job is not None
    assert (job.caller, job.trace_id) == (str(caller), f"{caller.trace_id:032x}")


def test_who_wants_no_result_is_told_of_no_start(toy: ToyPipeline) -> None:
    """Nothing would take the state away again; others are told where they ask for it."""
    ask(toy, job_id="asks", track_started=True)
    ask(toy, job_id="ignores", track_started=True, of_ignore_result=True)
    ask(toy, job_id="says-nothing", track_started=None)
    assert {job.job_id for job in toy.record.jobs() if job.track_started} == {"asks"}


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"source": 7}, ""),
        ({"source": ["a list"]}, ""),
        ({"source": "{nonsense"}, ""),
        ({"source": building([])}, "/rooms"),
        ({"job_id": "an id"}, ""),
        ({"job_id": "an-id\n"}, ""),
        ({"idempotency_key": ""}, "/idempotency_key"),
        ({"idempotency_key": "x" * 201}, "/idempotency_key"),
        ({"idempotency_key": 7}, "/idempotency_key"),
        ({"deadline_s": 0}, "/deadline_s"),
        ({"deadline_s": -1.5}, "/deadline_s"),
        ({"deadline_s": "60"}, "/deadline_s"),
        ({"deadline_s": True}, "/deadline_s"),
        ({"deadline_s": float("nan")}, "/deadline_s"),
        ({"deadline_s": 1e7}, "/deadline_s"),
        ({"track_started": "yes"}, "/track_started"),
    ],
)
def test_a_wrong_argument_is_refused_like_a_wrong_building(
    toy: ToyPipeline, asked: dict[str, Any], pointer: str
) -> None:
    """With its place and one failed span; nothing is stored."""
    with pytest.raises(InvalidBuilding) as refused:
        ask(toy, **asked)
    assert refused.value.pointer == pointer
    assert toy.coordinator.telemetry.span(names.PLACE_JOB).error
    assert toy.coordinator.event(names.BUILDING_REFUSED)
    assert toy.record.jobs() == []
