"""What Celery itself throws away is kept as a dead letter: unknown tasks, other content than JSON.

Celery writes a line to the log and forgets the message. Somebody sent it and waits for an answer,
perhaps with another version or to the wrong Redis: it must be found where lost work is looked for.
"""

from __future__ import annotations

from typing import Any

from celery import Celery, bootsteps, signals

from plenum.worker.transport import Channel


def store_refused(app: Celery) -> None:
    """Set aside every message that this app's workers refuse before a task sees it."""

    def unknown(sender: Any, message: Any = None, name: Any = None, **_: Any) -> None:
        if sender.app is app:
            _set_aside(message, f"no task {str(name)[:200]!r} here")

    def rejected(sender: Any, message: Any = None, exc: Any = None, **_: Any) -> None:
        if sender.app is app:
            why = f"{type(exc).__name__}: {str(exc)[:200]}" if exc else "not a task's message"
            _set_aside(message, f"refused: {why}")

    signals.task_unknown.connect(unknown, weak=False)
    signals.task_rejected.connect(rejected, weak=False)
    app.steps["consumer"].add(_Undecodable)


class _Undecodable(bootsteps.Step):  # type: ignore[misc]  # kombu and Celery have no types
    """The one refusal for which Celery has no signal: a body that cannot be decoded."""

    def __init__(self, parent: Any, **_: Any) -> None:
        refuse = parent.on_decode_error

        def store(message: Any, exc: Exception) -> None:
            _set_aside(message, f"cannot be decoded: {type(exc).__name__}: {str(exc)[:200]}")
            refuse(message, exc)

        parent.on_decode_error = store


def _set_aside(message: Any, reason: str) -> None:
    channel = message.channel
    if isinstance(channel, Channel):
        queue = str(message.delivery_info.get("routing_key"))[:200]
        channel.set_aside(queue, message._raw, reason)
