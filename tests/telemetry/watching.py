"""What is looked at while a stack is broken on purpose: failed spans, faults, figures and events."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from plenum import traces
from plenum.stack import otlp_files
from tests.faults.gates import FOLDER
from tests.support.buildings import building
from tests.support.system import System, system
from tests.support.waiting import eventually

ROOT: Final = Path(__file__).resolve().parents[2]


@contextmanager
def misbehaving(folder: Path, env: Mapping[str, str]) -> Iterator[System]:
    """A full stack to be broken on purpose; its models misbehave where a room asks for it.

    Their gates are in `gates` of its folder. Nothing is wrong with it yet.
    """
    models = {
        "PLENUM_GRAPH": "tests.faults.models:GRAPH",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        FOLDER: str(folder / "gates"),
    }
    with system(folder, full=True, env={**models, **env}) as running:
        running.place(building(2))
        assert eventually(lambda: faults(running), lambda found: not found) == set()
        yield running


@contextmanager
def hung(running: System, part: str) -> Iterator[None]:
    """A part's processes stand still until the block ends."""
    leader = running.pid(part)
    children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    pids = [leader, *map(int, children)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def faults(running: System) -> set[str]:
    """What Prometheus holds for wrong now, each with its labels."""
    return set(running.prometheus("plenum:fault"))


Watch = Callable[[str, str], AbstractContextManager[Callable[[], bool]]]
"""`watching` of one stack."""


def firing(running: System, alert: str) -> bool:
    """Whether an alert is told now; `Name`, or `Name{label="value"}` for one with these labels."""
    return "firing" in _states(running, alert)


def _states(running: System, alert: str) -> dict[str, float]:
    name, _, labels = alert.removesuffix("}").partition("{")
    return running.prometheus(f'count by (alertstate) (ALERTS{{alertname="{name}", {labels}}})')


@contextmanager
def watching(
    running: System, say: Callable[[str], None], alert: str, fault: str
) -> Iterator[Callable[[], bool]]:
    """Around a fault: what it gives waits until the alert fires; at its end it is said how soon it came."""
    assert eventually(lambda: firing(running, alert), lambda found: not found) is False
    began, came, ended = time.monotonic(), dict[str, float](), threading.Event()

    def look() -> None:
        while "firing" not in came and not ended.wait(0.2):
            for found in _states(running, alert):
                came.setdefault(found, time.monotonic() - began)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield lambda: eventually(lambda: firing(running, alert))
    finally:
        ended.set()
        looking.join()
    fires_s = came.get("firing", time.monotonic() - began)
    say(f"{fault}: {alert} pending {min(came.values(), default=fires_s):.1f} s, firing {fires_s:.1f} s")


def failed_spans(system: System, trace_id: str, *wanted: str) -> dict[str, traces.Seen]:
    """A trace's failed spans by name, once these are among them: each process exports in its own time."""

    def look() -> dict[str, traces.Seen]:
        return {span.name: span for span in system.trace(trace_id) if span.error}

    found = eventually(look, lambda failed: set(wanted) <= failed.keys())
    assert set(wanted) <= found.keys()
    return found


def figure(system: System, series: str) -> float:
    """A counter's sum over the series of this selector; 0 where there is none yet."""
    return sum(system.prometheus(f"sum({series})").values())


def settled(system: System, series: str, field: str) -> float:
    """A counter's figure once it tells all that the record has counted under names that begin so."""

    def counted() -> int:
        return sum(count for name, count in system.counters().items() if name.startswith(field))

    found = eventually(lambda: figure(system, series), lambda now: now == counted())
    assert found == counted()
    return found


def records(system: System, event: str, trace_id: str = "") -> list[dict[str, Any]]:
    """The log records of an event, each with its `service`; of one trace where that is given."""
    found = []
    for export in otlp_files.exports(system.info.telemetry_dir, "logs"):
        for part in export.get("resourceLogs", []):
            service = traces.attributes_of(part["resource"]["attributes"])["service.name"]
            for scope in part.get("scopeLogs", []):
                found += [{**record, "service": service} for record in scope.get("logRecords", [])]
    return [
        record
        for record in found
        if record["body"]["stringValue"] == event and trace_id in ("", record.get("traceId"))
    ]
