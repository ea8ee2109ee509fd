"""P8: bad input gets a clear error that names the place and the cure, and costs nobody else anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from celery import Celery

from tests.support.buildings import building, room
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually

BAD: dict[str, tuple[Any, str]] = {
    "not JSON": ("{nope", ""),
    "no object": ([1, 2], ""),
    "unknown schema": ({**building(1), "schema": "plenum.building/9"}, "/schema"),
    "doubled id": (building([room("a"), room("a")]), "/rooms/1/room_id"),
    "ragged rows": (building([{**room("a"), "rows": ["...", ".."]}]), "/rooms/0/rows"),
    "unknown tile": (building([{**room("a"), "rows": ["..X", "..."]}]), "/rooms/0/rows"),
    "zero height": (building([{**room("a"), "ceiling_height_m": 0}]), "/rooms/0/ceiling_height_m"),
    "no rooms": (building([]), "/rooms"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_building_is_refused_with_place_and_cure(faulty: System, name: str) -> None:
    """The error comes back through Celery; nothing is stored or queued."""
    payload, pointer = BAD[name]
    job = faulty.client.submit(payload)
    with pytest.raises(Exception, match=r".") as caught:
        faulty.client.result(job, HANGS_S)
    assert type(caught.value).__name__ == "InvalidBuilding"
    found_pointer, message, cure, *_ = caught.value.args
    assert found_pointer.startswith(pointer)
    assert message
    assert cure
    assert faulty.client.record.job(job) is None


def test_neighbours_of_a_bad_job_do_not_notice(faulty: System) -> None:
    """Good jobs around a bad one complete."""
    first = faulty.client.submit(building(2))
    bad = faulty.client.submit("{")
    second = faulty.client.submit(building(2))
    assert faulty.fetch(first)["status"] == "complete"
    assert faulty.fetch(second)["status"] == "complete"
    with pytest.raises(Exception, match="JSON") as caught:
        faulty.client.result(bad, HANGS_S)
    assert type(caught.value).__name__ == "InvalidBuilding"


@pytest.mark.parametrize(
    "message",
    [
        {"v": "plenum.msg/2", "job_id": "x"},
        ["not an object"],
        {"v": "plenum.msg/1", "job_id": "../../x", "batch_id": "b", "stage": "selector"},
    ],
    ids=["unknown version", "no object", "incomplete"],
)
def test_a_forged_stage_message_becomes_a_dead_letter(faulty: System, message: Any) -> None:
    """Straight onto the queue: kept, named, and the stage goes on."""
    app: Celery = faulty.client.app
    app.send_task("plenum.stage.selector", args=[message], queue="selector", ignore_result=True)
    text = json.dumps(message)
    found = eventually(lambda: [x for x in faulty.client.record.letters() if x.message == text], bool)
    assert "plenum.msg/1" in found[0].reason
    assert faulty.place(building(1))["status"] == "complete"


def test_a_key_reused_for_other_content_is_refused(faulty: System) -> None:
    """P1: the error names the job that has the key."""
    first = faulty.client.submit(building(1), idempotency_key="the key")
    faulty.fetch(first)
    again = faulty.client.submit(building(1), idempotency_key="the key")
    assert faulty.client.result(again, HANGS_S)["job_id"] == first
    other = faulty.client.submit(building(2), idempotency_key="the key")
    with pytest.raises(Exception, match=first):
        faulty.client.result(other, HANGS_S)
