"""What a log event, a metric and a span take by themselves: processor time in this process, µs.

Each is what the code that emits it waits for, and besides what is done later by another thread: encoding
and exporting. The least of several rounds: what else a machine does makes none of them less.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

import structlog

from benchmarks.report import Section
from plenum.telemetry import names
from plenum.telemetry.bound import bound
from plenum.telemetry.logs import configure_logs
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import SpanData, SpanRef
from tests.support.receiver import receiver

TIMES: Final = 2000
ROUNDS: Final = 15
NEVER_S: Final = 3600.0
"""No thread exports by itself: each round ends with a flush, which does it here."""
LABELS: Final = {"queue": "light_model_a_dense"}
IDS: Final = {"job_id": "4f2c", "trace_id": "1" * 32, "span_id": "2" * 16, "batch_id": "b0000"}


def section() -> Section:
    """One row each."""
    with (
        tempfile.TemporaryDirectory() as folder,
        receiver(Path(folder)) as to,
        patch.dict(os.environ, to.environment),
    ):
        rows = [(name, *_least_us(name)) for name in EMITTED]
    return Section(
        f"One of each, processor time in µs: least of {ROUNDS} rounds of {TIMES}",
        ("what", "for who emits it", "with its export"),
        rows,
        note="A log event is a JSON line on the standard error too, as it is without telemetry.",
    )


@contextmanager
def _telling() -> Iterator[Telemetry]:
    """A process' telemetry, its log lines going nowhere."""
    telemetry = Telemetry("benchmark", export_interval_s=NEVER_S)
    with Path(os.devnull).open("w") as nowhere, patch("sys.stderr", nowhere):
        configure_logs("json", lambda: telemetry)
        yield telemetry
    telemetry.shutdown()


def _log(_telemetry: Telemetry) -> Callable[[], object]:
    log = structlog.get_logger()
    return lambda: log.info(
        names.MODEL_EXECUTION_COMPLETE, model="light_model_a_dense", confidence=0.9, rooms=1, duration_ms=3.2
    )


def _metric(telemetry: Telemetry) -> Callable[[], object]:
    return lambda: telemetry.instruments.queue_wait.record(0.004, LABELS)


def _metric_with_exemplar(telemetry: Telemetry) -> Callable[[], object]:
    context = SpanRef.new().current()
    return lambda: telemetry.instruments.queue_wait.record(0.004, LABELS, context)


def _span(telemetry: Telemetry) -> Callable[[], object]:
    root = SpanRef.new()
    return lambda: telemetry.emit(
        [SpanData(names.PLACE_BATCH, root.child(), root, 1, 2, {names.BATCH_ID: "b0000", names.ROOMS: 1})]
    )


EMITTED: Final = {
    "a log event": _log,
    "a metric": _metric,
    "a metric with an exemplar": _metric_with_exemplar,
    "a span": _span,
}


def _least_us(name: str) -> tuple[float, float]:
    """For who emits it; and with what is done for it later."""
    emitting, whole = [], []
    with _telling() as telemetry, bound(IDS):
        emit = EMITTED[name](telemetry)
        for _ in range(ROUNDS + 1):
            began = time.thread_time(), time.process_time()
            for _ in range(TIMES):
                emit()
            emitting.append(time.thread_time() - began[0])
            telemetry.flush()
            whole.append(time.process_time() - began[1])
    return min(emitting[1:]) * 1e6 / TIMES, min(whole[1:]) * 1e6 / TIMES
