"""The coordinator's messages: in some list at any moment, dropped when they are done and not before."""

from __future__ import annotations

from typing import Any

import pytest
from redis import Redis, exceptions

from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.inbox import LARGE_BYTES, Bounds, Inbox, return_taken
from plenum.pipeline.record.redis.keys import COORDINATOR_QUEUE, DEFAULT_QUEUE, held, taken

MANY = Bounds(64, 2**20)


@pytest.fixture
def inbox(client: Redis) -> Inbox:
    """One coordinator's."""
    return Inbox(client, "me")


def send(client: Redis, *messages: bytes, queue: str = DEFAULT_QUEUE) -> None:
    """As clients do."""
    for message in messages:
        client.lpush(queue, message)


def on(client: Redis, name: str) -> list[bytes]:
    """A list, from who is next."""
    found: list[bytes] = client.lrange(name, 0, -1)  # type: ignore[assignment]  # sync client
    return found[::-1]


def listed(client: Redis) -> list[bytes]:
    """What is in my list, the turn's mark apart."""
    return on(client, taken("me"))[1:]


def test_messages_are_taken_from_both_queues_in_turn(client: Redis, inbox: Inbox) -> None:
    """The oldest of each first; a flood on one does not hold up the other."""
    send(client, b"a", b"b", b"c", b"d")
    send(client, b"1", b"2", queue=COORDINATOR_QUEUE)
    assert inbox.take(Bounds(3)) == [b"1", b"a", b"2"]
    assert on(client, DEFAULT_QUEUE) == [b"b", b"c", b"d"]


def test_other_priorities_of_celerys_clients_come_last(client: Redis, inbox: Inbox) -> None:
    """In kombu's order: a lower number first."""
    send(client, b"nine", queue=f"{DEFAULT_QUEUE}\x06\x169")
    send(client, b"three", queue=f"{DEFAULT_QUEUE}\x06\x163")
    send(client, b"a")
    assert inbox.take(MANY) == [b"a", b"three", b"nine"]


def test_what_is_taken_stays_until_it_is_done(client: Redis, inbox: Inbox) -> None:
    """A turn that is not done is done again."""
    send(client, b"a", b"b")
    assert inbox.take(MANY) == inbox.take(MANY) == [b"a", b"b"]
    inbox.done(1)
    assert inbox.take(MANY) == listed(client) == [b"b"]
    inbox.done(1)
    assert inbox.take(MANY) == listed(client) == []


def test_a_take_is_bounded(client: Redis, inbox: Inbox) -> None:
    """By messages, and by bytes: the message that passes the bound is the last one."""
    send(client, *(b"x" * 100 for _ in range(9)))
    assert len(inbox.take(Bounds(4, 2**20))) == 4
    inbox.done(4)
    assert len(inbox.take(Bounds(64, 150))) == 2


def test_what_is_celerys_is_handed_over_in_the_same_step(client: Redis, inbox: Inbox) -> None:
    """By its place among what is done; what is large goes there unread."""
    send(client, b"a", b"b", b"x" * (LARGE_BYTES + 1), b"c", b"d")
    assert inbox.take(MANY) == [b"a", b"b", b"c", b"d"]
    inbox.done(3, [0, 2])
    assert inbox.take(MANY) == [b"d"]
    assert [message[:1] for message in on(client, keys.ASIDE)] == [b"x", b"a", b"c"]


def test_a_message_that_came_while_nobody_worked_is_seen(client: Redis, inbox: Inbox) -> None:
    """Redis moved it into the list for who waited."""
    inbox.take(MANY)
    send(client, b"a")
    client.blmove(DEFAULT_QUEUE, taken("me"), 1, "RIGHT", "LEFT")
    assert inbox.entries(client.lrange(taken("me"), 0, -1), MANY) == [b"a"]  # type: ignore[arg-type]  # sync client
    client.delete(taken("me"))
    send(client, b"b", b"c")
    client.blmove(DEFAULT_QUEUE, taken("me"), 1, "RIGHT", "LEFT")
    assert inbox.entries(client.lrange(taken("me"), 0, -1), MANY) == [b"b", b"c"]  # type: ignore[arg-type]  # sync client


def test_an_answer_that_was_lost_drops_nothing_twice(client: Redis, inbox: Inbox) -> None:
    """The take is repeated under the turn that it ended: what it took then is there."""
    send(client, b"a", b"b", b"c", b"d")
    assert inbox.take(Bounds(2)) == [b"a", b"b"]
    inbox.done(2)
    twin = Inbox(client, "me")
    twin._turn, twin._done = inbox._turn, inbox._done
    assert inbox.take(Bounds(2)) == [b"c", b"d"]
    assert twin.take(Bounds(2)) == [b"c", b"d"]
    assert listed(client) == [b"c", b"d"]


def test_a_list_that_was_given_back_meanwhile_loses_nothing(client: Redis, inbox: Inbox) -> None:
    """Its owner was taken for dead: what it did is done again, what came since is not dropped for it."""
    send(client, b"a", b"b")
    inbox.take(MANY)
    assert return_taken(inbox) == 2
    send(client, b"c")
    client.blmove(DEFAULT_QUEUE, taken("me"), 1, "RIGHT", "LEFT")
    inbox.done(2)
    assert sorted(inbox.take(MANY)) == [b"a", b"b", b"c"]


def test_lists_of_the_living_are_left_alone(client: Redis, inbox: Inbox) -> None:
    """A heartbeat is all that it takes."""
    client.set(f"{keys.BEAT}me", 1)
    send(client, b"a")
    inbox.take(MANY)
    assert return_taken(inbox) == 0
    assert listed(client) == [b"a"]


def test_lists_of_the_dead_are_given_back_oldest_first(client: Redis, inbox: Inbox) -> None:
    """Both of them, each message to its queue; an owner is forgotten once nothing more comes."""
    default = b'{"routing_key": "celery", "n": %d}'
    send(client, *(default % n for n in range(3)))
    inbox.take(MANY)
    send(client, b"from elsewhere", queue=held("me"))
    assert return_taken(inbox) == 4
    assert on(client, DEFAULT_QUEUE) == [default % n for n in range(3)]
    assert on(client, COORDINATOR_QUEUE) == [b"from elsewhere"]
    assert client.smembers(keys.TAKERS) == {b"me"}
    assert return_taken(inbox) == 0
    assert not client.exists(keys.TAKERS, taken("me"), held("me"))


def test_who_stops_gives_back_what_it_did_not_come_to(client: Redis, inbox: Inbox) -> None:
    """Alive or not, and nobody else's; once its heartbeat is gone somebody looks again."""
    client.set(f"{keys.BEAT}me", 1)
    other = Inbox(client, "other")
    send(client, b"a", b"b")
    inbox.take(Bounds(1))
    other.take(Bounds(1))
    assert inbox.give_back() == 1
    assert on(client, COORDINATOR_QUEUE) == [b"a"]
    assert on(client, taken("other"))[1:] == [b"b"]
    assert client.smembers(keys.TAKERS) == {b"me", b"other"}


def test_a_take_that_fails_is_repeated_with_what_was_done(client: Redis, inbox: Inbox) -> None:
    """Nothing of it is forgotten while Redis is away."""
    send(client, b"a", b"b")
    inbox.take(MANY)
    inbox.done(1, [0])
    raw = inbox.raw

    def away(*_: Any) -> list[Any]:
        raise exceptions.ConnectionError

    inbox.raw = away  # type: ignore[method-assign]  # Redis is away for a moment
    with pytest.raises(exceptions.ConnectionError):
        inbox.take(MANY)
    inbox.raw = raw  # type: ignore[method-assign]  # and back
    assert inbox.take(MANY) == [b"b"]
    assert on(client, keys.ASIDE) == [b"a"]
