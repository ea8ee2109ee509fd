"""P8: whatever is pushed straight onto a queue, the worker lives on, the entry can be found, jobs go on."""

from __future__ import annotations

import base64
import json
import pickle
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from plenum.pipeline.messages import task_name
from plenum.pipeline.record.letters import MOST_MESSAGE_BYTES, DeadLetter
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.render import render
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.system import System, essence, raised_since, sums
from tests.support.waiting import eventually

STAGE = "air_return_model"
ROOT = f"00-{1:032x}-{1:016x}-01"


def entry(name: str = task_name(STAGE), args: Any = (), **changes: Any) -> dict[str, Any]:
    """A queue's entry as the product writes it, with some parts changed; None takes a part out."""
    text = render(name, str(uuid.uuid4()), STAGE, args)
    made = json.loads(
        text.replace("@TAG@", uuid.uuid4().hex).replace("@PUSHED@", f"{time.time() * 1000:.3f}")
    )
    made |= changes
    return {part: value for part, value in made.items() if value is not None}


def body(raw: bytes) -> str:
    """As a queue's entry holds it."""
    return base64.b64encode(raw).decode()


def stage_message(**changes: Any) -> dict[str, Any]:
    """A `plenum.msg/1` for the stage, of a job that is not there unless told otherwise."""
    return {
        "v": "plenum.msg/1",
        "job_id": "nowhere",
        "batch_id": "b0000",
        "stage": STAGE,
        "attempt": 1,
        "deadline_at": 2e9,
        "traceparent": ROOT,
        "root": ROOT,
        **changes,
    }


HOSTILE: dict[str, tuple[str, str]] = {
    "no JSON": ("not json {", "not a message: JSONDecodeError"),
    "bytes": ("\udcff\udcfe", "not a message: JSONDecodeError"),
    "a number": ("5", "not a Celery message"),
    "an empty object": ("{}", "not a Celery message"),
    "deep nesting": ("[" * 100_000, "not a message: RecursionError"),
    "no properties": (json.dumps(entry(properties=None)), "not a Celery message"),
    "no headers": (json.dumps(entry(headers=None)), "refused: not a task's message"),
    "headers of another type": (json.dumps(entry(headers=[1])), "not a Celery message"),
    "a task that nobody has": (json.dumps(entry("os.system", ["true"])), "no task 'os.system' here"),
    "another stage's task": (json.dumps(entry(task_name("selector"))), "no task"),
    "an unhashable task": (json.dumps(entry(headers={"task": []})), "not a Celery message"),
    "pickled": (
        json.dumps(
            entry(
                body=body(pickle.dumps(((), {}, {}))),
                **{"content-type": "application/x-python-serialize", "content-encoding": "binary"},
            )
        ),
        "refused: ContentDisallowed",
    ),
    "a body that is no JSON": (json.dumps(entry(body=body(b"\xff{"))), "cannot be decoded"),
    "a body that is no base64": (json.dumps(entry(body="%")), "not a Celery message"),
    "no arguments": (json.dumps(entry()), "nor a plenum.msg/1"),
    "too many arguments": (json.dumps(entry(args=[1, 2])), "nor a plenum.msg/1"),
    "5 MB": (json.dumps(entry(args=["x" * 5_000_000])), "not a plenum.msg/2"),
    "another stage's message": (
        json.dumps(entry(args=[stage_message(stage="selector")])),
        "a message for 'selector'",
    ),
}


def push(system: System, text: str) -> None:
    """Onto the stage's queue, as any program that reaches Redis can."""
    system.client.redis.lpush(STAGE, text.encode("utf-8", "surrogateescape"))


def letters(system: System) -> dict[str, DeadLetter]:
    """All dead letters by id."""
    return {letter.id: letter for letter in system.client.record.letters()}


@pytest.fixture
def worker(faulty: System) -> Iterator[int]:
    """The stage's worker; the same process must be there, and idle, when the test is over."""
    faulty.ready(STAGE)
    pid = faulty.pid(f"{STAGE}-1")
    yield pid
    assert faulty.pid(f"{STAGE}-1") == pid
    assert eventually(lambda: faulty.client.redis.llen(STAGE), lambda n: n == 0) == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_entry_becomes_a_dead_letter_and_its_neighbours_are_done(
    faulty: System, worker: int, name: str
) -> None:
    """Named with its reason, cut to a bounded size; the job around it completes in the same worker."""
    text, reason = HOSTILE[name]
    faulty.client.redis.delete(keys.DEAD, keys.DEAD_TIMES)
    job = faulty.client.submit(building(2))
    push(faulty, text)
    found = eventually(lambda: letters(faulty))
    assert [letter.stage for letter in found.values()] == [STAGE]
    assert [letter.reason for letter in found.values() if reason in letter.reason], found
    assert all(len(letter.message) <= MOST_MESSAGE_BYTES for letter in found.values())
    assert faulty.fetch(job)["status"] == "complete"


def test_nothing_in_a_pickle_is_run(faulty: System, worker: int, tmp_path: Any) -> None:
    """The classic way into a Celery worker is closed before the content is looked at."""

    class Evil:
        def __reduce__(self) -> Any:
            return open, (str(tmp_path / "owned"), "w")

    raw = pickle.dumps(([Evil()], {}, {}))
    kind = {"content-type": "application/x-python-serialize", "content-encoding": "binary"}
    push(faulty, json.dumps(entry(body=body(raw), **kind)))
    assert faulty.place(building(1))["status"] == "complete"
    assert not (tmp_path / "owned").exists()


def test_stale_and_foreign_messages_of_jobs_change_nothing(faulty: System, worker: int) -> None:
    """Of a job that ended, of one that never was: ignored without a letter, the result stays."""
    first = faulty.place(building(2))
    before, known = faulty.counters(), letters(faulty)
    stale = stage_message(job_id=first["job_id"], root=ROOT)
    for message in (stale, stage_message()):
        push(faulty, json.dumps(entry(args=[message])))
    assert eventually(lambda: faulty.client.redis.llen(STAGE), lambda n: n == 0) == 0
    second = faulty.place(building(2))
    assert essence(second) == essence(first)
    assert faulty.client.result(first["job_id"])["rooms"] == first["rooms"]
    assert letters(faulty) == known
    assert raised_since(faulty, before) == sums([second])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"batch_id": "b9999"}, "has no batch b9999"), ({}, "not due")],
    ids=["no such batch", "before its time"],
)
def test_a_forged_message_of_a_running_job_does_not_touch_it(
    faulty: System, gates: Gates, worker: int, changes: dict[str, Any], reason: str
) -> None:
    """Its batch is not there, or its inputs are not: set aside, and the job ends as it would have."""
    plain = faulty.place(building(6))
    with gates.closed("selector"):
        job = faulty.client.submit(building(6))
        assert eventually(lambda: faulty.client.redis.exists(JobKeys(job).job))
        forged = stage_message(job_id=job, **{"batch_id": "b0002", **changes})
        push(faulty, json.dumps(entry(args=[forged])))
        found = eventually(lambda: [x for x in letters(faulty).values() if job in x.reason])
    assert reason in found[0].reason
    assert essence(faulty.fetch(job)) == essence(plain)


@pytest.mark.parametrize("queue", ["coordinator", "celery"])
@pytest.mark.parametrize("name", ["no JSON", "an empty object", "a task that nobody has", "pickled"])
def test_the_coordinators_queues_are_as_robust(faulty: System, queue: str, name: str) -> None:
    """The process that takes jobs in is the same one afterwards."""
    text, reason = HOSTILE[name]
    faulty.ready("coordinator")
    pid = faulty.pid("coordinator-1")
    faulty.client.redis.delete(keys.DEAD, keys.DEAD_TIMES)
    faulty.client.redis.lpush(queue, text.replace(task_name(STAGE), "plenum.finish"))
    found = eventually(lambda: letters(faulty))
    assert [letter.reason for letter in found.values() if reason in letter.reason], found
    assert faulty.place(building(1))["status"] == "complete"
    assert faulty.pid("coordinator-1") == pid
