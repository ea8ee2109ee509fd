"""Whatever happens to messages, workers and coordinators, the record keeps what it promises: on both twins.

Jobs are submitted, once or twice; messages are taken, doubled, lost; workers commit, give back, die between
any two steps, freeze and wake; coordinators sweep, end jobs, die before they have; jobs are cancelled,
overdue, replayed as jobs or in their own, forgotten; messages of endings are doubled, and coordinators freeze
over them. All along nothing is committed twice (P2), no accepted job is lost (P1), a
sweep sends nothing again that is still on its way (P10). In the end whoever is left finishes every job (P5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis import Redis

from plenum.ceiling.room.room import Room
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import COORDINATOR, Job, Slot
from plenum.pipeline.record.calls import Closing, Ending, GiveBack, Limits, Replay, Started, Takes, Turn
from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.exploring import EXPLORE
from tests.support.memory_driver import MemoryDriver
from tests.support.record_driver import GRAPH, STAGES, Driver
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import redis_server

JOBS: Final = ["one", "two", "three"]
BATCHES: Final = 2
ROUNDS: Final = 40
"""More than any job needs from its submission to its end."""
Pids = st.sampled_from([1, 2])
ROOM: Final = BatchRoom(0, Room("room", ("...",)))
Which = st.integers(0, 7)
"""One of what there is at that moment, so that no step is spent on nothing."""
Jobs = st.sampled_from(JOBS)


class Promises(RuleBasedStateMachine):
    """What a record is asked, and what must follow from it."""

    begin: Callable[[], Driver]

    def __init__(self) -> None:
        super().__init__()
        self.twin = type(self).begin()
        self.accepted: dict[str, str] = {}
        """Job → content, of those that were taken in and not forgotten."""
        self.content_of: dict[str, str] = {}
        """Key → content of its job."""
        self.lives: Counter[str] = Counter()
        """How often a job of this id was taken in."""
        self.committed: Counter[tuple[int, Slot]] = Counter()
        self.cancelled: set[str] = set()
        """Jobs that were, in this life or before they came; their keys are free."""
        self.answered: set[str] = set()
        self.letters: set[str] = set()
        self.hands: dict[str, list[Slot]] = {}
        """Owner → what it works on; of one that is frozen too."""
        self.replays: Counter[tuple[int, str]] = Counter()
        """Rooms done again in a job, by its life."""
        self.read: list[tuple[str, int]] = []
        """Jobs whose end a frozen coordinator has read, and how often they had been reopened."""

    def _work(self, owner: str, stage: str, messages: int) -> None:
        turn = Turn(owner, {stage: GRAPH.needs(stage)}, takes=Takes(messages, 10_000))
        begun = [one for one in self.twin.record.turn(turn).begun if isinstance(one, Started)]
        early = [one.slot for one in begun if set(one.outputs) != set(GRAPH.needs(stage))]
        self.twin.record.release(early, owner, "never")
        self.hands.setdefault(owner, []).extend(one.slot for one in begun if one.slot not in early)

    def _commit(self, slot: Slot) -> str:
        counters = {f"executions:{slot.stage}": 1}
        dead = (f"{slot.job_id}.{slot.batch}",) if slot.stage == "left" and slot.job_id in JOBS else ()
        outcome = self.twin.commit(slot.stage, slot.batch, slot.job_id, counters, dead)[0]
        if outcome == "committed":
            self.committed[self.lives[slot.job_id], slot] += 1
            self.letters.update(dead)
        return outcome

    def _waiting(self) -> int:
        return sum(self.twin.record.gauges([*STAGES, COORDINATOR], []).queues.values())

    def _end(self, job: str, owner: str) -> bool:
        """A coordinator ends a job and answers its task; whether it was there to be ended."""
        (ending,) = self.twin.record.endings([job], owner)
        if not isinstance(ending, Ending):
            return False
        assert ending.job.status != "running"
        assert self.twin.record.end([Closing(job, task_id=job, reopened=ending.job.reopened)], 1000) == [True]
        self.answered.add(job)
        return True

    def _job(self, job: str) -> Job:
        found = self.twin.record.job(job)
        assert found is not None
        return found

    @initialize()
    def begins(self) -> None:
        """With a job."""
        self.submit("one", "key", "f")

    @rule(job=Jobs, key=st.sampled_from([None, "key"]), content=st.sampled_from("fg"))
    def submit(self, job: str, key: str | None, content: str) -> None:
        """P1: a job once; the same key for the same content alone."""
        acceptance = self.twin.accept(job, BATCHES, key, content)
        if job in self.accepted:
            assert acceptance.outcome == ("exists" if self.accepted[job] == content else "refused")
        elif job in self.cancelled:
            assert acceptance.outcome == "cancelled"
            self._taken_in(job, content)
        elif key and self._holder(key):
            same = self.content_of[key] == content
            assert acceptance.outcome == ("known" if same else "refused")
            assert acceptance.job_id == self._holder(key)
        else:
            assert acceptance.outcome == "accepted"
            self._taken_in(job, content)
            if key:
                self.content_of[key] = content
                self.holders[key] = job

    def _taken_in(self, job: str, content: str) -> None:
        self.accepted[job] = content
        self.lives[job] += 1
        self.answered.discard(job)

    @property
    def holders(self) -> dict[str, str]:
        """Key → its job."""
        found: dict[str, str] = self.__dict__.setdefault("_holders", {})
        return found

    def _holder(self, key: str) -> str | None:
        job = self.holders.get(key)
        return job if job in self.accepted and job not in self.cancelled else None

    def _busy(self, which: int) -> str:
        owners = sorted(owner for owner, slots in self.hands.items() if slots)
        return owners[which % len(owners)] if owners else ""

    def _waited_at(self, which: int, *queues: str) -> str:
        depths = self.twin.record.gauges(queues, []).queues
        found = [queue for queue in queues if depths[queue]]
        return found[which % len(found)] if found else ""

    @rule(which=Which, pid=Pids, messages=st.sampled_from([1, 1, 2, 10]))
    def work(self, which: int, pid: int, messages: int) -> None:
        """A living worker takes what waits, in addition to what it has in hand."""
        if stage := self._waited_at(which, *STAGES):
            self._work(self.twin.beat(stage, pid), stage, messages)

    @rule(which=Which)
    def commit(self, which: int) -> None:
        """What somebody has in hand, whether he lives or was taken for dead meanwhile."""
        for slot in self.hands.pop(self._busy(which), []):
            self._commit(slot)

    @rule(which=Which, how=st.sampled_from(["later", "again"]))
    def give_back(self, which: int, how: GiveBack) -> None:
        """As one that stops, or whose Redis was away."""
        owner = self._busy(which)
        self.twin.record.release(self.hands.pop(owner, []), owner, how)

    @rule(which=Which)
    def die(self, which: int) -> None:
        """With all that it has in hand, between any two of its steps."""
        owner = self._busy(which)
        self.hands.pop(owner, None)
        self.twin.dies(owner)

    @rule(which=Which)
    def freeze(self, which: int) -> None:
        """Taken for dead, it still believes that the work is its own; others are sent to it."""
        self.twin.dies(self._busy(which))
        self.twin.swept()

    @rule(which=Which)
    def lose(self, which: int) -> None:
        """A message that nobody begins."""
        if queue := self._waited_at(which, COORDINATOR, *STAGES):
            self.twin.take(queue)

    @rule(job=Jobs, batch=st.sampled_from(["b0", "b1"]), stage=st.sampled_from(STAGES))
    def double(self, job: str, batch: str, stage: str) -> None:
        """A message that was sent before, or never."""
        if job in self.accepted:
            self.twin.send(Slot(job, batch, stage))

    @rule()
    def sweep(self) -> None:
        """P10: what was sent again just now is not sent again, by this coordinator or another one."""
        self.twin.swept()
        assert self.twin.swept().resent == ()

    @rule(pid=Pids, dies=st.booleans())
    def end(self, pid: int, dies: bool) -> None:
        """A coordinator takes an ending, and may die before it closed it."""
        waiter = self.twin.take(COORDINATOR)
        if waiter is None:
            return
        job, owner = waiter, self.twin.beat(COORDINATOR, pid)
        if dies:
            self.twin.record.endings([job], owner)
            self.twin.dies(owner)
        else:
            self._end(job, owner)

    @rule(pid=Pids)
    def freeze_over_an_end(self, pid: int) -> None:
        """A coordinator has read all of a job, and stands still before it ends it."""
        if (job := self.twin.take(COORDINATOR)) is None:
            return
        (ending,) = self.twin.record.endings([job], self.twin.beat(COORDINATOR, pid))
        self.twin.dies(self.twin.owner(COORDINATOR, pid))
        if isinstance(ending, Ending):
            self.read.append((job, ending.job.reopened))

    @rule()
    @precondition(lambda self: self.read)
    def wake(self) -> None:
        """It ends the job as it knows it: not one that was reopened meanwhile."""
        job, reopened = self.read.pop(0)
        known = self._job(job)
        is_as_read = known.status != "running" and known.reopened == reopened
        closing = Closing(job, task_id=job, reopened=reopened)
        assert self.twin.record.end([closing], 1000) == [is_as_read]
        if is_as_read:
            self.answered.add(job)

    @rule(job=Jobs)
    def double_an_end(self, job: str) -> None:
        """A message that ends a job, which was sent before or comes too early."""
        if job in self.accepted:
            self.twin.double_ending(job)

    @rule(job=Jobs, what=st.sampled_from(["cancelled", "overdue"]))
    def close(self, job: str, what: Literal["cancelled", "overdue"]) -> None:
        """Before its time, in whatever state it is."""
        status = self.twin.record.close(job, what, keep_s=1000).status
        assert (status == "gone") == (job not in self.accepted)
        assert status != "running"
        if status == "cancelled" or (status == "gone" and what == "cancelled"):
            self.cancelled.add(job)

    @rule(job=Jobs)
    @precondition(lambda self: self.answered)
    def forget(self, job: str) -> None:
        """An answered job's record lapses; its id and its key are free again."""
        if job not in self.answered & self.accepted.keys() or job in self.twin.waiting(COORDINATOR):
            return
        self.twin.lapse(job)
        del self.accepted[job]
        self.read = [(name, reopened) for name, reopened in self.read if name != job]
        self.cancelled.discard(job)
        for owner, slots in self.hands.items():
            self.hands[owner] = [slot for slot in slots if slot.job_id != job]

    @rule(dies=st.booleans())
    @precondition(lambda self: self.letters)
    def replay(self, dies: bool) -> None:
        """A dead letter becomes a job, and goes when that was taken in, unless who replays it dies first."""
        letter = min(self.letters)
        job = f"replay-{letter}"
        acceptance = self.twin.accept(job, BATCHES)
        assert acceptance.outcome == ("exists" if job in self.accepted else "accepted")
        if acceptance.outcome == "accepted":
            self.accepted[job] = letter
            self.lives[job] += 1
        if not dies:
            self.twin.record.remove_letter(letter)
            self.letters.discard(letter)

    @rule(which=Which)
    @precondition(lambda self: self.letters)
    def replay_in_its_job(self, which: int) -> None:
        """A room is done again where it was given up: a job that has ended is under way again."""
        letter = sorted(self.letters)[which % len(self.letters)]
        job, batch = letter.split(".")
        if job not in self.accepted:
            return
        known = self._job(job)
        through = self.twin.record.outputs_of(Slot(job, batch, STAGES[-1]), STAGES[-1:])
        # As `plenum.pipeline.replay` does: what is not through may yet come.
        if known.ended_by == "overdue" or not (through or known.status == "done"):
            return
        asked = Replay(job, (letter,), ROOM, STAGES[:2], self.twin.waiter(job), 100)
        outcome = self.twin.record.replay(asked).outcome
        if job in self.cancelled:
            assert outcome == "cancelled"
        elif known.status == "finishing":
            assert outcome == "finishing"
        else:
            assert outcome == "replayed"
            self.replays[self.lives[job], job] += 1
            self.letters.discard(letter)
            self.answered.discard(job)

    @invariant()
    def no_letter_is_lost(self) -> None:
        """Until it was replayed."""
        assert {letter.id for letter in self.twin.record.letters()} == self.letters

    @invariant()
    def nothing_is_committed_twice(self) -> None:
        """P2, and the counters say the same."""
        assert not self.committed or max(self.committed.values()) == 1
        counted = {
            name: n for name, n in self.twin.record.counters().items() if n and name.startswith("executions:")
        }
        assert counted == Counter(f"executions:{slot.stage}" for _, slot in self.committed)

    @invariant()
    def what_was_accepted_is_there(self) -> None:
        """P1: until it was answered and forgotten; under way until it was answered."""
        assert {job.job_id for job in self.twin.record.jobs()} == self.accepted.keys()
        assert self.twin.record.running() == self.accepted.keys() - self.answered

    def teardown(self) -> None:
        """P5: all die; those who come after them answer every job, and nothing is left."""
        for service in (*STAGES, COORDINATOR):
            for pid in (1, 2):
                self.twin.dies(self.twin.owner(service, pid))
        for _ in range(ROUNDS):
            self.twin.swept()
            for stage in STAGES:
                owner = self.twin.beat(stage, 3)
                self._work(owner, stage, 10)
                for slot in self.hands.pop(owner, []):
                    assert self._commit(slot) == "committed"
            while waiter := self.twin.take(COORDINATOR):
                self._end(waiter, self.twin.beat(COORDINATOR, 3))
            if self.accepted.keys() <= self.answered and not self._waiting():
                break
        assert self.accepted.keys() <= self.answered
        self.nothing_is_committed_twice()
        assert self.twin.record.running() == frozenset()
        assert self._waiting() == 0
        assert self.twin.record.sweep(Limits(100, 100, settle_s=0)).resent == ()
        for job, commits in _whole(self.committed, self.replays).items():
            assert commits == (BATCHES + self.replays[job]) * len(STAGES)


def _whole(
    committed: Counter[tuple[int, Slot]], replays: Counter[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """Commits by life of a job, of those that came to their last stage in every batch."""
    ends = Counter((life, slot.job_id) for life, slot in committed if slot.stage == STAGES[-1])
    found = Counter((life, slot.job_id) for life, slot in committed)
    return {life: n for life, n in found.items() if ends[life] == BATCHES + replays[life]}


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_the_record_keeps_its_promises_whatever_happens(tmp_path: Path, kind: str) -> None:
    """In any order, with any of them dying at any step."""
    with ExitStack() as stack:
        make: Callable[[], Driver] = lambda: MemoryDriver(MemoryRecord())  # noqa: E731 - one of two
        if kind == "redis":
            client: Any = stack.enter_context(Redis.from_url(stack.enter_context(redis_server(tmp_path)).url))

            def make() -> Driver:
                client.flushall()
                return RedisDriver(RedisRecord(client, patience_s=0))

        run_state_machine_as_test(
            type("PromisesHere", (Promises,), {"begin": staticmethod(make)}),
            settings=settings(max_examples=EXPLORE or 150, stateful_step_count=40),
        )  # type: ignore[no-untyped-call]  # Hypothesis has no types for it
