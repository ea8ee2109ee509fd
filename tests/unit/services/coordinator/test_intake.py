"""What a Celery request for a building is checked for, and what is sent when its job ends."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace
from typing import Any

import pytest

from plenum.files.errors import InvalidBuilding
from plenum.pipeline.in_process import ProcessHosts
from plenum.pipeline.job import COORDINATOR
from services.coordinator.intake import Requests
from tests.support.buildings import building

CALLBACK = {"task": "after", "args": [], "kwargs": {}, "options": {}}
NOT_GIVEN: dict[str, Any] = {"options": None, "idempotency_key": None, "priority": None, "deadline_s": None}


def request(**more: Any) -> Any:
    """A request as Celery hands it to a task."""
    given = ("callbacks", "errbacks", "chain", "chord", "group", "group_index", "root_id", "parent_id")
    others = ("reply_to", "ignore_result", "replaced_task_nesting")
    return SimpleNamespace(**{"id": "job-1", **dict.fromkeys((*given, *others)), **more})


@pytest.fixture
def hosts() -> ProcessHosts:
    """A coordinator on a record in memory."""
    return ProcessHosts()


def ask(hosts: ProcessHosts, asked: Any, source: Any, **more: Any) -> None:
    """Hand a request in."""
    Requests(hosts.of(COORDINATOR))(asked, source, **(NOT_GIVEN | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "source", "more", "pointer"),
    [
        (request(), 7, {}, ""),
        (request(id="a|b"), building(1), {}, ""),
        (request(), building(1), {"idempotency_key": ""}, "/idempotency_key"),
        (request(), building(1), {"idempotency_key": "k" * 201}, "/idempotency_key"),
        (request(), building(1), {"deadline_s": 0}, "/deadline_s"),
        (request(), building(1), {"deadline_s": True}, "/deadline_s"),
        (request(), building(1), {"deadline_s": "soon"}, "/deadline_s"),
        (request(), "{", {}, ""),
    ],
)
def test_a_wrong_argument_is_refused_at_its_place_and_nothing_is_stored(
    hosts: ProcessHosts, asked: Any, source: Any, more: dict[str, Any], pointer: str
) -> None:
    """Like a building that is none, with a cure."""
    with pytest.raises(InvalidBuilding) as caught:
        ask(hosts, asked, source, **more)
    assert caught.value.pointer == pointer
    assert hosts.record.jobs() == []


def test_a_job_has_its_tasks_id(hosts: ProcessHosts) -> None:
    """So that any Celery client finds its answer."""
    ask(hosts, request(id="order-17"), building(2))
    (job,) = hosts.record.jobs()
    assert (job.job_id, job.rooms, job.status) == ("order-17", 2, "running")


def test_what_was_to_follow_the_task_follows_the_jobs_end(hosts: ProcessHosts) -> None:
    """The finish message has the task's own id and its callbacks, as Celery's `Task.replace` does it."""
    ask(hosts, request(callbacks=[CALLBACK], root_id="root"), building(1))
    hosts.record.close("job-1", "cancelled", keep_s=1)
    message = json.loads(str(hosts.record.take_waiter()))
    assert (message["headers"]["task"], message["headers"]["id"]) == ("plenum.finish", "job-1")
    assert message["headers"]["root_id"] == "root"
    args, _, embedded = json.loads(base64.b64decode(message["body"]))
    assert args == ["job-1"]
    assert embedded["callbacks"] == [CALLBACK]
