"""Dead letters are bounded: the oldest make room for the newest, whoever wrote them."""

from __future__ import annotations

import pytest
from redis import Redis

from plenum.pipeline import deadletters, keys

from .conftest import Driver


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three letters at most, so that a test can pass the bound."""
    monkeypatch.setattr(keys, "MOST_DEAD", 3)


def held(client: Redis) -> set[str]:
    """The ids of the letters; the order beside them must know the same."""
    by_time = {raw.decode() for raw in client.zrange(keys.DEAD_TIMES, 0, -1)}  # type: ignore[union-attr]
    assert by_time == {letter["id"] for letter in deadletters.letters(client)}
    return by_time


def test_the_oldest_letters_go_when_messages_are_set_aside(client: Redis) -> None:
    """The same letter again is as new as its last time."""
    for name in ("a", "b", "c", "a", "d", "e"):
        deadletters.keep(client, {"id": name})
    assert held(client) == {"a", "d", "e"}


def test_a_commit_makes_room_for_its_letters(client: Redis, driver: Driver) -> None:
    """One commit may bring more than there may be: its last ones stay, the effect is whole."""
    deadletters.keep(client, {"id": "old"})
    driver.accept()
    letters = {f"room_{n}": f'{{"id": "room_{n}"}}' for n in range(4)}
    driver.commit("left")
    assert driver.commit("right", dead=letters) == ("committed", "b0/join")
    assert len(held(client)) == 3
    assert "old" not in held(client)


def test_a_letter_that_is_removed_leaves_nothing(client: Redis) -> None:
    """As after a replay."""
    deadletters.keep(client, {"id": "a"})
    deadletters.remove(client, "a")
    assert held(client) == set()
    assert not client.exists(keys.DEAD, keys.DEAD_TIMES)


def test_a_message_of_any_size_or_depth_makes_a_short_letter() -> None:
    """What a stranger sends decides nothing about the store."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for raw in ("x" * 10_000_000, deep):
        assert len(deadletters.for_message("selector", raw, "why")["message"]) <= 4096
