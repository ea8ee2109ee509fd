"""What waits for a collector: kept until it is delivered, within bounds, and sent again.

A batch that cannot be delivered is not lost: its request is kept as it was encoded, and sent first when the
collector is back from a restart, an upgrade or a broken network. Bounded by bytes: past that the oldest
requests go, are counted, and a flush says so.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from opentelemetry.context import _SUPPRESS_INSTRUMENTATION_KEY, attach, detach, set_value

from plenum.telemetry import names
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.outage import Watch
from plenum.telemetry.ways import Way

KEPT_BYTES: Final = 16 * 2**20
"""Encoded requests that wait at most, of one signal: some 55,000 spans."""
_SLOWEST_S: Final = 5.0
"""Between two attempts at most, so that a collector that is back is found soon."""


@dataclass(frozen=True)
class Bounds:
    """How much is gathered and how often it is sent: the specification's batch processor, with a memory."""

    most: int
    """Items that wait to be encoded."""
    at_once: int
    """Items in a request."""
    every_s: float
    kept_bytes: int = KEPT_BYTES


@dataclass(frozen=True)
class Request:
    """A request as it goes out, and how many items are in it."""

    body: bytes
    items: int


@contextlib.contextmanager
def _unobserved() -> Iterator[None]:
    """No library instrumentation makes spans of what is done within: exports would beget exports."""
    token = attach(set_value(_SUPPRESS_INSTRUMENTATION_KEY, True))
    try:
        yield
    finally:
        detach(token)


class Outbox:
    """One signal's items on their way to the collector, and the thread that sends them."""

    def __init__(
        self, signal: str, encode: Callable[[Sequence[Any]], bytes], way: Way, bounds: Bounds, watch: Watch
    ) -> None:
        self.signal = signal
        self.bounds = bounds
        self.lost = 0
        """Items that will not be delivered."""
        self._encode = encode
        self._way = way
        self._watch = watch
        self._items: deque[Any] = deque()
        self._requests: deque[Request] = deque()
        self._bytes = 0
        self._told_lost = 0
        self._failures = 0
        self._not_before = 0.0
        self._sending = threading.Lock()
        self._awake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"plenum-{signal}", daemon=True)
        self._thread.start()

    def add(self, item: Any) -> None:
        """Have an item sent within the interval; a full line drops its oldest item."""
        self._items.append(item)
        waiting = len(self._items)
        if waiting >= self.bounds.at_once:
            self._awake.set()
        if waiting > self.bounds.most:
            self._drop_oldest()

    def flush(self) -> Flushed:
        """Try to send everything now; may take a request's timeout, of a collector that does not answer."""
        self._send(whole=True)
        before, self._told_lost = self._told_lost, self.lost
        if before != self._told_lost:
            return Flushed.LOST
        return Flushed.WAITING if self._items or self._requests else Flushed.DELIVERED

    def close(self) -> None:
        """Send what waits and stop; what cannot be sent now is lost with the process."""
        self._closed = True
        self._awake.set()
        self._send(whole=True)
        if left := len(self._items) + sum(request.items for request in self._requests):
            self._lose(left)
        self._way.shutdown()

    def _run(self) -> None:
        while not self._closed:
            full = self._awake.wait(self.bounds.every_s)
            self._awake.clear()
            if not self._closed and time.monotonic() >= self._not_before:
                self._send(whole=not full)

    def _send(self, *, whole: bool) -> None:
        """Oldest first, until all is sent or one fails. `whole`: what fills no request too."""
        with self._sending, _unobserved():
            self._pack()
            while self._requests or whole:
                if not self._requests:
                    # Not before: while the collector is away few items make no request of their own.
                    whole = False
                    self._encode_some()
                    continue
                if not self._deliver(self._requests[0]):
                    return
                self._bytes -= len(self._requests.popleft().body)
                self._pack()

    def _pack(self) -> None:
        """Encode what fills requests."""
        while len(self._items) >= self.bounds.at_once:
            self._encode_some()

    def _encode_some(self) -> None:
        batch: list[Any] = []
        with contextlib.suppress(IndexError):  # what adds may drop the oldest at the same time
            while len(batch) < self.bounds.at_once:
                batch.append(self._items.popleft())
        if not batch:
            return
        try:
            body = self._encode(batch)
        except Exception:
            logging.getLogger(__name__).exception(names.TELEMETRY_FAILED)
            self._lose(len(batch))
            return
        self._requests.append(Request(body, len(batch)))
        self._bytes += len(body)
        while self._bytes > self.bounds.kept_bytes and len(self._requests) > 1:
            oldest = self._requests.popleft()
            self._bytes -= len(oldest.body)
            self._lose(oldest.items)

    def _deliver(self, request: Request) -> bool:
        """Whether the request is done with: delivered, or refused for good."""
        sent = self._way.send(request.body)
        if sent.delivered:
            self._failures, self._not_before = 0, 0.0
            self._watch.outage.delivered(self.signal)
            if sent.rejected:
                self._lose(sent.rejected)
            return True
        self._watch.outage.failed(self.signal, sent.error)
        if not sent.again:
            self._lose(request.items)
            return True
        pause_s = min(self.bounds.every_s * 2**self._failures, _SLOWEST_S)
        self._failures = min(self._failures + 1, 8)
        self._not_before = time.monotonic() + max(pause_s, min(sent.after_s, 60.0))
        return False

    def _drop_oldest(self) -> None:
        try:
            self._items.popleft()
        except IndexError:
            return
        self._lose(1)

    def _lose(self, items: int) -> None:
        self.lost += items
        self._watch.lost(self.signal, items)
