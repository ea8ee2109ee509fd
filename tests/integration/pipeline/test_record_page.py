"""docs/record.md beside a real Redis: each key has its row, with its type and how long it lives."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from redis import Redis

from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.reservation import Reservation
from plenum.client.rate import take_requests
from plenum.health.store import writable
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.job import Slot
from plenum.pipeline.record.breaker import Evidence
from plenum.pipeline.record.calls import Replay, SampleRun, Turn
from plenum.pipeline.record.redis.inbox import Bounds, Inbox
from plenum.pipeline.record.redis.keys import DEFAULT_QUEUE, HANDED, held
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.pipeline.weights import Serving, Weights
from plenum.settings import Settings
from plenum.worker.agreement import compare
from tests.integration.pipeline.conftest import RedisDriver
from tests.support.record_driver import BEAT_S, TICK_S

PAGE: Final = (Path(__file__).parents[3] / "docs" / "record.md").read_text(encoding="utf-8")
TYPES: Final = {"zset": "sorted set"}
KEEP_S: Final = 1000
QUEUES: Final = ("left", "right", "join", "end", "coordinator")
FOR_EVER: Final = -1


class Row(NamedTuple):
    """One row of the page's table of keys; `*` stands for what differs."""

    pattern: str
    type: str
    lives: str


def rows() -> list[Row]:
    """The table, `likewise` put in words."""
    found: list[Row] = []
    table = PAGE.partition("\n| key | type |")[2].partition("\n\n")[0]
    for line in table.splitlines()[2:]:
        names, kind, _, lives = (cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])
        if "likewise" in lives:
            lives = found[-1].lives
        found += [
            Row(re.sub(r"[A-Z]+|…", "*", name), kind, lives) for name in re.findall(r"`([^`]+)`", names)
        ]
    return found


def row_of(key: str) -> Row:
    """The row that says most of this key."""
    named = "*" if key in QUEUES else key
    matching = [row for row in rows() if fnmatchcase(named, row.pattern)]
    assert matching, f"{key} is on no row"
    return max(matching, key=lambda row: len(row.pattern.replace("*", "")))


def messages_in_hand(client: Redis) -> None:
    """One that a coordinator took, one that it handed to Celery, one that Celery holds, one for a worker."""
    inbox = Inbox(client, "somebody")
    client.lpush(DEFAULT_QUEUE, "for Celery", "for the door")
    inbox.take(Bounds())
    inbox.done(1, [0])
    inbox.take(Bounds())
    client.lpush(held("somebody"), "a message")
    client.lpush(HANDED + "left", "a message")


@pytest.fixture
def used(driver: RedisDriver, record: RedisRecord, client: Redis) -> dict[str, int]:
    """Every key after two jobs, one of them ended, with the seconds that it still lives."""
    compare(client, Settings())
    driver.beat("left")
    driver.accept("ended", key="order 7", track_started=True)
    driver.accept("under-way")
    driver.accept("to-wait", batches=3, in_flight=1)
    for stage in ("left", "right"):
        driver.start(stage, owner=driver.beat(stage), job="under-way")
    found = {0: Reservation(frozenset(), frozenset())}
    record.suspect(Slot("under-way", "b0", "left"), "room_b0", "its content")
    record.note_sample_run("left", SampleRun(3.0))
    writable(client)
    record.serve("left", Serving(Weights("1", "digest")), {"digest": b"weights"}, KEEP_S)
    sick = Evidence("left", "under-way", ("its content",), "ArithmeticError: no weights")
    record.turn(Turn("somebody", evidence=[sick]))
    record.share_reserves({Slot("under-way", "b0", "left"): found}, ["left"])
    client.hset("plenum:job:ended:msg", "ended|b0|left", "as version 0.2 left it")
    for stage in ("left", "right", "join", "end"):
        driver.commit(stage, job="ended", counters={"executions:left": 1}, dead=(f"letter {stage}",))
    letters = tuple(f"letter {stage}" for stage in ("end", "left"))
    room = BatchRoom(0, Room("room_b0", ("...",)))
    record.endings(["ended"], "somebody")
    record.close("ended", "done", keep_s=KEEP_S)
    record.replay(Replay("ended", letters, room, ("left",), driver.waiter("again"), 100))
    record.close("ended", "overdue", keep_s=KEEP_S)
    record.endings(["ended"], "somebody")
    driver.round()
    driver.passes(10 * TICK_S)
    driver.round()
    record.lead("somebody", 5000)
    record.identity()
    record.close("ended", "done", keep_s=KEEP_S, unreported_by="somebody")
    record.close("to-come", "cancelled", keep_s=KEEP_S)
    messages_in_hand(client)
    take_requests(client, "somebody", 60, 1)
    names: list[bytes] = client.keys("*")  # type: ignore[assignment]  # sync client
    return {name.decode(): int(client.ttl(name)) for name in names}  # type: ignore[arg-type]  # sync client


def test_each_key_has_its_type(used: dict[str, int], client: Redis) -> None:
    """As Redis names it."""
    for key in used:
        kind = client.type(key).decode()  # type: ignore[union-attr]  # sync client
        assert row_of(key).type == TYPES.get(kind, kind), key


def test_each_key_lives_as_long_as_the_page_says(used: dict[str, int]) -> None:
    """Some lapse unless they are renewed; a job's own when it was kept long enough after its end."""
    for key, left_s in used.items():
        lives = row_of(key).lives
        if "PLENUM_LIFETIME_S" in lives:
            assert 0 < left_s <= BEAT_S, key
        elif lives == "a minute without requests":
            assert 0 < left_s <= 60, key
        elif lives in ("5 s lease", "1 s"):
            assert 0 <= left_s <= int(lives[0]), key
        elif key.startswith(("plenum:job:ended", "plenum:key:", "plenum:cancel:")):
            assert 0 < left_s <= KEEP_S, key
        else:
            assert left_s == FOR_EVER, key


def test_every_key_of_ours_is_seen_here(used: dict[str, int]) -> None:
    """What this test leaves out it could not compare."""
    ours = {row.pattern for row in rows() if row.pattern.startswith("plenum:")}
    assert {row_of(key).pattern for key in used} >= ours


@pytest.mark.parametrize(
    ("hash_of", "heading"), [("plenum:job:ended", "the job's hash"), ("plenum:job:*:run", "`:run`")]
)
def test_each_field_is_explained(used: dict[str, int], client: Redis, hash_of: str, heading: str) -> None:
    """The job's and the run's, both ways for the job's."""
    told = PAGE.partition(f"**Fields of {heading}**")[2].partition("\n\n")[0]
    words = set(re.findall(r"`(\w+)`", told))
    fields: set[str] = set()
    for key in used:
        if fnmatchcase(key, hash_of):
            raw: dict[Any, Any] = client.hgetall(key)  # type: ignore[assignment]  # sync client
            fields |= {_field(name.decode()) for name in raw}
    assert fields <= words
    if heading == "the job's hash":
        statuses = {"running", "finishing", "cancelled", "revoked", "done", "overdue"}
        assert words - fields - statuses == {"first"}


def _field(name: str) -> str:
    """A field without the batch and the stage whose it is; the one of an attempt is nothing else."""
    slot, _, what = name.partition(":")
    return what.partition(":")[0] or ("attempt" if "/" in slot else slot)
