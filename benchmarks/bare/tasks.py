"""Tasks that do nothing, and the canvas over them: `celery -A benchmarks.bare.tasks worker -Q <task>`.

Each there is twice: `bare_…`, and `stock_…` for workers that are started with BARE_STOCK and so
instrumented as the instrumentation's own documentation says. Stopped workers still take what comes on
their queues, so the two must not share any.
"""

from __future__ import annotations

import os
from typing import Any, Final

from celery import Celery, Signature, chain, chord, signals

LIGHTS: Final = ("light_a", "light_b", "light_c")
SERIES: Final = ("select", "supply", "return", "smoke")
ENDS: Final = ("place", "finish")
"""Intake and finish have a hop each in Plenum; a canvas needs neither."""
BARE: Final = tuple(f"bare_{name}" for name in (*LIGHTS, *SERIES, *ENDS))
STOCK: Final = tuple(f"stock_{name}" for name in (*LIGHTS, *SERIES))

_url = os.environ.get("PLENUM_REDIS_URL", "redis://127.0.0.1:6379/0")
app = Celery("bare", broker=_url, backend=_url, set_as_current=False)


def _nothing(*_: Any) -> None:
    """Do nothing."""


for _name in (*BARE, *STOCK):
    app.task(_nothing, name=_name)


def _task(name: str) -> Signature:
    return app.signature(name, queue=name)


def canvas(kind: str = "bare") -> Signature:
    """Five hops: three in parallel, the choice, three in series."""
    select, *series = (_task(f"{kind}_{name}") for name in SERIES)
    return chain(chord([_task(f"{kind}_{name}") for name in LIGHTS], select, app=app), *series, app=app)


def stock_canvas() -> Signature:
    """The same through the instrumented workers."""
    return canvas("stock")


def canvas_with_ends() -> Signature:
    """Seven hops, as many as Plenum has: the same between an intake and a finish."""
    place, finish = (_task(f"bare_{name}") for name in ENDS)
    return chain(place, *canvas().tasks, finish, app=app)


def _instrument(**_: Any) -> None:
    from benchmarks.bare.stock import instrument

    instrument()


if os.environ.get("BARE_STOCK"):
    signals.worker_process_init.connect(_instrument, weak=False)
