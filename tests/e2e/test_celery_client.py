"""`plenum.place` behaves like any Celery task, for clients that have no code of ours."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery, chord, group, signature
from celery.canvas import Signature
from celery.exceptions import TaskRevokedError

from plenum.pipeline.record.calls import Ending
from plenum.pipeline.record.redis import keys
from tests.support.buildings import building
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually

USERS = """
from celery import Celery
app = Celery("users", broker="{url}", backend="{url}")
app.conf.task_default_queue = "users"

@app.task(name="users.count")
def count(completed):
    return len(completed["rooms"])

@app.task(name="users.total")
def total(results):
    return sum(len(completed["rooms"]) for completed in results)

@app.task(name="users.failed")
def failed(task_id):
    return task_id
"""


@pytest.fixture(scope="module")
def users(full: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Celery]:
    """Somebody else's Celery app with a worker of its own, on the same Redis."""
    folder = tmp_path_factory.mktemp("users")
    Path(folder / "users.py").write_text(USERS.format(url=full.info.redis_url))
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "users", "worker", "-Q", "users", "-P", "solo", "-l", "ERROR"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Celery("users", broker=full.info.redis_url, backend=full.info.redis_url, set_as_current=False)
    finally:
        worker.terminate()
        worker.wait(HANGS_S)


def place(app: Celery, rooms: int, **more: object) -> Signature:
    """The task as a signature by name."""
    return signature("plenum.place", args=[building(rooms)], kwargs=more, app=app)


def users_task(app: Celery, name: str) -> Signature:
    """A task of the users' own."""
    return signature(f"users.{name}", app=app, queue="users")


def test_get_returns_the_completed_building(full: System, users: Celery) -> None:
    """Send by name, get the result: nothing else is needed."""
    result = users.send_task("plenum.place", args=[building(2)]).get(timeout=HANGS_S)
    full.results.append(result)
    assert result["schema"] == "plenum.completed/1"
    assert [room["status"] for room in result["rooms"]] == ["complete", "complete"]


def test_json_text_is_a_building_too(full: System, users: Celery) -> None:
    """A client may send the file's text unread."""
    import json

    result = users.send_task("plenum.place", args=[json.dumps(building(1))]).get(timeout=HANGS_S)
    full.results.append(result)
    assert result["status"] == "complete"


def test_a_seed_grid_in_gives_a_seed_grid_out(full: System, users: Celery, test_data: Path) -> None:
    """The first public version's format, completed; what was there is still there."""
    import json

    grid = json.loads((test_data / "room-001.json").read_text())
    job = users.send_task("plenum.place", args=[grid])
    answer = job.get(timeout=HANGS_S)
    assert (answer["grid_id"], answer["width"], answer["height"]) == ("room-001", 10, 10)
    before = {(c["x"], c["y"]): c["component"] for c in grid["cells"]}
    after = {(c["x"], c["y"]): c["component"] for c in answer["cells"]}
    assert all(after[at] == what for at, what in before.items() if what != "empty")
    placed = {what for at, what in after.items() if before[at] == "empty"}
    assert {"light", "air_supply", "air_return", "smoke_detector"} <= placed
    _remember(full, job.id)


def _remember(full: System, job_id: str) -> None:
    """Count a grid's job in the sums, from its record."""
    from plenum.files.completed.schema import plain
    from plenum.pipeline.result.assemble import assemble

    record = full.client.record
    (ending,) = record.endings([job_id], "test")
    assert isinstance(ending, Ending)
    full.results.append(plain(assemble(ending)))


def test_a_chain_after_place_gets_the_completed_building(full: System, users: Celery) -> None:
    """What follows in a chain follows the job's end, not its intake."""
    chained = (place(users, 3) | users_task(users, "count")).apply_async()
    assert chained.get(timeout=HANGS_S) == 3
    full.results.append(chained.parent.get(timeout=HANGS_S))


def test_a_link_is_called_with_the_completed_building(full: System, users: Celery) -> None:
    """Callbacks are carried over to the task that ends the job."""
    callback = users_task(users, "count").set(task_id=str(uuid.uuid4()))
    result = place(users, 2).apply_async(link=callback).get(timeout=HANGS_S)
    full.results.append(result)
    assert users.AsyncResult(callback.id).get(timeout=HANGS_S) == 2


def test_a_chord_of_jobs_gets_all_their_results(full: System, users: Celery) -> None:
    """Jobs can be the header of somebody's chord."""
    header = [place(users, n) for n in (1, 2, 3)]
    done = chord(header, users_task(users, "total")).apply_async()
    assert done.get(timeout=HANGS_S) == 6
    full.results += [child.get(timeout=HANGS_S) for child in done.parent.results]


def test_a_group_of_jobs_returns_each_result(full: System, users: Celery) -> None:
    """Jobs run side by side."""
    results = group(place(users, n) for n in (1, 2)).apply_async().get(timeout=HANGS_S)
    full.results += results
    assert [len(result["rooms"]) for result in results] == [1, 2]


def test_an_errback_hears_of_a_refused_building(users: Celery) -> None:
    """link_error works as for any task."""
    errback = users_task(users, "failed").set(task_id=str(uuid.uuid4()), immutable=False)
    bad = signature("plenum.place", args=["{"], app=users).apply_async(link_error=errback)
    bad.wait(HANGS_S, propagate=False)
    assert bad.failed()


def test_a_repeated_key_is_the_same_job_under_both_ids(full: System, users: Celery) -> None:
    """Both tasks get the one result."""
    key = str(uuid.uuid4())
    first, second = (place(users, 2, idempotency_key=key).apply_async() for _ in range(2))
    one, two = first.get(timeout=HANGS_S), second.get(timeout=HANGS_S)
    full.results.append(one)
    assert one == two
    assert one["job_id"] in (first.id, second.id)


def test_a_task_that_asks_for_it_is_started_with_the_rooms_that_are_done(full: System, users: Celery) -> None:
    """Any client's `state` and `info`, from the moment the job is taken in until its result is there."""
    with full.held("smoke_detector_model"):
        job = place(users, 3, track_started=True).apply_async()
        assert eventually(lambda: job.state, lambda state: state == "STARTED") == "STARTED"
        assert job.info == {"rooms": 3, "rooms_done": 0}
    full.results.append(job.get(timeout=HANGS_S))
    assert job.state == "SUCCESS"


def test_revoking_a_job_cancels_it_at_once(full: System, users: Celery) -> None:
    """The client is told, the work stops, nothing is left due: no stage has to end for it."""
    redis = full.client.redis
    with full.held("smoke_detector_model"):
        job = place(users, 3).apply_async()
        assert eventually(lambda: full.client.progress(job.id))
        job.revoke()
        with pytest.raises(TaskRevokedError):
            job.get(timeout=HANGS_S)
        left = eventually(lambda: (redis.scard(keys.RUNNING), redis.zcard(keys.DUE)), lambda n: n == (0, 0))
        assert left == (0, 0)
    assert full.client.record.job(job.id).status == "cancelled"
    _remember(full, job.id)
