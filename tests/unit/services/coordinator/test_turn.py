"""A turn does many messages together and each for itself; the rest it leaves to Celery."""

from __future__ import annotations

import json
from typing import Any

import pytest
from celery import Celery
from redis import exceptions

from plenum.pipeline.errors import RETRY_S, OverloadedError, PlenumError
from plenum.pipeline.record.calls import Closing
from plenum.pipeline.record.redis.inbox import LARGE_BYTES
from plenum.pipeline.record.redis.render import render
from plenum.telemetry import names
from services.coordinator import intake
from services.coordinator import turn as module
from services.coordinator.messages import FINISH, PLACE
from services.coordinator.turn import Turn
from tests.support.buildings import building
from tests.support.toy_pipeline import ToyPipeline


@pytest.fixture
def toy() -> ToyPipeline:
    """The coordinator's record."""
    return ToyPipeline(max_jobs=3)


@pytest.fixture
def refused() -> dict[str, PlenumError]:
    """Why tasks failed that a turn told of it, by id."""
    return {}


@pytest.fixture
def turn(toy: ToyPipeline, refused: dict[str, PlenumError]) -> Turn:
    """The coordinator's, which is not to run what was revoked."""
    app = Celery("toy", set_as_current=False)
    return Turn(app, toy.coordinator, {"revoked"}, refused.update)  # type: ignore[arg-type]  # a host


def place(job_id: str, source: Any = None, **more: Any) -> bytes:
    """A job's message."""
    options = {key: more.pop(key) for key in ("chain", "errbacks", "ignore_result") if key in more}
    args = [building(1) if source is None else source]
    made = json.loads(render(PLACE, job_id, "celery", args, **options))
    if more:
        made["body"] = _with_kwargs(args, more)
    return json.dumps(made).encode()


def _with_kwargs(args: list[Any], kwargs: dict[str, Any]) -> str:
    import base64

    return base64.b64encode(json.dumps([args, kwargs, {}]).encode()).decode()


def finish(job_id: str, task_id: str = "", **options: Any) -> bytes:
    """The message that ends a job."""
    return render(FINISH, task_id or job_id, "coordinator", [job_id], **options).encode()


def ended(toy: ToyPipeline, *job_ids: str) -> None:
    """Jobs that have come to their last commit."""
    for job_id in job_ids:
        toy.accept(1, job_id)
        toy.run_all()


@pytest.fixture
def closings(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> list[list[Closing]]:
    """What jobs were ended with, turn by turn."""
    told: list[list[Closing]] = []
    end = toy.record.end
    monkeypatch.setattr(toy.record, "end", lambda given, keep_s: told.append(given) or end(given, keep_s))
    return told


def test_jobs_are_taken_in_together(toy: ToyPipeline, turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    """One step of the record for all; each has its events."""
    steps: list[int] = []
    accept = toy.record.accept
    monkeypatch.setattr(toy.record, "accept", lambda jobs: steps.append(len(jobs)) or accept(jobs))
    assert turn([place("a"), place("b", json.dumps(building(1)))]) == []
    assert steps == [2]
    assert {job.job_id for job in toy.record.jobs()} == {"a", "b"}
    assert [e["job_id"] for e in toy.coordinator.events if e["event"] == names.PIPELINE_START] == ["a", "b"]


def test_a_bad_building_leaves_its_neighbours_alone(toy: ToyPipeline, turn: Turn) -> None:
    """It is Celery's, untold: there it is refused, once."""
    bad = [place("bad", building([])), place("bad too", building(1)), place("bad arguments", colour="red")]
    assert turn([place("a"), *bad, place("b")]) == [1, 2, 3]
    assert {job.job_id for job in toy.record.jobs()} == {"a", "b"}
    assert names.PLACE_JOB not in [span.name for span in toy.coordinator.telemetry.spans]
    assert not [e for e in toy.coordinator.events if e["event"] == names.BUILDING_REFUSED]


def test_a_job_that_comes_twice_is_one(toy: ToyPipeline, turn: Turn) -> None:
    """As after a coordinator that died before it dropped what it had done."""
    assert turn([place("a"), place("a")]) == []
    assert turn([place("a")]) == []
    assert len(toy.record.jobs()) == 1


def test_a_key_of_other_content_is_celerys(toy: ToyPipeline, turn: Turn) -> None:
    """Its task fails with the reason; the same key and content waits for the first job."""
    assert turn([place("a", idempotency_key="key"), place("b", idempotency_key="key")]) == []
    assert turn([place("c", building(2), idempotency_key="key")]) == [0]


def test_a_job_over_the_limit_is_refused_with_a_time_to_come_again(
    toy: ToyPipeline, turn: Turn, refused: dict[str, PlenumError]
) -> None:
    """Told at once; whom nobody waits for is not told, and what hangs on a failure is Celery's to see to."""
    more: dict[str, Any] = {"d": {}, "quiet": {"ignore_result": True}, "chained": {"chain": [{}]}}
    messages = [place(name) for name in "abc"] + [place(name, **how) for name, how in more.items()]
    assert turn(messages) == [5]
    assert set(refused) == {"d"}
    error = refused["d"]
    assert isinstance(error, OverloadedError)
    assert error.args == (3, 3, RETRY_S)
    assert toy.record.running() == {"a", "b", "c"}


def test_while_there_is_no_room_submissions_are_not_even_read(
    toy: ToyPipeline, turn: Turn, refused: dict[str, PlenumError], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few show whether there is room again; then all are taken in."""
    turn([place(name) for name in "abcd"])
    read: list[object] = []
    reads = intake.read_building
    monkeypatch.setattr(intake, "read_building", lambda *a, **k: read.append(a) or reads(*a, **k))
    assert turn([place(f"e{n}") for n in range(20)]) == []
    assert len(read) == 4
    assert len(refused) == 21
    for name in "abc":
        toy.record.close(name, "done", keep_s=0)
    assert turn([place(f"f{n}") for n in range(3)]) == []
    assert toy.record.running() == {"f0", "f1", "f2"}


def test_what_is_large_revoked_or_unreadable_is_celerys(toy: ToyPipeline, turn: Turn) -> None:
    """Its threads have the time, its lists the names."""
    large = place("large", json.dumps({**building(1), "name": "x" * LARGE_BYTES}))
    assert turn([b"{", large, place("revoked"), finish("revoked"), place("a")]) == [0, 1, 2, 3]
    assert {job.job_id for job in toy.record.jobs()} == {"a"}


def test_a_revoked_jobs_end_is_celerys_whoever_heard_of_it_first(
    toy: ToyPipeline, turn: Turn, closings: list[list[Closing]]
) -> None:
    """Its list has the task then; who shares the job's key is answered as ever."""
    toy.accept(1, "a")
    toy.record.close("a", "revoked", keep_s=100)
    assert turn([finish("a"), finish("a", "follower")]) == [0]
    assert "a" in turn.revoked
    assert [[closing.task_id for closing in each] for each in closings] == [["follower"]]


def test_jobs_are_ended_and_answered_together(
    toy: ToyPipeline, turn: Turn, closings: list[list[Closing]]
) -> None:
    """Each with its result under its task's id, and told of once."""
    ended(toy, "a", "b")
    assert turn([finish("a"), finish("b"), finish("b", "follower")]) == []
    ((a, b, follower),) = closings
    assert [(c.job_id, c.task_id) for c in (a, b, follower)] == [("a", "a"), ("b", "b"), ("b", "follower")]
    meta = json.loads(follower.result)
    assert (meta["status"], meta["task_id"], meta["result"]["job_id"]) == ("SUCCESS", "follower", "b")
    me = toy.coordinator.owner
    assert [c.unreported_by for c in (a, b, follower)] == [me, me, ""]
    told = [e["job_id"] for e in toy.coordinator.events if e["event"] == names.PIPELINE_COMPLETE]
    assert told == ["a", "b"]
    assert toy.record.running() == frozenset()


def test_who_wants_no_result_gets_none(toy: ToyPipeline, turn: Turn, closings: list[list[Closing]]) -> None:
    """Its job is ended all the same."""
    ended(toy, "a")
    assert turn([finish("a", ignore_result=True)]) == []
    ((closing,),) = closings
    assert (closing.task_id, closing.unreported_by, closing.result) == ("a", toy.coordinator.owner, b"")
    assert closing.reopened == 0


@pytest.mark.parametrize("follows", [{"chain": [{}]}, {"callbacks": [{}]}, {"chord": {}}], ids=str)
def test_an_end_that_something_follows_is_celerys(
    toy: ToyPipeline, turn: Turn, follows: dict[str, Any]
) -> None:
    """Its neighbours are not."""
    ended(toy, "a", "b")
    left = turn([finish("a", **({"chord": {"task": "x"}} if "chord" in follows else follows)), finish("b")])
    assert left == [0]
    assert toy.record.running() == {"a"}


def test_a_doubled_end_of_a_job_that_is_under_way_is_celerys(toy: ToyPipeline, turn: Turn) -> None:
    """There it comes to nothing; its neighbour is ended."""
    ended(toy, "a")
    toy.accept(1, "under way")
    assert turn([finish("under way"), finish("a")]) == [0]
    assert toy.record.running() == {"under way"}


def test_a_job_that_is_gone_large_or_broken_leaves_its_neighbours_alone(
    toy: ToyPipeline, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is left to Celery by itself."""
    monkeypatch.setattr(module, "MOST_ROOMS", 1)
    toy.accept(2, "large")
    toy.run_all()
    ended(toy, "a", "broken")
    real = module.stored

    def stored(end: Any, *more: Any) -> bytes:
        if end.job.job_id == "broken":
            raise ArithmeticError
        return real(end, *more)

    monkeypatch.setattr(module, "stored", stored)
    assert turn([finish("gone"), finish("large"), finish("broken"), finish("a")]) == [0, 1, 2]
    assert toy.record.running() == {"large", "broken"}


@pytest.mark.parametrize("step", ["accept", "endings"])
def test_a_turn_that_fails_is_celerys(
    toy: ToyPipeline, turn: Turn, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Message by message, and it is told."""

    def fails(*_: Any) -> None:
        raise KeyError(step)

    monkeypatch.setattr(toy.record, step, fails)
    message = place("a") if step == "accept" else finish("b")
    assert turn([message, message]) == [0, 1]
    assert [event["event"] for event in toy.coordinator.events] == [names.TURN_FAILED]


@pytest.mark.parametrize("step", ["accept", "endings"])
def test_while_redis_is_away_nothing_is_left_to_anybody(
    toy: ToyPipeline, turn: Turn, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn is done again when it is back."""

    def away(*_: Any) -> None:
        raise exceptions.ConnectionError

    monkeypatch.setattr(toy.record, step, away)
    with pytest.raises(exceptions.ConnectionError):
        turn([place("a"), finish("b")])


class Heard:
    """In the place of a worker's consumer, and of what sends its events."""

    def __init__(self) -> None:
        self.event_dispatcher = self
        self.told: list[tuple[str, str]] = []

    def send(self, kind: str, uuid: str, **_: Any) -> None:
        """Noted."""
        self.told.append((kind, uuid))


def test_celerys_events_tell_what_the_door_does(toy: ToyPipeline, turn: Turn) -> None:
    """Each job is received and started once, and succeeds as its task is answered."""
    heard = Heard()
    turn.events.attach(heard)
    turn([place("a"), place("a"), place("bad", building([]))])
    assert heard.told == [("task-received", "a"), ("task-started", "a")]
    ended(toy, "b")
    turn([finish("b")])
    assert heard.told[2:] == [("task-succeeded", "b")]
