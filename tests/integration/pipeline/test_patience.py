"""Calls outlast a Redis that is away or cannot be written; what was given up is in nobody's hands."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis, exceptions

from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Arrival, Turn
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.redis_driver import RedisDriver
from tests.support.unwritable import Spoilt, full, read_only
from tests.support.waiting import HANGS_S

SLOT = Slot("job", "b0", "left")


def turn(owner: str, *given: Slot) -> Turn:
    """One that begins what it is given."""
    return Turn(owner, {"left": ()}, given=[Arrival(slot) for slot in given])


class Lossy(RedisRecord):
    """Does what it is asked to, and may lose the answer."""

    loses = 0

    def once(self, name: str, keys: Any, args: Any) -> Any:
        """As in Redis; then the connection is lost."""
        answer = super().once(name, keys, args)
        if self.loses:
            self.loses -= 1
            raise exceptions.ConnectionError("lost")
        return answer


@pytest.fixture
def lossy(client: Redis) -> Lossy:
    """A record that gives up at once."""
    return Lossy(client, patience_s=0)


def test_a_turn_that_was_given_up_leaves_nothing_in_its_hands(lossy: Lossy) -> None:
    """Redis has it begun, its owner lives and knows nothing of it: the owner's next turn gives it back."""
    driver = RedisDriver(lossy)
    driver.accept()
    driver.lose("left")
    me = driver.beat("left")
    lossy.loses = 1
    with pytest.raises(exceptions.ConnectionError):
        lossy.turn(turn(me, SLOT))
    assert driver.sweep()[0] == []
    lossy.turn(turn(me))
    assert driver.sweep()[0] == ["left"]


def test_what_could_not_be_given_back_is_with_the_next_turn(
    lossy: Lossy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis was away for longer than patience lasts."""
    driver = RedisDriver(lossy)
    driver.accept()
    driver.lose("left")
    me = driver.beat("left")
    lossy.turn(turn(me, SLOT))
    with monkeypatch.context() as patched:
        patched.setattr(Lossy, "once", _away)
        with pytest.raises(exceptions.ConnectionError):
            lossy.release([SLOT], me)
    assert driver.sweep()[0] == []
    lossy.turn(turn(me))
    assert driver.sweep()[0] == ["left"]


def test_a_lost_answer_blames_no_room(lossy: Lossy) -> None:
    """Nobody died at the room that was being tried."""
    driver = RedisDriver(lossy)
    driver.accept()
    me = driver.beat("left")
    lossy.turn(turn(me, SLOT))
    lossy.suspect(SLOT, "office")
    lossy.patience_s = HANGS_S
    lossy.loses = 1
    lossy.turn(turn(me))
    assert driver.started("left", "another").deaths == {}


def _away(*_: object) -> None:
    raise exceptions.ConnectionError("away")


@pytest.mark.parametrize("spoilt", [full, read_only])
def test_a_call_waits_for_a_redis_that_cannot_be_written(client: Redis, spoilt: Spoilt) -> None:
    """A script as well as a plain command."""
    driver = RedisDriver(RedisRecord(client, patience_s=HANGS_S))
    driver.accept("one")
    calls: list[Callable[[], object]] = [
        lambda: driver.accept("two"),
        lambda: driver.record.suspect(SLOT, "office"),
    ]
    done: list[int] = []
    threads = [threading.Thread(target=lambda call=call: done.append(bool(call()) or 1)) for call in calls]
    with spoilt(client):
        for thread in threads:
            thread.start()
        time.sleep(1)
        assert done == []
    for thread in threads:
        thread.join(HANGS_S)
    assert done == [1, 1]
    assert driver.record.job("two") is not None


def test_who_stops_waits_no_longer_than_a_moment() -> None:
    """A worker that is told to stop meanwhile, too."""
    stopping = threading.Event()
    record = RedisRecord(Redis(port=1), patience_s=HANGS_S * 10, is_stopping=stopping.is_set)
    failed: list[Exception] = []

    def call() -> None:
        try:
            record.progress("job")
        except exceptions.ConnectionError as error:
            failed.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    assert failed == []
    stopping.set()
    thread.join(HANGS_S)
    assert len(failed) == 1
