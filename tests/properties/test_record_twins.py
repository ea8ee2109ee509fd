"""Two records side by side, in Redis and in memory: whatever is done to both, both answer the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec import structs
from redis import Redis

from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.reservation import Reservation
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.graph import Graph
from plenum.pipeline.job import COORDINATOR, Slot
from plenum.pipeline.record.breaker import Breaker, BreakerTerms, Evidence
from plenum.pipeline.record.calls import Closing, Ending, GiveBack, NotStarted, Replay, Started, Turn
from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.pipeline.weights import Serving, Weights
from tests.support.exploring import EXPLORE
from tests.support.memory_driver import MemoryDriver
from tests.support.record_driver import GRAPH, Driver
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import RedisServer, redis_server

STAGES: Final = [stage.name for stage in GRAPH.stages]
QUEUES: Final = [*STAGES, COORDINATOR]
Jobs = st.sampled_from(["one", "one", "two"])
"""Few names, so that rules meet: what was begun is begun again, what was taken is swept."""
Batches = st.sampled_from(["b0", "b0", "b0", "b1", "nowhere"])
Stages = st.sampled_from(STAGES)
Pids = st.sampled_from([1, 2])


class Twins(RuleBasedStateMachine):
    """Every rule does one thing to both records and compares what they answer."""

    server: RedisServer

    def __init__(self) -> None:
        super().__init__()
        client = Redis.from_url(self.server.url)
        client.flushall()
        self.twins = (RedisDriver(RedisRecord(client, patience_s=0)), MemoryDriver(MemoryRecord()))

    def both(self, ask: Any) -> Any:
        """What both answer."""
        first, second = (ask(twin) for twin in self.twins)
        assert first == second
        return first

    @rule(
        job=Jobs,
        key=st.sampled_from([None, "key"]),
        content=st.sampled_from("fg"),
        most=st.sampled_from([1, 1, 2]),
        in_flight=st.sampled_from([1, 1000]),
        priority=st.sampled_from([0, 0, 1, -1]),
    )
    def accept(
        self, job: str, key: str | None, content: str, most: int = 1, in_flight: int = 1000, priority: int = 0
    ) -> None:
        """A job of two batches, of which few may be unfinished, and all or few on their way."""
        self.both(
            lambda twin: twin.accept(job, 2, key, content, most=most, priority=priority, in_flight=in_flight)
        )

    @initialize()
    def begin(self) -> None:
        """There is a job, and some of its workers live."""
        self.accept("one", "key", "f")
        self.both(lambda twin: [twin.beat(stage) for stage in STAGES[:2]])

    @rule(job=Jobs, batch=st.sampled_from(["b0", "b1"]))
    def run_to_the_end(self, job: str, batch: str) -> None:
        """A batch goes through what is left of it; the second one ends the job."""
        for stage in STAGES:
            self.commit(job, batch, stage)

    @rule(job=Jobs)
    def follow(self, job: str) -> None:
        """One more task waits for it."""
        self.both(lambda twin: twin.follow(f"another-for-{job}", job))

    @rule(job=Jobs, follows=st.booleans())
    def answer(self, job: str, follows: bool) -> None:
        """One of those who wait is told the end."""
        self.both(lambda twin: twin.answered(f"another-for-{job}" if follows else job, job))

    @rule(queue=st.sampled_from(QUEUES))
    def take(self, queue: str) -> None:
        """A message leaves its queue; whoever took it may never begin."""
        self.both(lambda twin: twin.take(queue))

    @rule(
        job=Jobs,
        batch=Batches,
        stage=Stages,
        pid=Pids,
        lives=st.booleans(),
        then=st.sampled_from(["commit", "commit", "commit", "release", "die at a room", "nothing"]),
        how=st.sampled_from(["later", "again", "never"]),
    )
    def attempt(
        self, job: str, batch: str, stage: str, pid: int, lives: bool, then: str, how: GiveBack
    ) -> None:
        """A stage begins a batch, and ends it in one of the ways there are."""
        owner = self.twins[0].owner(stage, pid)
        if lives:
            self.both(lambda twin: twin.beat(stage, pid))
        started = self.both(lambda twin: _timeless(twin.begin(stage, batch, owner, job)))
        if isinstance(started, NotStarted):
            return
        slot = Slot(job, batch, stage)
        found = {} if started.reserve else {0: Reservation(frozenset({(0, 0)}), frozenset())}
        self.both(lambda twin: twin.record.share_reserves({slot: found}, STAGES))
        if then == "commit":
            self.commit(job, batch, stage)
        elif then == "release":
            self.both(lambda twin: twin.record.release([slot], owner, how))
        elif then == "die at a room":
            self.both(lambda twin: twin.record.suspect(slot, "room"))
            self.both(lambda twin: twin.dies(owner))

    @rule(job=Jobs, batch=st.sampled_from(["b0", "b1", "r0001"]), stage=Stages)
    def commit(self, job: str, batch: str, stage: str) -> None:
        """Also without having begun, also a second time."""
        counters = {f"executions:{stage}": 1}
        dead = (f"{job}.{batch}.{stage}",) if stage == "left" else ()
        self.both(lambda twin: twin.commit(stage, batch, job, counters, dead))

    @rule(stage=Stages, pid=Pids, messages=st.integers(1, 3), size=st.sampled_from([1, 10_000]))
    def turn(self, stage: str, pid: int, messages: int, size: int) -> None:
        """A worker takes what waits; what becomes of it is another rule's matter."""
        owner = self.twins[0].owner(stage, pid)
        self.both(lambda twin: twin.turn(stage, owner, messages, size))

    @rule(
        stage=st.sampled_from(STAGES[:1]),
        job=st.sampled_from(["one", "two"]),
        rooms=st.lists(st.sampled_from("abc"), max_size=3, unique=True),
        open_s=st.sampled_from([0.0, 1000.0]),
    )
    def say(self, stage: str, job: str, rooms: list[str], open_s: float) -> None:
        """What an attempt says of its model; a breaker that opens is open for long, or for no time."""
        evidence = [Evidence(stage, job, tuple(rooms), "why")]
        terms = BreakerTerms(failures=2, successes=2, open_s=open_s)
        turn = Turn("me", evidence=evidence, breakers=terms)
        self.both(lambda twin: twin.record.turn(turn).breakers)

    @rule(job=Jobs, batch=st.sampled_from(["b0", "r0001"]))
    def replay(self, job: str, batch: str) -> None:
        """A letter's room is done again, if there is the letter, and its job has a place for it."""
        room = BatchRoom(0, Room("room", ("....",)))

        def again(twin: Driver) -> Any:
            letters = (f"{job}.{batch}.left", "never there")
            return twin.record.replay(Replay(job, letters, room, ("left", "right"), twin.waiter(job), 100))

        self.both(again)

    @rule(stage=Stages, pid=Pids)
    def die(self, stage: str, pid: int) -> None:
        """A worker is gone."""
        self.both(lambda twin: twin.dies(twin.owner(stage, pid)))

    @rule()
    def sweep(self) -> None:
        """What is lost is sent again by both."""
        self.both(lambda twin: (sorted(twin.swept().resent), sorted(twin.swept().stuck)))

    @rule(limit_s=st.just(-1.0))
    def sweep_what_takes_too_long(self, limit_s: float) -> None:
        """With limits that everything has passed."""
        self.both(lambda twin: _sorted(twin.swept(join_s=limit_s, limit_s=limit_s)))

    @rule(job=Jobs, what=st.sampled_from(["cancelled", "revoked", "overdue", "done"]))
    def close(self, job: str, what: Literal["cancelled", "revoked", "overdue", "done"]) -> None:
        """Before its time, or for good."""
        self.both(lambda twin: twin.record.close(job, what, keep_s=3600, unreported_by="me").status)

    @rule(job=Jobs)
    def end(self, job: str) -> None:
        """All of it, for whoever assembles it."""

        def ending(twin: Driver) -> Any:
            (found,) = twin.record.endings([job], "coordinator:w:1")
            if not isinstance(found, Ending):
                return found
            return found.job.status, found.job.ended_by, found.batches, found.outputs

        self.both(ending)

    @rule(job=Jobs, follows=st.booleans(), reopened=st.integers(0, 1))
    def answer_late(self, job: str, follows: bool, reopened: int) -> None:
        """As who read the end of a job that may have been reopened since."""
        task = f"another-for-{job}" if follows else job
        closing = Closing(job, task_id=task, reopened=reopened)
        self.both(lambda twin: list(twin.record.end([closing], keep_s=100)))

    @rule(job=Jobs)
    def tell(self, job: str) -> None:
        """Its span was exported."""
        self.both(lambda twin: twin.record.reported([job]))

    @rule(
        stage=st.sampled_from(STAGES[:2]),
        named=st.lists(st.sampled_from("abc"), max_size=3),
        brought=st.sets(st.sampled_from("abc")),
    )
    def serve(self, stage: str, named: list[str], brought: set[str]) -> None:
        """A registry names weights, and some come along; what nothing names any more stays for now."""
        serving = Serving(*(Weights(digest, digest) for digest in named[:2]))
        content = {digest: f"bytes of {digest}".encode() for digest in brought}
        self.both(lambda twin: twin.record.serve(stage, serving, content, keep_s=3600))

    @rule(owner=st.sampled_from("ab"))
    def lead(self, owner: str) -> None:
        """Whoever asks first leads until he resigns."""
        self.both(lambda twin: twin.record.lead(owner, 60_000))

    @rule(owner=st.sampled_from("ab"))
    def resign(self, owner: str) -> None:
        """Only the leader's word counts."""
        self.both(lambda twin: twin.record.resign(owner))

    @invariant()
    def both_show_the_same(self) -> None:
        """All that can be asked without changing anything."""
        for job in ("one", "two"):
            self.both(lambda twin, job=job: twin.record.progress(job))
        self.both(lambda twin: twin.record.running())
        self.both(lambda twin: {job.job_id: job.status for job in twin.record.jobs()})
        self.both(lambda twin: twin.record.unreported())
        self.both(lambda twin: {name: n for name, n in twin.record.counters().items() if n})
        self.both(lambda twin: list(twin.record.letters()))
        self.both(lambda twin: twin.record.serving())
        self.both(lambda twin: [twin.record.weights(digest) for digest in "abc"])
        self.both(lambda twin: {name: _apart(kept) for name, kept in twin.record.breakers().items()})
        self.both(lambda twin: twin.record.gauges(QUEUES, STAGES))
        self.both(lambda twin: list(twin.record.overdue()))


def _timeless(begun: Started | NotStarted) -> Started | NotStarted:
    """Each has a clock of its own; and a graph that was kept in Redis has the models installed here: none."""
    if isinstance(begun, NotStarted):
        return begun
    graph = Graph(tuple(replace(stage, model="") for stage in begun.graph.stages))
    met = begun.breaker and Breaker(state=begun.breaker.state, reason=begun.breaker.reason)
    return replace(begun, now_ms=0.0, pushed_ms=0.0, graph=graph, breaker=met)


def _apart(breaker: Breaker) -> Breaker:
    """Without its times."""
    return structs.replace(breaker, since_ms=0.0, until_ms=0.0)


def _sorted(swept: Any) -> Any:
    return sorted(swept.resent), sorted(swept.stuck)


def test_the_records_in_redis_and_in_memory_agree_whatever_is_done(tmp_path: Path) -> None:
    """Jobs come, stages begin, commit, die and are swept, in any order."""
    with redis_server(tmp_path) as server:
        run_state_machine_as_test(
            type("TwinsHere", (Twins,), {"server": server}),
            settings=settings(max_examples=EXPLORE or 250, stateful_step_count=50, derandomize=not EXPLORE),
        )  # type: ignore[no-untyped-call]  # Hypothesis has no types for it
