"""Dead letters are bounded: the oldest make room for the newest, whoever wrote them."""

from __future__ import annotations

import pytest
from redis import Redis

from plenum.pipeline.record import letters
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.redis import keys, ledger, work
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.redis_driver import RedisDriver as Driver


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three letters at most, so that a test can pass the bound."""
    for module in (ledger, work):
        monkeypatch.setattr(module, "MOST_STORED", 3)


def keep(record: RedisRecord, name: str) -> None:
    """A letter of this id."""
    record.store_letter(DeadLetter(id=name, stage="left", reason="why"))


def held(record: RedisRecord) -> set[str]:
    """The ids of the letters; the order beside them must know the same."""
    by_time = {raw.decode() for raw in record.client.zrange(keys.DEAD_TIMES, 0, -1)}  # type: ignore[union-attr]  # sync client
    assert by_time == {letter.id for letter in record.letters()}
    lengths = [len(raw) for raw in record.client.hvals(keys.DEAD)]  # type: ignore[union-attr]  # sync client
    assert int(record.client.get(keys.DEAD_BYTES) or 0) == sum(lengths)  # type: ignore[arg-type]  # sync client
    return by_time


def test_the_oldest_letters_go_when_messages_are_set_aside(record: RedisRecord) -> None:
    """The same letter again is as new as its last time."""
    for name in ("a", "b", "c", "a", "d", "e"):
        keep(record, name)
    assert held(record) == {"a", "d", "e"}


def test_the_oldest_letters_go_when_all_are_too_long_together(
    record: RedisRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store of a few hundred MiB is not filled by letters; the same one again is counted once."""
    monkeypatch.setattr(ledger, "MOST_STORED_BYTES", 1000)
    for name in ("a", "b", "b", "b"):
        record.store_letter(DeadLetter(id=name, stage="left", reason="x" * 400))
    assert held(record) == {"a", "b"}
    record.store_letter(DeadLetter(id="c", stage="left", reason="x" * 400))
    assert held(record) == {"b", "c"}


def test_letters_that_a_version_before_kept_are_counted(
    record: RedisRecord, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It left no sum of them."""
    monkeypatch.setattr(ledger, "MOST_STORED_BYTES", 1000)
    for name in ("a", "b"):
        record.store_letter(DeadLetter(id=name, stage="left", reason="x" * 400))
    client.delete(keys.DEAD_BYTES)
    record.store_letter(DeadLetter(id="c", stage="left", reason="x" * 400))
    assert held(record) == {"b", "c"}


def test_a_commit_makes_room_for_its_letters(record: RedisRecord, driver: Driver) -> None:
    """One commit may bring more than there may be: its last ones stay, the effect is whole."""
    keep(record, "old")
    driver.accept()
    driver.commit("left")
    assert driver.commit("right", dead=tuple(f"room_{n}" for n in range(4))) == ("committed", "join")
    assert len(held(record)) == 3
    assert "old" not in held(record)


def test_a_letter_that_is_removed_leaves_nothing(client: Redis, record: RedisRecord) -> None:
    """As after a replay."""
    keep(record, "a")
    record.remove_letter("a")
    assert held(record) == set()
    assert not client.exists(keys.DEAD, keys.DEAD_TIMES, keys.DEAD_BYTES)


def test_a_message_of_any_size_or_depth_makes_a_short_letter() -> None:
    """What a stranger sends decides nothing about the store."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for raw in ("x" * 10_000_000, deep):
        assert len(letters.for_message("selector", raw, "why").message) <= letters.MOST_MESSAGE_BYTES
