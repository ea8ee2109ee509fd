"""A process that dies amid a turn: whose fault it was is found out, and its neighbours do not pay for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.files.read import read_building
from plenum.pipeline.answers import Answer, Failure, Output
from plenum.pipeline.intake import Ask, BatchSize, Intake
from plenum.pipeline.job import Slot
from plenum.pipeline.record import codec
from plenum.pipeline.record.calls import Limits, Takes
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.pipeline.stage import turn as module
from plenum.pipeline.stage.pace import Pace
from plenum.pipeline.stage.run import StageRun
from plenum.pipeline.stage.turn import Turns
from plenum.settings import Settings
from plenum.worker.guard import room_guard
from plenum.worker.runtime import connect
from tests.support import toy_models
from tests.support.buildings import building, room
from tests.support.recorded_host import RecordedHost
from tests.support.redis_server import RedisServer
from tests.support.toy_models import GRAPH
from tests.support.waiting import HANGS_S

JOBS = 5
POISON = "poison"
LIMITS = Limits(join_deadline_s=100, batch_limit_s=100, settle_s=0)


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy models are installed, a turn takes all, and nobody lingers."""
    monkeypatch.setattr(codec, "installed_graph", lambda: GRAPH)
    codec.graph_of.cache_clear()
    monkeypatch.setattr(module, "LINGER_S", 0.01)
    monkeypatch.setattr(Pace, "takes", lambda _self: Takes(64, 1_000_000))


def host(server: RedisServer, service: str = "left") -> RecordedHost:
    """This process as a service's, with a record of its own."""
    config = Settings(redis_url=server.url)
    record: Any = RedisRecord(connect(config), patience_s=5)
    return RecordedHost(service, record, config, pid=os.getpid())


def accept(server: RedisServer, *poisonous: int) -> None:
    """Jobs of one room each, some of which must not be touched."""
    coordinator = host(server, "coordinator")
    intake = Intake(coordinator, GRAPH, BatchSize(1000, 10))
    for n in range(JOBS):
        rooms = [room(POISON if n in poisonous else f"fine_{n}")]
        ask = Ask(f"job{n}", "f", waiter=lambda _job_id: "{}", deadline_s=60.0)
        intake.begin(ask).accept(read_building(building(rooms)))


def in_a_process(server: RedisServer, work: Callable[[RecordedHost], None]) -> int:
    """How a process ends in which a worker of the left stage does this."""
    pid = os.fork()
    if not pid:
        try:
            work(host(server))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def spell(worker: RecordedHost, room_limit_s: float = HANGS_S) -> None:
    """All that waits."""
    run = StageRun(worker, GRAPH, GRAPH["left"], lambda begins: room_guard(room_limit_s, begins))
    Turns(worker, {"left": run}).spell()


def hasty(worker: RecordedHost) -> None:
    """All that waits, each room within three seconds."""
    spell(worker, 3)


def until_nothing_is_left(
    server: RedisServer, record: RedisRecord, work: Callable[[RecordedHost], None] = spell
) -> int:
    """One process after the other works, and the sweep sends again what they lose; how many died."""
    deaths = 0
    for _ in range(20):
        ended = in_a_process(server, work)
        deaths += ended == -signal.SIGKILL
        left = [slot for slot in record.sweep(LIMITS).resent if slot.stage == "left"]
        if not left and ended == 0:
            return deaths
    raise AssertionError("it never ends")


def answers(record: RedisRecord) -> list[Answer | Failure]:
    """The left stage's, job by job."""
    found = []
    for n in range(JOBS):
        output = record.outputs_of(Slot(f"job{n}", "b0000", "left"), ["left"])["left"]
        assert isinstance(output, Output)
        found += [answer for answer in output.rooms if isinstance(answer, Answer | Failure)]
    return found


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What happens to who touches a poisonous room."""
    model = toy_models.left
    does: list[Callable[[], None]] = [lambda: os.kill(os.getpid(), signal.SIGKILL)]

    def left(a_room: Room, brief: Any) -> Layout:
        if a_room.room_id == POISON:
            does[0]()
        return model(a_room, brief)

    monkeypatch.setattr(toy_models, "left", left)
    return does


@pytest.mark.parametrize("poisonous", [(0,), (2,), (4,), (1, 3)])
def test_a_room_that_kills_its_workers_is_given_up_and_its_neighbours_are_done(
    server: RedisServer, record: RedisRecord, poison: object, poisonous: tuple[int, ...]
) -> None:
    """It has company once; then it dies alone, is named, and becomes a dead letter."""
    accept(server, *poisonous)
    deaths = until_nothing_is_left(server, record)
    assert deaths <= 3 * len(poisonous)
    given_up = [n for n, answer in enumerate(answers(record)) if isinstance(answer, Failure)]
    assert given_up == list(poisonous)
    letters = record.letters()
    assert [letter.job_id for letter in letters] == [f"job{n}" for n in poisonous]
    assert all("3 times" in letter.reason for letter in letters)
    assert record.counters()["executions:left"] == JOBS - len(poisonous)


def test_a_room_that_hangs_is_ended_by_its_own_limit_and_its_neighbours_are_done(
    server: RedisServer, record: RedisRecord, poison: list[Callable[[], None]]
) -> None:
    """No process dies of it; those behind it were given back meanwhile and are done after it."""
    poison[0] = lambda: time.sleep(HANGS_S * 2)
    accept(server, 1)
    assert until_nothing_is_left(server, record, hasty) == 0
    failed = [answer for answer in answers(record) if isinstance(answer, Failure)]
    assert [answer.error for answer in failed] == ["RoomTimeLimitError"]
    assert record.counters()["executions:left"] == JOBS - 1


def test_a_job_that_is_cancelled_amid_a_turn_is_let_go_alone(
    server: RedisServer, record: RedisRecord, poison: list[Callable[[], None]]
) -> None:
    """Its answer comes too late; the others are committed."""

    def cancel() -> None:
        host(server).record.close("job1", "cancelled", keep_s=100)

    poison[0] = cancel
    accept(server, 1)
    in_a_process(server, spell)
    done = [n for n in range(JOBS) if record.outputs_of(Slot(f"job{n}", "b0000", "left"), ["left"])]
    assert done == [0, 2, 3, 4]
    assert "left" not in {slot.stage for slot in record.sweep(LIMITS).resent}


def test_a_job_of_another_version_amid_a_turn_is_set_aside_alone(
    server: RedisServer, record: RedisRecord, client: Redis
) -> None:
    """The letter says so; the others are committed."""
    accept(server)
    client.hset("plenum:job:job2:in", "b0000", '[{"room_id": "r"}]')
    in_a_process(server, spell)
    done = [n for n in range(JOBS) if record.outputs_of(Slot(f"job{n}", "b0000", "left"), ["left"])]
    assert done == [0, 1, 3, 4]
    (letter,) = record.letters()
    assert letter.reason.startswith("job job2 was kept by another version")


def test_redis_that_goes_away_amid_a_turn_costs_nothing_but_the_time(
    server: RedisServer, record: RedisRecord, poison: list[Callable[[], None]]
) -> None:
    """Its connections are cut while a batch is worked on: the turn goes on by new ones."""
    poison[0] = lambda: record_of(server).client.client_kill_filter(_type="normal", skipme=True) and None
    accept(server, 2)
    assert until_nothing_is_left(server, record) == 0
    assert record.counters()["executions:left"] == JOBS


def record_of(server: RedisServer) -> RedisRecord:
    """Another connection."""
    return RedisRecord(Redis.from_url(server.url), patience_s=0)
