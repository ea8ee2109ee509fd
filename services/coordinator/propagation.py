"""What travels beside a job in its messages' headers: the caller's trace context and baggage.

A callback, the rest of a chain and a chord's body go on where the caller was, as they would after any task
that the stock instrumentation carries: Celery itself hands no headers on.
"""

from __future__ import annotations

from typing import Any

from celery import current_task, signals
from opentelemetry.propagate import get_global_textmap


def carried(request: Any) -> dict[str, str]:
    """The headers of a task's message that OTEL_PROPAGATORS' propagators read."""
    found = {name: getattr(request, name, None) for name in get_global_textmap().fields}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _hand_on(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """What is sent while a task ends has its context, unless it has one of its own."""
    if current_task and headers is not None:
        for name, value in carried(current_task.request).items():
            headers.setdefault(name, value)


signals.before_task_publish.connect(_hand_on, weak=False)
