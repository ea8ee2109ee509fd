"""Who hears of pipeline events: handlers by priority, each alone with its errors.

An event is a log event (docs/telemetry.md, "Log events"): its name and its fields. Handlers run in the thread
that works on the job, so they are short; those that are `async def` run in a thread of their own, later.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import structlog

from plenum.events.aside import Aside
from plenum.telemetry import names


@dataclass(frozen=True)
class Event:
    """What happened."""

    name: str
    fields: Mapping[str, Any]
    """With the ids of its job, and `service` where several share a process."""


Handler = Callable[[Event], Awaitable[None] | None]


@dataclass(eq=False)
class Subscription:
    """A handler on the bus; switched off by `enabled = False`, and on again."""

    handler: Handler
    event: str | None
    """None: of every event."""
    priority: int
    enabled: bool = True
    failures: int = 0
    _awaited: bool = field(init=False)

    def __post_init__(self) -> None:
        call = type(self.handler).__call__
        self._awaited = inspect.iscoroutinefunction(self.handler) or inspect.iscoroutinefunction(call)

    def hears(self, event: Event) -> bool:
        """Whether this one is for it."""
        return self.enabled and self.event in (None, event.name)


class Bus:
    """Hands each event to those who subscribed to it. May be shared between threads."""

    def __init__(self) -> None:
        self.enabled = True
        self._lock = threading.Lock()
        self._subscriptions: tuple[Subscription, ...] = ()
        self._aside = Aside()

    def subscribe(self, handler: Handler, event: str | None = None, *, priority: int = 0) -> Subscription:
        """Have a handler called for an event, or for each; higher priorities first, then as they came."""
        added = Subscription(handler, event, priority)
        with self._lock:
            self._subscriptions = tuple(sorted((*self._subscriptions, added), key=lambda s: -s.priority))
        return added

    def unsubscribe(self, subscription: Subscription) -> None:
        """Take one off; of one that is not there nothing is said."""
        with self._lock:
            self._subscriptions = tuple(one for one in self._subscriptions if one is not subscription)

    def clear(self) -> None:
        """Take all off."""
        with self._lock:
            self._subscriptions = ()

    def publish(self, name: str, fields: Mapping[str, Any]) -> None:
        """Hand an event on. Never raises: a handler's error is logged, once until it succeeds again."""
        if not (self.enabled and self._subscriptions) or name == names.HOOK_FAILED:
            return
        event = Event(name, fields)
        for subscription in self._subscriptions:
            if subscription.hears(event):
                self._call(subscription, event)

    def drain(self, within_s: float = 3.0) -> bool:
        """Wait for `async` handlers that still run; whether all ended."""
        return self._aside.drain(within_s)

    def _call(self, subscription: Subscription, event: Event) -> None:
        try:
            if subscription._awaited:
                self._aside.run(lambda: subscription.handler(event), partial(_ended, subscription))
                return
            subscription.handler(event)
        except Exception:  # noqa: BLE001 - whatever a hook does, the job goes on
            _ended(subscription, failed=True)
        else:
            _ended(subscription, failed=False)


_LOG: Final = structlog.get_logger()


def _ended(subscription: Subscription, failed: bool) -> None:
    """Where it failed, called while its error is being handled."""
    subscription.failures = subscription.failures + 1 if failed else 0
    if subscription.failures == 1:
        _LOG.exception(names.HOOK_FAILED, hook=_name(subscription.handler))


def _name(handler: Handler) -> str:
    return getattr(handler, "__qualname__", type(handler).__qualname__)
