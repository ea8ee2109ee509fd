"""Time in which nobody could answer counts against nobody, in Redis and in memory alike. All is in ticks."""

from __future__ import annotations

from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Swept
from tests.support.record_driver import TICK_S, Driver

SLOT = Slot("job", "b0", "left")


def passes(twin: Driver, ticks: float) -> None:
    """Time, back where it is negative."""
    twin.passes(ticks * TICK_S)


def swept(twin: Driver, join: float = 100.0) -> Swept:
    """A round, with so long a join deadline."""
    return twin.round(join * TICK_S)


def rounds(twin: Driver, ticks: int, join: float = 100.0) -> list[str]:
    """A round a tick; the stages called stuck."""
    stuck: list[str] = []
    for _ in range(ticks):
        passes(twin, 1)
        stuck += [slot.stage for slot in swept(twin, join).stuck]
    return stuck


def test_a_pause_longer_than_the_join_deadline_gives_up_nobody(twin: Driver) -> None:
    """Redis was away, or everything stood still: nobody was missed, or held a batch, longer than before."""
    swept(twin)
    twin.accept()
    twin.lose("left")
    twin.start("left", owner=twin.beat("left"))
    passes(twin, 45)
    twin.beat("left")
    assert swept(twin, join=30).settles
    assert rounds(twin, 3, join=30) == []


def test_what_hangs_is_named_when_its_time_is_up_apart_from_the_pause(twin: Driver) -> None:
    """What was used before the pause is not forgotten, and a pause counts as one late round."""
    swept(twin)
    twin.accept()
    assert rounds(twin, 20, join=30) == []
    passes(twin, 45)
    assert rounds(twin, 6, join=30) == []
    assert set(rounds(twin, 2, join=30)) == {"left", "right"}


def test_a_deadline_is_postponed_by_a_pause(twin: Driver) -> None:
    """A job of 20 ticks is not overdue for 45 without Redis, and is when it has had its own 20."""
    swept(twin)
    twin.accept(deadline_s=20 * TICK_S)
    passes(twin, 45)
    assert list(twin.record.overdue()) == []
    swept(twin)
    assert list(twin.record.overdue()) == []
    rounds(twin, 16)
    assert list(twin.record.overdue()) == []
    rounds(twin, 2)
    assert list(twin.record.overdue()) == ["job"]


def test_nobody_is_taken_for_dead_before_he_could_beat_again(twin: Driver) -> None:
    """Heartbeats lapse while nobody can renew them; who stays away after the pause is dead."""
    swept(twin)
    twin.accept()
    twin.lose("left", "right")
    twin.start("left", owner=twin.beat("left"))
    twin.start("right", owner=twin.beat("right"))
    passes(twin, 45)
    twin.dies(twin.owner("left"))
    twin.dies(twin.owner("right"))
    assert swept(twin).settles
    twin.beat("left")
    passes(twin, 2)
    assert swept(twin).settles
    twin.beat("left")
    passes(twin, 2.5)
    assert [slot.stage for slot in swept(twin).resent] == ["right"]


def test_rounds_that_all_come_late_still_find_lost_work(twin: Driver) -> None:
    """A coordinator that is slow is not a pause without end."""
    swept(twin)
    twin.accept()
    twin.lose("left")
    passes(twin, 8)
    assert swept(twin).settles
    passes(twin, 8)
    assert [slot.stage for slot in swept(twin).resent] == ["left"]


def test_several_pauses_are_all_left_out(twin: Driver) -> None:
    """A minute in three pieces is still nobody's."""
    swept(twin)
    twin.accept()
    for _ in range(3):
        passes(twin, 20)
        assert rounds(twin, 1, join=30) == []
    assert rounds(twin, 20, join=30) == []
    assert set(rounds(twin, 3, join=30)) == {"left", "right"}


def test_a_clock_set_forward_is_a_pause(twin: Driver) -> None:
    """A minute that nobody lived."""
    swept(twin)
    twin.accept(deadline_s=50 * TICK_S)
    passes(twin, 60)
    assert rounds(twin, 6, join=30) == []
    assert list(twin.record.overdue()) == []


def test_a_clock_set_back_hides_no_lost_work_and_sends_nothing_twice(twin: Driver) -> None:
    """What was sent in the minute that comes again is looked at all the same; what waits is left waiting."""
    swept(twin)
    twin.accept(batches=2)
    twin.lose("left")
    passes(twin, -60)
    resent = [slot.stage for slot in swept(twin).resent]
    assert resent == ["left", "left"]
    for _ in range(3):
        passes(twin, 1)
        assert swept(twin).resent == ()
    assert len(twin.waiting("right")) == 2


def test_a_clock_set_back_prolongs_no_deadline(twin: Driver) -> None:
    """And what is begun counts from the step at the latest."""
    swept(twin)
    twin.accept(deadline_s=20 * TICK_S)
    twin.lose("left")
    twin.start("left", owner=twin.beat("left"))
    passes(twin, -60)
    stuck = set()
    for _ in range(25):
        passes(twin, 1)
        twin.beat("left")
        stuck |= {slot.stage for slot in swept(twin, join=22).stuck}
    assert "left" in stuck
    assert list(twin.record.overdue()) == ["job"]


def test_a_clock_set_back_leaves_what_waits_in_its_order(twin: Driver) -> None:
    """Whether it was sent before the step or after: of a full queue only what is lost is sent again."""
    swept(twin)
    twin.accept("old", batches=100)
    twin.turn("left", "dead", messages=2)
    passes(twin, -60)
    twin.accept("new", batches=5)
    assert [slot.batch for slot in swept(twin).resent] == ["b0", "b1"]
    for _ in range(3):
        passes(twin, 1)
        assert swept(twin).resent == ()
    twin.lose("left")
    assert len([slot for slot in swept(twin).resent if slot.stage == "left"]) == 105


def test_a_clock_set_back_while_nobody_swept_hides_nothing_either(twin: Driver) -> None:
    """The round before was earlier than the new time; what is due is not."""
    swept(twin)
    passes(twin, 90)
    twin.accept()
    twin.lose("left")
    passes(twin, -60)
    assert [slot.stage for slot in swept(twin).resent] == ["left"]
    assert swept(twin).resent == ()
