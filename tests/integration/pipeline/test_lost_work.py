"""Who works on what, and how lost work is found again, in Redis and in memory alike."""

from __future__ import annotations

import pytest

from plenum.pipeline.job import FINISH, Slot
from plenum.pipeline.record.calls import Limits, Started, Worker
from tests.support.record_driver import ROOT, Driver

SLOT = Slot("job", "b0", "left")


def test_an_attempt_is_handed_its_input(twin: Driver) -> None:
    """Rooms, what it asked for as far as that is committed, how often it was begun."""
    twin.accept()
    first, second = twin.started("left"), twin.started("left")
    assert (first.attempt, second.attempt) == (1, 2)
    assert [entry.room.room_id for entry in first.rooms] == ["room_b0"]
    assert [stage.name for stage in first.graph.stages] == ["left", "right", "join", "end"]
    twin.commit("left")
    assert set(twin.started("join").outputs) == {"left"}
    assert set(twin.record.outputs_of(SLOT, ["left", "right"])) == {"left"}


def test_a_committed_stage_does_not_start_again(twin: Driver) -> None:
    """A doubled message finds its work done."""
    twin.accept()
    twin.commit("left")
    assert twin.start("left") == "duplicate"


def test_a_batch_that_the_job_does_not_have_is_not_started(twin: Driver) -> None:
    """Whoever wrote such a message."""
    twin.accept()
    assert twin.start("left", batch="b7") == "unknown"


def test_a_batch_in_living_hands_is_left_there(twin: Driver) -> None:
    """A doubled message beside its first copy does not start a second run; its own owner may go on."""
    twin.accept()
    first = twin.beat("left")
    assert twin.start("left", owner=first) == "go"
    assert twin.start("left", owner="second") == "owned"
    assert twin.start("left", owner=first) == "go"


def test_a_batch_of_a_dead_owner_can_be_taken_over(twin: Driver) -> None:
    """No heartbeat, no ownership."""
    twin.accept()
    twin.start("left", owner="dead")
    assert twin.start("left", owner="second") == "go"


def test_every_process_of_a_workers_pool_is_spoken_for(twin: Driver) -> None:
    """One beat, several owners; no other one lives."""
    twin.record.beat(Worker("left", "w", (1, 2)), 60_000)
    assert [twin.record.alive(twin.owner("left", pid)) for pid in (1, 2, 3)] == [True, True, False]


def test_what_a_dead_owner_held_is_sent_again(twin: Driver) -> None:
    """P3: the sweep finds an owner without a heartbeat."""
    twin.accept()
    twin.lose("left")
    twin.start("left", owner="dead")
    assert twin.sweep()[0] == ["left"]
    assert twin.waiting("left") == ["b0.left"]


def test_what_was_lost_is_told_with_whose_it_was_and_why(twin: Driver) -> None:
    """Since when the attempt ran, or since when nobody has the message."""
    twin.accept(batches=3)
    twin.lose("left")
    begun = twin.begin("left", "b0", owner="dead")
    given = twin.begin("left", "b1", owner="gone again")
    assert isinstance(begun, Started)
    assert isinstance(given, Started)
    twin.record.release([given.slot], "gone again")
    found = {lost.slot.batch: lost for lost in twin.swept().lost if lost.slot.stage == "left"}
    assert {batch: lost.reason for batch, lost in found.items()} == {
        "b0": "worker_lost",
        "b1": "given_back",
        "b2": "message_lost",
    }
    assert [found[batch].owner for batch in ("b0", "b1", "b2")] == ["dead", "", ""]
    assert [found[batch].attempt for batch in ("b0", "b1", "b2")] == [1, 1, 0]
    assert found["b0"].since_ms == pytest.approx(begun.now_ms, abs=0.01)
    assert found["b2"].since_ms <= begun.now_ms
    assert {lost.root for lost in found.values()} == {ROOT}


def test_what_takes_too_long_is_told_as_that(twin: Driver) -> None:
    """Its worker lives and is not lost."""
    twin.accept()
    twin.lose("left")
    twin.begin("left", owner=twin.beat("left"))
    (lost,) = (lost for lost in twin.swept(limit_s=-1.0).lost if lost.slot.stage == "left")
    assert (lost.reason, lost.owner) == ("too_long", twin.owner("left"))


def test_what_a_dead_owner_held_is_sent_again_though_another_message_waits(twin: Driver) -> None:
    """Its own message was taken, whatever else is on the queue; it need not wait behind that again."""
    twin.accept(batches=2)
    twin.take("left")
    twin.start("left", owner="dead")
    twin.commit("right")
    assert twin.swept().resent == (SLOT,)
    assert twin.waiting("left") == ["b0.left", "b1.left"]


def test_a_message_that_a_dying_worker_took_with_it_is_sent_again(twin: Driver) -> None:
    """Between taking a message and starting it there is no owner: the queue's emptiness tells."""
    twin.accept()
    twin.lose("left")
    assert twin.sweep()[0] == ["left"]


def test_a_message_that_followed_a_commit_is_sent_again_like_any_other(twin: Driver) -> None:
    """Not only a batch's first ones."""
    twin.accept()
    twin.commit("left")
    twin.commit("right")
    twin.lose("join")
    assert twin.sweep()[0] == ["join"]
    assert twin.waiting("join") == ["b0.join"]


def test_what_was_sent_lately_is_left_alone(twin: Driver) -> None:
    """Somebody may just have taken it, and not have begun."""
    twin.accept()
    twin.lose("left")
    assert twin.record.sweep(Limits(100.0, 100.0, settle_s=60.0)).resent == ()


def test_messages_that_only_wait_are_never_sent_again(twin: Driver) -> None:
    """A long queue is not lost work, however long it waits."""
    twin.accept(batches=20)
    for _ in range(5):
        twin.take("left")
    assert [slot.batch for slot in twin.swept().resent] == [f"b{n}" for n in range(5)]
    assert twin.sweep()[0] == []
    assert len(twin.waiting("left")) == 20


def test_a_living_owner_keeps_its_batch_through_sweeps(twin: Driver) -> None:
    """Slow is not dead."""
    twin.accept()
    twin.lose("left", "right")
    for stage in ("left", "right"):
        twin.start(stage, owner=twin.beat(stage))
    assert twin.sweep() == ([], [])


def test_an_owner_past_the_batch_limit_is_taken_for_dead(twin: Driver) -> None:
    """A process that hangs while its parent beats is found by the clock; the next one may begin."""
    twin.accept()
    twin.lose("left")
    twin.start("left", owner=twin.beat("left"))
    assert twin.sweep(limit_s=-1)[0] == ["left"]
    assert twin.start("left", owner="second") == "go"


def test_a_candidate_past_the_join_deadline_is_named_though_it_is_worked_on(twin: Driver) -> None:
    """The fan-in does not wait for a batch's limit, though the stage's workers beat."""
    twin.accept()
    twin.lose("left")
    twin.start("left", owner=twin.beat("left"))
    for stage in ("left", "right"):
        twin.seen_later(stage)
    assert twin.sweep(join_s=-1) == ([], ["left"])


def test_a_stage_without_workers_is_named_after_the_join_deadline(twin: Driver) -> None:
    """P5: nobody consumes, nobody beats: the fan-in is told."""
    twin.accept()
    assert twin.sweep(join_s=-1)[1] == ["left", "right"]
    assert twin.sweep(join_s=60)[1] == []


def test_a_long_queue_with_living_workers_is_not_called_stuck(twin: Driver) -> None:
    """While a stage's workers beat, its waiting batches are merely behind others."""
    twin.accept()
    for stage in ("left", "right"):
        twin.seen_later(stage)
    assert twin.sweep(join_s=0) == ([], [])


def test_an_ending_is_never_called_stuck_before_somebody_ends_it(twin: Driver) -> None:
    """A job without a coordinator waits for one."""
    twin.accept()
    twin.run_to_the_end()
    assert twin.sweep(join_s=-1) == ([], [])


@pytest.mark.parametrize("keep_s", [0, 100])
def test_nothing_of_a_job_that_ended_is_sent_again(twin: Driver, keep_s: int) -> None:
    """Whether its record is still there or not, what was due of it is due no more."""
    twin.accept()
    twin.record.close("job", "done", keep_s=keep_s)
    twin.accept("next")
    twin.lose("left", "right")
    assert {slot.job_id for slot in twin.swept().resent} == {"next"}


def test_a_message_before_its_time_is_due_no_more_until_it_is(twin: Driver) -> None:
    """As a removed job may leave it to another one of its id, which is begun and given back."""
    twin.accept()
    twin.commit("left")
    twin.commit("right")
    twin.lose("join", "left", "right")
    twin.record.close("job", "done", keep_s=0)
    assert twin.accept().outcome == "accepted"
    assert twin.sweep()[0] == ["join"]
    twin.lose("join")
    assert twin.started("join").outputs == {}
    twin.record.release([SLOT.at("join")], "me", "never")
    assert twin.sweep() == ([], [])
    twin.commit("left")
    twin.commit("right")
    twin.lose("join")
    assert twin.sweep()[0] == ["join"]


def test_a_batch_that_was_given_back_is_sent_again_and_owned_by_nobody(twin: Driver) -> None:
    """Only its owner can give it back."""
    twin.accept()
    twin.lose("left")
    me = twin.beat("left")
    twin.start("left", owner=me)
    twin.record.release([SLOT], "somebody else")
    assert twin.start("left", owner="second") == "owned"
    twin.record.release([SLOT], me)
    assert twin.sweep()[0] == ["left"]
    assert twin.start("left", owner="second") == "go"


def test_a_stage_that_was_committed_is_due_no_more(twin: Driver) -> None:
    """It does not hang, and its doubled message may be lost."""
    twin.accept()
    twin.commit("left")
    twin.lose("left")
    assert twin.sweep(join_s=-1) == ([], ["right"])


def test_what_is_committed_is_due_no_more_though_it_was_pushed_afterwards(twin: Driver) -> None:
    """Begun and committed by a message that came too early; its own one is lost, which is no loss."""
    twin.accept()
    twin.start("join", owner=twin.beat("join"))
    twin.commit("join")
    twin.commit("left")
    twin.commit("right")
    twin.lose("join")
    assert twin.sweep() == ([], [])
    assert twin.start("join") == "duplicate"


def test_a_room_that_its_worker_died_with_is_counted(twin: Driver) -> None:
    """From the second attempt on rooms are tried one by one, so the culprit has a name."""
    twin.accept()
    twin.start("left", owner="one")
    twin.start("left", owner="two")
    twin.record.suspect(SLOT, "office_3")
    third = twin.started("left", "three")
    assert (third.attempt, third.deaths) == (3, {"office_3": 1})
    twin.record.suspect(SLOT, "office_3")
    assert twin.started("left", "four").deaths == {"office_3": 2}


def test_a_death_is_counted_once(twin: Driver) -> None:
    """An attempt that died before it came to its first room blames nobody again."""
    twin.accept()
    twin.start("left", owner="one")
    twin.record.suspect(SLOT, "office_3")
    twin.start("left", owner="two")
    assert twin.started("left", "three").deaths == {"office_3": 1}


def test_a_room_is_to_blame_though_its_message_was_sent_again_first(twin: Driver) -> None:
    """The sweep takes the batch from the dead, not the note of where they died."""
    twin.accept()
    twin.lose("left")
    twin.start("left", owner="dead")
    twin.record.suspect(SLOT, "office_3")
    assert twin.sweep()[0] == ["left"]
    assert twin.started("left", "two").deaths == {"office_3": 1}


def test_releasing_a_batch_blames_no_room(twin: Driver) -> None:
    """A worker that gives a batch back has not died of it."""
    twin.accept()
    twin.start("left", owner="one")
    twin.start("left", owner="two")
    twin.record.suspect(SLOT, "office_3")
    twin.record.release([SLOT], "two")
    assert twin.started("left", "three").deaths == {}


def test_a_sweep_finds_an_ending_in_dead_hands_with_all_who_wait(twin: Driver) -> None:
    """The coordinator died while it assembled the result."""
    twin.accept()
    twin.follow("second")
    twin.run_to_the_end()
    twin.lose("coordinator")
    twin.record.endings(["job"], "dead")
    assert twin.sweep()[0] == [FINISH, FINISH]
    assert twin.waiting("coordinator") == ["job", "second"]
