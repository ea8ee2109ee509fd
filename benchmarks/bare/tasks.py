"""Tasks that do nothing, and the canvas over them: `celery -A benchmarks.bare.tasks worker -Q <task>`."""

from __future__ import annotations

import os
from typing import Any, Final

from celery import Celery, Signature, chain, chord

LIGHTS: Final = ("bare_light_a", "bare_light_b", "bare_light_c")
SERIES: Final = ("bare_select", "bare_supply", "bare_return", "bare_smoke")
ENDS: Final = ("bare_place", "bare_finish")
"""Intake and finish have a hop each in Plenum; a canvas needs neither."""

_url = os.environ.get("PLENUM_REDIS_URL", "redis://127.0.0.1:6379/0")
app = Celery("bare", broker=_url, backend=_url, set_as_current=False)


def _nothing(*_: Any) -> None:
    """Do nothing."""


for _name in (*LIGHTS, *SERIES, *ENDS):
    app.task(_nothing, name=_name)


def _task(name: str) -> Signature:
    return app.signature(name, queue=name)


def canvas() -> Signature:
    """Five hops: three in parallel, the choice, three in series."""
    select, *series = map(_task, SERIES)
    return chain(chord([_task(name) for name in LIGHTS], select, app=app), *series, app=app)


def canvas_with_ends() -> Signature:
    """Seven hops, as many as Plenum has: the same between an intake and a finish."""
    place, finish = map(_task, ENDS)
    select, *series = map(_task, SERIES)
    lights = chord([_task(name) for name in LIGHTS], select, app=app)
    return chain(place, lights, *series, finish, app=app)
