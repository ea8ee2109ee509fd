"""The coordinator's tasks: Celery on the one side, the pipeline on the other, nothing between them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from celery.exceptions import Ignore
from msgspec import structs

from plenum.files.building.building import Building
from plenum.files.completed.schema import plain
from plenum.files.read import read_building
from plenum.pipeline.errors import IdempotencyConflictError, JobGoneError
from services.coordinator import worker
from tests.support.buildings import building
from tests.support.toy_pipeline import ToyPipeline


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> ToyPipeline:
    """In the place of the coordinator's own process."""
    pipeline = ToyPipeline()
    monkeypatch.setattr(worker, "runtime", pipeline.coordinator)
    return pipeline


def run(task: Any, *args: Any, task_id: str = "job", **more: Any) -> Any:
    """A task as its worker calls it."""
    task.push_request(id=task_id, called_directly=False)
    try:
        return task.run(*args, **more)
    finally:
        task.pop_request()


def ended(toy: ToyPipeline, source: Building | int = 2) -> None:
    """A job that has come to its last commit."""
    toy.accept(source)
    toy.run_all()


def test_a_place_task_ends_unanswered_with_its_job_under_way(toy: ToyPipeline) -> None:
    """Its answer comes later, under the same id."""
    with pytest.raises(Ignore):
        run(worker.place, building(2), priority=3)
    job = toy.record.job("job")
    assert job is not None
    assert (job.status, job.priority) == ("running", 3)


def test_a_finish_task_answers_with_the_completed_building(toy: ToyPipeline) -> None:
    """As plain JSON, and as its own task it tells of the end."""
    ended(toy)
    answer = run(worker.finish, "job")
    assert (answer["schema"], answer["status"]) == ("plenum.completed/1", "complete")
    assert toy.record.unreported() == {"job": toy.coordinator.owner}
    assert run(worker.finish, "job", task_id="another") == answer


def test_who_sent_a_grid_gets_a_grid(toy: ToyPipeline) -> None:
    """In the form that it came in."""
    source = read_building(building(1))
    ended(toy, Building(source.building_id, "", source.settings, source.rooms, source_format="grid"))
    answer = run(worker.finish, "job")
    assert "schema" not in answer
    assert answer != plain(toy.complete())


def test_a_finish_task_without_a_record_fails(toy: ToyPipeline) -> None:
    """With the reason, for whoever still waits."""
    with pytest.raises(JobGoneError):
        run(worker.finish, "gone")


def test_another_building_under_a_used_id_is_refused_and_no_result_stands_for_it(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Celery would keep the first one's success; the job itself is left alone."""
    forgotten: list[str] = []
    monkeypatch.setattr(worker.place.backend, "forget", forgotten.append)
    for _ in range(2):
        with pytest.raises(Ignore):
            run(worker.place, building(2))
    with pytest.raises(IdempotencyConflictError, match="id 'job' belongs to a job with other content"):
        run(worker.place, building(1))
    assert forgotten == ["job"]
    assert toy.record.running() == {"job"}


def test_a_doubled_finish_message_of_a_job_that_is_under_way_comes_to_nothing(toy: ToyPipeline) -> None:
    """Whoever waits is answered when it ends; neither result nor failure is stored before."""
    toy.accept()
    with pytest.raises(Ignore):
        run(worker.finish, "job")
    assert toy.record.running() == {"job"}


def test_a_job_that_was_reopened_is_answered_anew(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Celery would keep a result that came late, for the end before."""
    forgotten: list[str] = []
    monkeypatch.setattr(worker.finish.backend, "forget", forgotten.append)
    ended(toy)
    run(worker.finish, "job")
    assert forgotten == []
    entry = toy.record._entries["job"]
    entry.job = structs.replace(entry.job, reopened=1)
    run(worker.finish, "job", task_id="another")
    run(worker.finish, "job")
    assert forgotten == ["job"]


def revoked(task: str, args: list[str], task_id: str) -> Any:
    """A request that Celery drops unread."""
    return SimpleNamespace(task=task, args=args, id=task_id)


def test_a_revoked_finish_message_settles_its_job(toy: ToyPipeline) -> None:
    """Celery forgets the message; the job must end all the same."""
    toy.accept()
    worker._revoked(request=revoked("plenum.finish", ["job"], "another"))
    assert toy.record.running() == frozenset()


@pytest.mark.parametrize("request_of", [None, revoked("plenum.place", ["{}"], "job")])
def test_other_revoked_messages_settle_nothing(toy: ToyPipeline, request_of: Any) -> None:
    """Of a job that is not there yet, or of nobody."""
    toy.accept()
    worker._revoked(request=request_of)
    assert toy.record.running() == {"job"}
