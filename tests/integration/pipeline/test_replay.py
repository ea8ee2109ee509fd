"""A room that was given up is done again within its job, in Redis and in memory alike."""

from __future__ import annotations

from plenum.ceiling.room.room import Room
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import COORDINATOR, Slot
from plenum.pipeline.record.calls import Closing, Ending, Replay, Replayed
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.redis.keys import result_key
from tests.support.record_driver import STAGES, Driver
from tests.support.redis_driver import RedisDriver

ROOM = BatchRoom(0, Room("room_b0", ("....",)))


def replay(twin: Driver, *letters: str) -> Replayed:
    """The first letter's room, and with it what else there is of it."""
    waiter = twin.waiter("again")
    return twin.record.replay(Replay("job", letters or ("one",), ROOM, ("left", "right"), waiter, 100))


def keep(twin: Driver, *names: str) -> None:
    """Letters of these ids."""
    for name in names:
        twin.record.store_letter(DeadLetter(id=name, stage="left", reason="why"))


def run(twin: Driver, batch: str) -> tuple[str, ...]:
    """All stages of a batch; what the last one made due."""
    return [twin.commit(stage, batch) for stage in STAGES][-1]


def ended(twin: Driver, batches: int = 1) -> None:
    """A job that has ended for good, with a letter."""
    twin.accept(batches=batches)
    for number in range(batches):
        run(twin, f"b{number}")
    twin.lose(COORDINATOR, *STAGES)
    twin.record.close("job", "done", keep_s=100)
    keep(twin, "one")


def test_a_job_that_has_ended_is_under_way_again(twin: Driver) -> None:
    """The room is a batch of its own; its first stages have their messages, and the letter is gone."""
    ended(twin)
    assert replay(twin) == Replayed("replayed", "r0001")
    job = twin.record.job("job")
    assert job is not None
    assert (job.status, job.batches, job.replays, job.reopened) == ("running", 2, 1, 1)
    assert twin.record.running() == {"job"}
    assert (twin.waiting("left"), twin.waiting("right")) == (["r0001.left"], ["r0001.right"])
    assert twin.turn("left") == ["r0001 go"]
    assert twin.record.letter("one") is None


def test_it_ends_once_more_for_whoever_replayed_it(twin: Driver) -> None:
    """Who waited before had his answer, and is not told twice."""
    ended(twin)
    replay(twin)
    assert run(twin, "r0001") == ("committed", "finish")
    assert twin.waiting(COORDINATOR) == ["again"]
    (ending,) = twin.record.endings(["job"], "coordinator:w:1")
    assert isinstance(ending, Ending)
    assert ending.batches["r0001"] == (ROOM,)
    assert set(ending.outputs["r0001"]) == set(STAGES)
    twin.record.close("job", "done", keep_s=100)
    assert twin.record.running() == set()
    assert twin.sweep() == ([], [])


def test_a_job_that_runs_has_one_batch_more(twin: Driver) -> None:
    """It ends with the last of them, once."""
    twin.accept(batches=2)
    run(twin, "b0")
    keep(twin, "one")
    assert replay(twin).batch == "r0001"
    assert run(twin, "b1") == ("committed",)
    assert run(twin, "r0001") == ("committed", "finish")
    job = twin.record.job("job")
    assert job is not None
    assert (job.reopened, job.replays) == (0, 1)
    assert twin.waiting(COORDINATOR) == ["job"]


def test_who_has_the_letter_replays_it_once(twin: Driver) -> None:
    """Letters of the same room go with it, so that the room is not done twice."""
    ended(twin)
    keep(twin, "two", "other")
    assert replay(twin, "one", "two", "never").outcome == "replayed"
    assert replay(twin, "two").outcome == replay(twin, "one").outcome == "no_letter"
    assert [letter.id for letter in twin.record.letters()] == ["other"]


def test_a_job_that_has_no_place_for_it_keeps_the_letter(twin: Driver) -> None:
    """It was cancelled, it just ends, or it is gone."""
    keep(twin, "one")
    assert replay(twin).outcome == "gone"
    twin.accept()
    twin.record.close("job", "overdue", keep_s=100)
    assert replay(twin).outcome == "finishing"
    twin.accept("other")
    twin.record.close("other", "cancelled", keep_s=100)
    asked = Replay("other", ("one",), ROOM, ("left",), twin.waiter("again"), 100)
    assert twin.record.replay(asked).outcome == "cancelled"
    assert twin.record.letter("one") is not None


def test_what_is_lost_of_it_is_sent_again(twin: Driver) -> None:
    """As of any batch; and its end too, whoever had ended the job before."""
    ended(twin)
    twin.record.endings(["job"], twin.beat(COORDINATOR))
    replay(twin)
    twin.lose("left", "right")
    assert sorted(twin.sweep()[0]) == ["left", "right"]
    run(twin, "r0001")
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == ["finish"]


def test_a_doubled_message_of_the_end_before_does_not_end_it(twin: Driver) -> None:
    """Nor is whoever took it noted: the end that comes is sent again where its message is lost."""
    ended(twin)
    replay(twin)
    assert twin.record.endings(["job"], twin.beat(COORDINATOR)) == ["early"]
    assert twin.record.running() == {"job"}
    assert run(twin, "r0001") == ("committed", "finish")
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == ["finish"]


def test_who_read_the_end_before_it_was_reopened_does_not_end_it(twin: Driver) -> None:
    """A coordinator that was frozen meanwhile, whether the room is done by now or not."""
    ended(twin)
    late = Closing("job", task_id="again", reopened=0)
    replay(twin)
    assert twin.record.end([late], keep_s=100) == [False]
    run(twin, "r0001")
    assert twin.record.end([late], keep_s=100) == [False]
    assert twin.record.running() == {"job"}
    assert twin.record.end([Closing("job", task_id="job", reopened=1)], keep_s=100) == [True]
    assert twin.record.running() == set()


def test_who_only_reads_an_end_is_not_noted(twin: Driver) -> None:
    """He tells of it once more; whoever is to answer is sent again."""
    ended(twin)
    replay(twin)
    run(twin, "r0001")
    (ending,) = twin.record.endings(["job"], "")
    assert isinstance(ending, Ending)
    twin.lose(COORDINATOR)
    assert twin.sweep()[0] == ["finish"]


def test_it_may_be_overdue_like_any_job(twin: Driver) -> None:
    """What was committed before is kept."""
    ended(twin)
    replay(twin)
    assert twin.record.overdue() == []
    assert twin.record.close("job", "overdue", keep_s=100).status == "finishing"
    assert twin.record.outputs_of(Slot("job", "b0", "end"), ["end"])


def test_who_waits_is_answered_anew_and_who_had_an_answer_keeps_it(driver: RedisDriver) -> None:
    """Though a result for the end before stands there, which came late, and its message is doubled."""
    driver.accept()
    driver.follow("other")
    run(driver, "b0")
    for task in ("job", "other"):
        driver.record.end([Closing("job", task_id=task, result=result("before"), reopened=0)], 100)
    keep(driver, "one")
    driver.record.replay(Replay("job", ("one",), ROOM, ("left", "right"), driver.waiter("job"), 100))
    driver.record.client.set(result_key("job"), result("late"))
    run(driver, "r0001")
    for task in ("other", "job", "job"):
        driver.record.end([Closing("job", task_id=task, result=result(f"after, {task}"), reopened=1)], 100)
    stored = [driver.record.client.get(result_key(task)) for task in ("job", "other")]
    assert stored == [result("after, job"), result("before")]


def result(text: str) -> bytes:
    """As Celery's backend writes it."""
    return b'{"status": "SUCCESS", "result": "%s"}' % text.encode()
