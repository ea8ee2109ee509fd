"""A worker's turn as the record does it: several messages in one step, in Redis and in memory alike."""

from __future__ import annotations

from plenum.pipeline.answers import Output
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Arrival, Commit, Limits, NotStarted, Started, Takes, Turn
from tests.support.record_driver import GRAPH, ROOT, Driver

SLOT = Slot("job", "b0", "left")


def batches(slots: tuple[Slot, ...]) -> list[str]:
    """Whose they are."""
    return [slot.batch for slot in slots if slot.stage == "left"]


def test_a_turn_takes_what_waits_in_its_order_and_no_more_than_it_asks_for(twin: Driver) -> None:
    """What is left is the next turn's."""
    twin.accept(batches=5)
    assert twin.turn("left", messages=3) == ["b0 go", "b1 go", "b2 go"]
    assert twin.waiting("left") == ["b3.left", "b4.left"]
    assert twin.turn("left", messages=3) == ["b3 go", "b4 go"]
    assert twin.turn("left") == []


def test_a_turn_commits_and_takes_in_one_step(twin: Driver) -> None:
    """What it commits may be what its own next message waited for."""
    twin.accept()
    twin.commit("left")
    commit = Commit(Output(stage="right", rooms=()), (twin.push(SLOT.at("join")),))
    turn = Turn(
        "me", {"join": GRAPH.needs("join")}, commits=[(SLOT.at("right"), commit)], takes=Takes(3, 10_000)
    )
    turned = twin.record.turn(turn)
    assert [(done.outcome, done.pushed) for done in turned.commits] == [("committed", ("join",))]
    (begun,) = turned.begun
    assert isinstance(begun, Started)
    assert set(begun.outputs) == {"left", "right"}
    assert begun.waited_s < 1


def test_several_commits_of_a_turn_are_each_by_themselves(twin: Driver) -> None:
    """One job is cancelled, one batch was committed before; the others are committed all the same."""
    twin.accept("job", batches=2)
    twin.accept("other")
    twin.commit("left", "b1")
    twin.record.close("other", "cancelled", keep_s=100)
    slots = [SLOT, SLOT._replace(batch="b1"), SLOT._replace(job_id="other")]
    commit = Commit(Output(stage="left", rooms=()), counters={"executions:left": 1})
    turned = twin.record.turn(Turn("me", commits=[(slot, commit) for slot in slots]))
    assert [done.outcome for done in turned.commits] == ["committed", "duplicate", "cancelled"]
    assert twin.record.counters() == {"submitted:accepted": 2, "executions:left": 1}


def test_a_jobs_last_batches_end_it_once_in_one_turn(twin: Driver) -> None:
    """Whoever waits is told by the last of them."""
    twin.accept(batches=2)
    for batch in ("b0", "b1"):
        for stage in ("left", "right", "join"):
            twin.commit(stage, batch)
    commit = Commit(Output(stage="end", rooms=()), ends_batch=True)
    slots = [Slot("job", batch, "end") for batch in ("b0", "b1")]
    turned = twin.record.turn(Turn("me", commits=[(slot, commit) for slot in slots]))
    assert [done.pushed for done in turned.commits] == [(), ("finish",)]
    assert twin.waiting("coordinator") == ["job"]


def test_a_turn_takes_no_more_input_than_it_asks_for(twin: Driver) -> None:
    """But a first message whatever its size."""
    twin.accept(batches=3)
    size = twin.started("right").size
    assert twin.turn("left", size=1) == ["b0 go"]
    assert twin.turn("left", size=size * 2 - 1) == ["b1 go"]


def test_what_was_begun_before_is_begun_in_no_company(twin: Driver) -> None:
    """It may have killed its worker, and would take its neighbours with it again and again."""
    twin.accept(batches=4)
    assert twin.turn("left", owner="dead", messages=2) == ["b0 go", "b1 go"]
    assert batches(twin.swept().resent) == ["b0", "b1"]
    assert twin.waiting("left") == ["b0.left", "b1.left", "b2.left", "b3.left"]
    assert twin.turn("left") == ["b0 go"]
    assert twin.turn("left") == ["b1 go"]
    assert twin.turn("left") == ["b2 go", "b3 go"]


def test_messages_of_which_nothing_comes_are_taken_beside_the_others(twin: Driver) -> None:
    """Each is told why; none of them counts as company."""
    twin.accept("gone away", batches=0)
    twin.accept("job", batches=3)
    twin.commit("left", "b0")
    twin.record.close("gone away", "cancelled", keep_s=100)
    assert twin.turn("left", messages=2) == ["b0 duplicate", "b1 go"]
    assert twin.turn("left", messages=2) == ["b2 go"]


def test_all_that_a_dead_worker_held_is_sent_again(twin: Driver) -> None:
    """What it worked on and what it had not come to."""
    twin.accept(batches=3)
    me = twin.beat("left")
    assert len(twin.turn("left", me)) == 3
    twin.dies(me)
    assert batches(twin.swept().resent) == ["b0", "b1", "b2"]


def test_what_waits_behind_a_batch_that_takes_long_is_sent_again(twin: Driver) -> None:
    """Its worker lives and works on the first one: the others are not its to keep, nor are they to blame."""
    twin.accept(batches=3)
    me = twin.beat("left")
    twin.turn("left", me)
    twin.seen_later("right")
    swept = twin.record.sweep(Limits(join_deadline_s=-1, batch_limit_s=100, settle_s=-1))
    assert batches(swept.stuck) == ["b0"]
    assert batches(swept.resent) == ["b1", "b2"]
    assert twin.start("left", "b1", owner="other") == "go"


def test_a_batch_that_is_given_back_to_be_taken_is_the_next_one(twin: Driver) -> None:
    """It waits as if it had never been taken: the sweep does not send it."""
    twin.accept(batches=3)
    me = twin.beat("left")
    assert twin.turn("left", me, messages=2) == ["b0 go", "b1 go"]
    twin.record.release([SLOT._replace(batch="b1")], me, "again")
    assert twin.waiting("left") == ["b1.left", "b2.left"]
    assert batches(twin.swept().resent) == []


def test_who_waits_is_handed_the_next_message_of_any_of_its_stages(twin: Driver) -> None:
    """With the time since when it waits; nothing where nothing comes."""
    assert twin.record.await_message(["left", "right"], 0.01) is None
    twin.accept()
    twin.lose("left")
    arrival = twin.record.await_message(["left", "right"], 1)
    assert arrival is not None
    assert arrival.slot == SLOT.at("right")
    (begun,) = twin.record.turn(Turn("me", {"right": ()}, given=[arrival])).begun
    assert isinstance(begun, Started)
    assert begun.pushed_ms == arrival.pushed_ms


def test_who_waits_for_a_turn_has_the_next_message_begun(twin: Driver) -> None:
    """For one stage as for several; nothing where nothing comes."""
    one = Turn("me", {"left": ()}, takes=Takes(1, 10_000))
    assert twin.record.await_turn(one, 0.01) is None
    twin.accept(batches=2)
    several = Turn("me", {"join": (), "right": ()}, takes=Takes(1, 10_000))
    for turn, stage in ((one, "left"), (several, "right")):
        turned = twin.record.await_turn(turn, 1)
        assert turned is not None
        (begun,) = turned.begun
        assert isinstance(begun, Started)
        assert begun.slot == SLOT.at(stage)
        assert begun.waited_s < 1
        assert twin.waiting(stage) == [f"b1.{stage}"]


def test_a_doubled_message_in_a_turn_is_begun_once(twin: Driver) -> None:
    """The second copy finds the first one in good hands, though they are the same."""
    twin.accept()
    turn = Turn("me", {"left": ()}, given=[Arrival(SLOT)], takes=Takes(3, 10_000))
    first, second = twin.record.turn(turn).begun
    assert isinstance(first, Started)
    assert second == NotStarted(SLOT, "owned", ROOT)
