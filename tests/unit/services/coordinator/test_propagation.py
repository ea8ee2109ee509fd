"""The caller's trace context and baggage go with a job to what follows it."""

from __future__ import annotations

import json
from typing import Any

from celery import Celery
from celery.app.task import Context

from plenum.pipeline.graph import installed_graph
from services.coordinator.intake import Requests
from services.coordinator.propagation import carried
from tests.support.buildings import building
from tests.support.toy_pipeline import ToyPipeline

HEADERS = {
    "traceparent": f"00-{'1' * 32}-{'2' * 16}-01",
    "tracestate": "vendor=a",
    "baggage": "tenant=north,order=7",
}


def test_a_jobs_last_message_has_the_context_of_its_first() -> None:
    """It is rendered at intake, so a restart changes nothing of it."""
    toy = ToyPipeline(batch_rooms=2)
    Requests(toy.coordinator)(Context(id="job", **HEADERS), building(1))  # type: ignore[arg-type]  # a host
    job = toy.record.job("job")
    assert job is not None
    assert job.graph == installed_graph()
    assert job.root.endswith(f"-01 {HEADERS['tracestate']}")
    toy.record.close("job", "cancelled", keep_s=100)
    headers = json.loads(toy.record.take_waiter() or "")["headers"]
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_what_a_task_sends_has_its_context_unless_it_has_one_of_its_own() -> None:
    """A callback and the rest of a chain are sent while the task that they follow is current."""
    app = Celery("test", broker="memory://", set_as_current=False)
    sent: list[dict[str, Any]] = []

    @app.task(shared=False)
    def task() -> None:
        """Nothing."""

    def publish(**headers: str) -> None:
        with app.connection_for_write() as connection:
            queue = connection.SimpleQueue("then")
            app.send_task("then", queue="then", headers=headers, connection=connection)
            sent.append(queue.get(timeout=5).headers)
            queue.close()

    task.push_request(**HEADERS)
    from celery._state import _task_stack

    _task_stack.push(task)
    try:
        publish()
        publish(traceparent="its own")
    finally:
        _task_stack.pop()
        task.pop_request()
    publish()
    first, second, third = sent
    assert {name: first.get(name) for name in HEADERS} == HEADERS
    assert second["traceparent"] == "its own"
    assert third.get("traceparent") is None


def test_nothing_is_carried_that_was_not_sent() -> None:
    """Most clients send no context."""
    assert carried(Context(id="job")) == {}
