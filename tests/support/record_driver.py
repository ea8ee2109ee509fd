"""Drives a record, in Redis or in memory, with messages and answers that are only as long as a test needs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Final

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.pipeline.answers import Output
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.job import Head, Job, Slot
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.record.calls import (
    Acceptance,
    Arrival,
    Begun,
    Closing,
    Commit,
    Limits,
    NotStarted,
    Offer,
    Push,
    Started,
    Swept,
    Takes,
    Terms,
    Turn,
    Unreadable,
    Worker,
    owner,
)
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.port import Record, Work

GRAPH = Graph(
    (
        Stage("left", "m:f"),
        Stage("right", "m:f"),
        Stage("join", "m:f", after=("left", "right")),
        Stage("end", "m:f", after=("join",)),
    )
)
STAGES = tuple(stage.name for stage in GRAPH.stages)
ROOT = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"


def begin(record: Work, slot: Slot, owner: str) -> Started | NotStarted:
    """An attempt at a batch, by itself. Raises UnreadableRecordError."""
    given = (Arrival(slot),)
    needs = {slot.stage: GRAPH.needs(slot.stage) if slot.stage in STAGES else ()}
    (begun,) = record.turn(Turn(owner, needs, STAGES, given=given)).begun
    if isinstance(begun, Unreadable):
        raise UnreadableRecordError(begun.why)
    return begun


def _outcome(begun: Begun) -> str:
    if isinstance(begun, Unreadable):
        return "unreadable"
    return begun.reason if isinstance(begun, NotStarted) else "go"


TICK_S: Final = 20.0
"""From one of a coordinator's rounds to the next: beside it the time that a test itself takes is nothing."""
BEAT_S: Final = 3000.0
"""How long a heartbeat lives, which no test lasts."""


class Driver(ABC):
    """One record; what is left out of a call is batch `b0` of job `job`, by owner `me`."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @staticmethod
    def waiter(name: str) -> str:
        """What is pushed for the one who waits."""
        return name

    @abstractmethod
    def waiting(self, queue: str) -> list[str]:
        """Who is on a queue, oldest first."""

    @abstractmethod
    def take(self, queue: str) -> str | None:
        """Whose turn it is on a queue; the message is gone then."""

    @abstractmethod
    def dies(self, owner: str) -> None:
        """Its heartbeat lapses."""

    @abstractmethod
    def seen_later(self, service: str) -> None:
        """A service's workers beat a minute after whatever was sent by now."""

    @abstractmethod
    def passes(self, seconds: float) -> None:
        """Time goes by, all that is stored is so much older; negative: the record's clock is set back."""

    @abstractmethod
    def send(self, slot: Slot) -> None:
        """A message for a slot, due or not, behind all others."""

    @abstractmethod
    def double_ending(self, job: str) -> None:
        """The message for a job's own task, which was sent when it ended, or will be; behind all others."""

    @abstractmethod
    def lapse(self, job: str) -> None:
        """A job's record is past its time."""

    def lose(self, *queues: str) -> None:
        """Whatever waits there goes with a worker that took it."""
        for queue in queues:
            while self.take(queue):
                pass

    @staticmethod
    def push(slot: Slot) -> Push:
        """The message for a slot."""
        return Push(StageMessage.of(slot, ROOT), GRAPH[slot.stage].after)

    def accept(
        self,
        job: str = "job",
        batches: int = 1,
        key: str | None = None,
        fingerprint: str = "f",
        most: int = 10,
        deadline_s: float = 100,
        priority: int = 0,
        track_started: bool = False,
        **terms: int,
    ) -> Acceptance:
        """A job of some batches, one room each. `terms`: what may be unfinished and on its way."""
        names = [f"b{n}" for n in range(batches)]
        offer = Offer(
            Job(
                job_id=job,
                root=ROOT,
                building=Head(building_id="building", name=""),
                settings=Settings(),
                graph=GRAPH,
                rooms=batches,
                batches=batches,
                priority=priority,
                track_started=track_started,
            ),
            {name: [BatchRoom(0, Room(f"room_{name}", ("...",)))] for name in names},
            [self.push(Slot(job, name, stage.name)) for name in names for stage in GRAPH.first()],
            self.waiter(job),
            Terms(fingerprint, deadline_s, most, key, **terms),
        )
        (acceptance,) = self.record.accept([offer])
        return acceptance

    def follow(self, task: str, job: str = "job") -> str:
        """One more task waits."""
        return self.record.follow(job, task, self.waiter(task))

    def answered(self, task: str, job: str = "job") -> None:
        """A task that waits was told the end."""
        self.record.end([Closing(job, task_id=task)], keep_s=100)

    def begin(
        self, stage: str, batch: str = "b0", owner: str = "me", job: str = "job"
    ) -> Started | NotStarted:
        """A stage's attempt at a batch. Raises UnreadableRecordError."""
        return begin(self.record, Slot(job, batch, stage), owner)

    def turn(self, stage: str, owner: str = "me", messages: int = 10, size: int = 10_000) -> list[str]:
        """The batches that a turn takes from a stage's queue, each with what became of it."""
        needs = {stage: GRAPH.needs(stage)}
        turned = self.record.turn(Turn(owner, needs, takes=Takes(messages, size)))
        return [f"{one.slot.batch} {_outcome(one)}" for one in turned.begun]

    def start(self, stage: str, batch: str = "b0", owner: str = "me", job: str = "job") -> str:
        """What becomes of it: `go`, or why not."""
        begun = self.begin(stage, batch, owner, job)
        return begun.reason if isinstance(begun, NotStarted) else "go"

    def started(self, stage: str, owner: str = "me") -> Started:
        """An attempt that goes."""
        begun = self.begin(stage, owner=owner)
        assert isinstance(begun, Started), begun
        return begun

    def commit(
        self,
        stage: str,
        batch: str = "b0",
        job: str = "job",
        counters: Mapping[str, int] | None = None,
        dead: tuple[str, ...] = (),
    ) -> tuple[str, ...]:
        """Outcome, then the stages that were pushed. `dead`: ids of letters that come with it."""
        slot = Slot(job, batch, stage)
        commit = Commit(
            Output(stage=stage, rooms=()),
            tuple(self.push(slot.at(s.name)) for s in GRAPH.after(stage)),
            ends_batch=stage == "end",
            counters=counters or {},
            dead=tuple(DeadLetter(id=name, stage=stage, reason="why") for name in dead),
        )
        done = self.record.commit(slot, commit)
        return (done.outcome, *done.pushed)

    def run_to_the_end(self, job: str = "job") -> None:
        """All stages of the only batch."""
        for stage in ("left", "right", "join", "end"):
            self.commit(stage, job=job)

    @staticmethod
    def owner(service: str, pid: int = 1) -> str:
        """As whom a service's worker holds a batch."""
        return owner(service, "w", pid)

    def beat(self, service: str, pid: int = 1) -> str:
        """A sign of life that outlasts the test; who lives."""
        self.record.beat(Worker(service, "w", (pid,)), int(BEAT_S * 1000))
        return self.owner(service, pid)

    def swept(self, join_s: float = 100.0, limit_s: float = 100.0) -> Swept:
        """A sweep of all that is due, however lately it was sent."""
        return self.record.sweep(Limits(join_s, limit_s, settle_s=0.0))

    def round(self, join_s: float = 100.0) -> Swept:
        """A coordinator's sweep, where more than 3 ticks between two are a pause and beats live for 4."""
        limits = Limits(join_s, 100.0 * TICK_S, settle_s=0.0, round_s=3 * TICK_S, lifetime_s=4 * TICK_S)
        return self.record.sweep(limits)

    def sweep(self, join_s: float = 100.0, limit_s: float = 100.0) -> tuple[list[str], list[str]]:
        """What a sweep sent again and what it called stuck, as stages."""
        swept = self.swept(join_s, limit_s)
        return [slot.stage for slot in swept.resent], [slot.stage for slot in swept.stuck]
