"""Two versions on one record: a job is in the form that all who live read, and waits for who reads it."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import Mock

import pytest
from redis import Redis

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.client.dead import NotReplayedError, replay_letter
from plenum.client.ended import ended_job
from plenum.files.completed.schema import RoomFields
from plenum.pipeline import forms
from plenum.pipeline.record.calls import Worker
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.newer import newer_jobs
from tests.support.redis_driver import RedisDriver

OLD, NEW = 2, 3
Version = Callable[[int], None]


@pytest.fixture
def be(monkeypatch: pytest.MonkeyPatch) -> Version:
    """Act as the version whose newest form that is; both write the older one."""

    def become(newest: int) -> None:
        monkeypatch.setattr(forms, "NEWEST", newest)

    become(NEW)
    return become


def lives(driver: RedisDriver, form: int) -> Worker:
    """A worker that reads forms up to this one."""
    worker = Worker("left", f"w{form}", (form,), form=form)
    driver.record.beat(worker, 60_000)
    return worker


def dies(client: Redis, worker: Worker) -> None:
    """Its heartbeat lapses."""
    client.delete(f"{keys.FORM}{worker.form}", *(f"{keys.BEAT}{owner}" for owner in worker.owners()))


def form_of(client: Redis, job: str) -> int:
    """In which a job is written."""
    return int(client.hget(JobKeys(job).job, forms.FIELD) or 0)  # type: ignore[arg-type]  # sync client


def test_a_job_is_written_in_the_newest_form_that_all_who_live_read(
    driver: RedisDriver, client: Redis, be: Version
) -> None:
    """The older one from the first heartbeat of somebody who reads no newer one until his last."""
    lives(driver, NEW)
    driver.accept("alone")
    old = lives(driver, OLD)
    driver.accept("beside")
    driver.accept("beside again")
    dies(client, old)
    driver.accept("gone unnoticed")
    driver.accept("gone")
    found = [form_of(client, job) for job in ("alone", "beside", "beside again", "gone unnoticed", "gone")]
    assert found == [NEW, OLD, OLD, OLD, NEW]


def test_who_writes_the_oldest_form_goes_on_though_somebody_reads_a_still_older_one(
    driver: RedisDriver, client: Redis, be: Version
) -> None:
    """Two versions apart do not run side by side: nothing is written that this one cannot write."""
    lives(driver, OLD - 1)
    driver.accept("one")
    assert form_of(client, "one") == NEW


def test_a_job_in_a_newer_form_is_neither_begun_nor_ended_nor_lost(
    driver: RedisDriver, client: Redis, be: Version
) -> None:
    """Its message is sent again until somebody takes it who reads it; no attempt is counted."""
    lives(driver, NEW)
    driver.accept()
    be(OLD)
    assert driver.turn("left") == ["b0 newer"]
    assert client.llen("left") == 0
    assert driver.commit("left") == ("late",)
    resent, _ = driver.sweep()
    assert "left" in resent
    be(NEW)
    assert driver.started("left").attempt == 1
    driver.run_to_the_end()
    be(OLD)
    assert driver.record.endings(["job"], "me") == ["newer"]
    assert client.hget(JobKeys("job").run, "-/finish:owner") is None
    with pytest.raises(UnreadableRecordError, match="waits for a worker that reads it"):
        ended_job(Mock(record=driver.record), "job")
    be(NEW)
    (ending,) = driver.record.endings(["job"], "me")
    assert not isinstance(ending, str)


def test_a_letter_of_a_newer_job_is_replayed_by_the_newer_version_alone(
    driver: RedisDriver, be: Version
) -> None:
    """Whoever asks with an older one is told; the letter stays."""
    room = RoomFields.of(Room("room_b0", ("....",)))
    letter = {"stage": "left", "reason": "why", "batch_id": "b0", "room_id": "room_b0"}
    driver.record.store_letter(DeadLetter(id="one", job_id="job", settings=Settings(), room=room, **letter))
    lives(driver, NEW)
    driver.accept()
    asks = Mock(record=driver.record)
    be(OLD)
    with pytest.raises(NotReplayedError, match="with the newer version's command"):
        replay_letter(asks, "one")
    be(NEW)
    with pytest.raises(NotReplayedError, match="still at work on that room"):
        replay_letter(asks, "one")
    assert driver.record.letter("one") is not None


def test_a_job_that_says_no_form_is_read(driver: RedisDriver, client: Redis, be: Version) -> None:
    """A version that knew of none wrote what every later one reads."""
    be(OLD)
    driver.accept()
    client.hdel(JobKeys("job").job, forms.FIELD)
    assert driver.start("left") == "go"


def test_who_takes_over_waits_for_jobs_that_only_newer_workers_read(
    driver: RedisDriver, client: Redis, be: Version
) -> None:
    """Until those have ended; and not where nobody is left who could end them."""
    new = lives(driver, NEW)
    driver.accept()
    be(OLD)
    assert newer_jobs(client)
    driver.record.close("job", "cancelled", keep_s=100)
    driver.record.close("job", "done", keep_s=100)
    assert not newer_jobs(client)
    be(NEW)
    driver.accept("another")
    be(OLD)
    assert newer_jobs(client)
    dies(client, new)
    assert not newer_jobs(client)
