"""An entry of a queue that cannot be read is set aside; whatever else goes wrong is kombu's to handle."""

from __future__ import annotations

import json
from collections import deque
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis
from kombu.utils.imports import symbol_by_name
from redis import exceptions
from structlog.testing import capture_logs

from plenum.pipeline.record.letters import DeadLetter
from plenum.telemetry import names
from plenum.worker import transport as module
from plenum.worker.transport import NAME, Channel, Transport


class Quiet(Channel):
    """A channel without a connection; its cycle has just come to the selector's queue."""

    def __init__(self, pool: object = "a pool") -> None:
        self._queue_cycle = SimpleNamespace(last="selector")
        self.letters: list[tuple[str, Any, str]] = []
        self.made = 0
        self._of = pool

    def __del__(self) -> None:
        """There is nothing to close."""

    @property
    def pool(self) -> Any:
        """Of connections."""
        return self._of

    def _create_client(self, **_: object) -> Any:
        self.made += 1
        return SimpleNamespace(connection_pool=self._of)


class Kept(Quiet):
    """Keeps what is set aside, without Redis."""

    def set_aside(self, queue: str, raw: Any, reason: str) -> None:
        """A letter."""
        self.letters.append((queue, raw, reason))


def raises(error: Exception) -> Any:
    """A method that does."""

    def method(*_: object, **__: object) -> NoReturn:
        raise error

    return method


def bad_json() -> json.JSONDecodeError:
    """As reading an entry raises it."""
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{nonsense")
    return caught.value


def test_the_transport_goes_by_its_name() -> None:
    """As the apps ask for it."""
    assert symbol_by_name(TRANSPORT_ALIASES[NAME]) is Transport
    assert Transport.Channel is Channel


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (bad_json(), "{nonsense"),
        (UnicodeDecodeError("utf-8", b"\xff\xfe", 0, 1, "invalid start byte"), b"\xff\xfe"),
        (RecursionError("nested too deep"), b""),
        (TypeError("string indices must be integers"), b""),
    ],
    ids=["no JSON", "no text", "nested too deep", "no object"],
)
def test_an_entry_that_is_no_json_is_set_aside_and_the_worker_goes_on(
    monkeypatch: pytest.MonkeyPatch, error: Exception, text: Any
) -> None:
    """Under the queue that it was on, with as much of it as is known."""
    monkeypatch.setattr(kombu_redis.Channel, "_brpop_read", raises(error))
    channel = Kept()
    assert channel._brpop_read() is True
    ((queue, raw, reason),) = channel.letters
    assert (queue, raw) == ("selector", text)
    assert reason.startswith(f"not a message: {type(error).__name__}: ")


@pytest.mark.parametrize("error", [exceptions.ConnectionError("away"), kombu_redis.Empty()])
def test_a_connection_that_is_lost_is_no_bad_message(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Nor is an empty queue: kombu knows what to do."""
    monkeypatch.setattr(kombu_redis.Channel, "_brpop_read", raises(error))
    channel = Kept()
    with pytest.raises(type(error)):
        channel._brpop_read()
    assert channel.letters == []


def test_a_good_entry_is_read_as_kombu_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it answers."""
    monkeypatch.setattr(kombu_redis.Channel, "_brpop_read", lambda _self, **options: options)
    assert Kept()._brpop_read(a=1) == {"a": 1}


def transport(channel: Kept, delivered: dict[str, Any]) -> tuple[Transport, list[Any]]:
    """A transport with this channel, which holds these messages as taken; what it rejects."""
    found = Transport.__new__(Transport)
    rejected: list[Any] = []
    channel.qos = SimpleNamespace(_delivered=delivered)  # type: ignore[misc]  # a property of kombu's
    channel.basic_reject = lambda tag, requeue: rejected.append((tag, requeue))  # type: ignore[method-assign]  # no connection
    channel.connection = SimpleNamespace(channels=[channel])
    found.channels = [channel]
    return found, rejected


class Taken(Kept):
    """A channel whose `qos` can be set."""

    qos: Any = None


@pytest.mark.parametrize(
    ("message", "rejected"),
    [
        ({"properties": {"delivery_tag": "tag"}}, [("tag", False)]),
        ({"properties": {"delivery_tag": "another"}}, []),
        ({"properties": {}}, []),
        (7, []),
    ],
)
def test_an_entry_that_is_json_but_no_message_is_set_aside_and_forgotten(
    monkeypatch: pytest.MonkeyPatch, message: Any, rejected: list[Any]
) -> None:
    """One that was half taken would fill the worker's only place for ever."""
    monkeypatch.setattr(kombu_redis.Transport, "_deliver", raises(KeyError("body")))
    channel = Taken()
    found, given_up = transport(channel, {"tag": "half taken"})
    found._deliver(message, "selector")
    assert channel.letters == [("selector", message, "not a Celery message: KeyError: 'body'")]
    assert given_up == rejected


def test_what_a_consumer_raises_otherwise_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost connection while a message is handed over is no fault of the message."""
    monkeypatch.setattr(kombu_redis.Transport, "_deliver", raises(exceptions.ConnectionError("away")))
    channel = Taken()
    found, _ = transport(channel, {})
    with pytest.raises(exceptions.ConnectionError):
        found._deliver({}, "selector")
    assert channel.letters == []


def test_what_is_set_aside_is_a_letter_and_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the record behind the same connection; the event names the letter."""
    kept: deque[tuple[Any, DeadLetter]] = deque()

    class Record:
        def __init__(self, client: Any, *, patience_s: float) -> None:
            self.client = client
            assert patience_s == 0

        def store_letter(self, letter: DeadLetter) -> None:
            kept.append((self.client, letter))

    monkeypatch.setattr(module, "RedisRecord", Record)
    with capture_logs() as logged:
        Quiet().set_aside("selector", "{nonsense", "not a message")
    ((client, letter),) = kept
    assert client.connection_pool == "a pool"
    assert (letter.stage, letter.reason, letter.message) == ("selector", "not a message", '"{nonsense"')
    (event,) = logged
    assert (event["event"], event["dead_letter"]) == (names.MESSAGE_IGNORED, letter.id)


def test_a_client_is_kept_for_as_long_as_its_pool() -> None:
    """kombu would build one for each use; another pool needs another one, what is given is used."""
    channel = Quiet()
    for _ in range(3):
        with channel.conn_or_acquire() as client:
            assert client.connection_pool == "a pool"
    assert channel.made == 1
    channel._of = "another pool"
    with channel.conn_or_acquire() as client:
        assert client.connection_pool == "another pool"
    assert channel.made == 2
    with channel.conn_or_acquire("given") as client:
        assert client == "given"
