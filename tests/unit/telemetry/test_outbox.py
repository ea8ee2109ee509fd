"""What waits for a collector is kept and sent again, in order, within bounds, and told once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from plenum.telemetry import names
from plenum.telemetry.delivery import Flushed, Sent
from plenum.telemetry.outage import Outage, Watch
from plenum.telemetry.outbox import Bounds, Outbox
from tests.support.waiting import eventually

NEVER_S = 3600.0
AWAY = Sent(False, again=True, error="connection refused")
REFUSED = Sent(False, again=False, error="400 Bad Request")


class Collector:
    """Answers as it is told, and keeps what it took."""

    exporter = None

    def __init__(self) -> None:
        self.answers: deque[Sent] = deque()
        self.away = False
        self.took: list[str] = []
        self.closed = False

    def send(self, body: bytes) -> Sent:
        """As a way does."""
        answer = AWAY if self.away else self.answers.popleft() if self.answers else Sent(True)
        if answer.delivered:
            self.took.append(body.decode())
        return answer

    def shutdown(self) -> None:
        """Likewise."""
        self.closed = True


class Box:
    """An outbox of letters with its collector and what is counted as lost."""

    def __init__(self, **bounds: Any) -> None:
        self.collector = Collector()
        self.lost: list[tuple[str, int]] = []
        watch = Watch(Outage(), lambda signal, items: self.lost.append((signal, items)))
        known = Bounds(**{"most": 100, "at_once": 3, "every_s": NEVER_S, **bounds})
        self.box = Outbox("traces", lambda items: "".join(items).encode(), self.collector, known, watch)

    def add(self, letters: str) -> None:
        """One item each."""
        for letter in letters:
            self.box.add(letter)


def test_what_could_not_be_delivered_is_kept_and_sent_first_when_the_collector_is_back() -> None:
    """A flush says that it waits, not that it was told; in order, nothing twice, nothing lost."""
    box = Box(at_once=4)
    box.collector.away = True
    box.add("ab")
    assert box.box.flush() is Flushed.WAITING
    box.add("c")
    assert box.box.flush() is Flushed.WAITING
    box.collector.away = False
    assert box.box.flush() is Flushed.DELIVERED
    assert box.collector.took == ["ab", "c"]
    assert box.lost == []


def test_a_request_that_is_refused_for_good_is_lost_and_said_to_be() -> None:
    """It would be refused for ever, and hold up what comes after it."""
    box = Box(at_once=4)
    box.collector.answers += [REFUSED]
    box.add("ab")
    assert box.box.flush() is Flushed.LOST
    box.add("c")
    assert box.box.flush() is Flushed.DELIVERED
    assert (box.collector.took, box.lost) == (["c"], [("traces", 2)])


def test_items_that_a_collector_takes_a_request_without_are_lost() -> None:
    """OTLP's partial success: the answer is 200, and not all of it is there."""
    box = Box(at_once=4)
    box.collector.answers += [Sent(True, rejected=2)]
    box.add("abc")
    assert box.box.flush() is Flushed.LOST
    assert box.lost == [("traces", 2)]


def test_past_the_bytes_that_may_wait_the_oldest_requests_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded however long a collector is away, and a flush says so once."""
    box = Box(at_once=3, kept_bytes=7)
    box.collector.away = True
    box.add("abcdefghi")
    assert box.box.flush() is Flushed.LOST
    box.collector.away = False
    assert box.box.flush() is Flushed.DELIVERED
    assert box.collector.took == ["def", "ghi"]
    assert box.lost == [("traces", 3)]


def test_a_full_line_drops_its_oldest_items_and_counts_them() -> None:
    """Where even encoding does not come to it, as while an export hangs."""
    box = Box(most=3, at_once=3)
    with box.box._sending:
        box.add("abcde")
    assert box.box.flush() is Flushed.LOST
    assert ("".join(box.collector.took), sum(n for _, n in box.lost)) == ("cde", 2)


def test_few_items_make_one_request_and_many_make_full_ones() -> None:
    """An export costs the same however little it brings."""
    box = Box(at_once=3)
    with box.box._sending:
        box.add("abcdefgh")
    box.box.flush()
    assert box.collector.took == ["abc", "def", "gh"]


def test_items_are_sent_within_the_interval_by_themselves() -> None:
    """Nobody has to flush; and what failed is tried again likewise."""
    box = Box(every_s=0.01, at_once=50)
    box.collector.answers += [AWAY, AWAY]
    box.add("abc")
    assert eventually(lambda: "".join(box.collector.took) == "abc")
    box.box.close()


def test_a_close_sends_what_waits_and_counts_what_stays_behind() -> None:
    """What a process takes with it is not silent."""
    box = Box(at_once=9)
    box.add("ab")
    box.box.close()
    assert (box.collector.took, box.lost, box.collector.closed) == (["ab"], [], True)
    other = Box(at_once=9)
    other.collector.away = True
    other.add("abc")
    other.box.close()
    assert other.lost == [("traces", 3)]


def test_one_item_that_cannot_be_encoded_does_not_hold_up_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    """It is lost, said to be, and the line goes on."""
    box = Box(at_once=1)

    def encode(items: Sequence[str]) -> bytes:
        if "b" in items:
            raise ValueError("b cannot be told")
        return "".join(items).encode()

    box.box._encode = encode
    box.add("abc")
    assert box.box.flush() is Flushed.LOST
    assert box.collector.took == ["a", "c"]
    assert names.TELEMETRY_FAILED in caplog.text


def logged(within: Callable[[], object]) -> list[dict[str, Any]]:
    """The events that are logged meanwhile."""
    with capture_logs() as found:
        within()
    return [dict(event) for event in found]


def test_an_outage_is_told_once_and_its_end_with_what_it_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with each attempt, nor by each signal."""
    monkeypatch.setattr("plenum.telemetry.outage.structlog.is_configured", lambda: True)
    outage = Outage()

    def away_and_back() -> None:
        for _ in range(50):
            outage.failed("traces", "connection refused")
            outage.failed("logs", "connection refused")
        outage.dropped(7)
        outage.delivered("logs")
        outage.delivered("traces")
        outage.delivered("traces")

    first, last = logged(away_and_back)
    assert (first["event"], first["signal"], first["error"]) == (
        names.TELEMETRY_UNDELIVERED,
        "traces",
        "connection refused",
    )
    assert (last["event"], last["dropped"]) == (names.TELEMETRY_DELIVERED, 7)
