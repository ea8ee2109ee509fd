"""What an export of 1,000 figures takes in each form: processor time in this process, ms.

The least of several rounds: what else a machine does makes none of them less. `python -m benchmarks.exports`
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from benchmarks.report import Section
from plenum.statistics.forms import FORMS
from plenum.statistics.report import report
from plenum.statistics.snapshot import Snapshot, snapshot
from plenum.telemetry.samples import Sample
from plenum.telemetry.schema import METRICS, Metric

FIGURES: Final = 1000
ROUNDS: Final = 20
WANTED_MS: Final = {"prometheus": 10, "json": 20, "parquet": 50}


def figures(count: int) -> list[Sample]:
    """So many, of every metric that there is with its labels, told by as many processes as that takes."""
    metrics = [metric for metric in METRICS.values() if metric.kind != "histogram"]
    return [figure(metrics[number % len(metrics)], number) for number in range(count)]


def figure(metric: Metric, number: int) -> Sample:
    """The numbered one."""
    labels = {"service_name": f"service_{number % 9}", "service_instance_id": f"{number:032x}"}
    own = {label.replace(".", "_"): f"value_{number % 9}" for label in metric.labels}
    return Sample(metric.prometheus, {**labels, **own}, number * 1.25)


def least_ms(make: Callable[[Snapshot], object], taken: Snapshot) -> float:
    """Of the rounds; the first one, which loads what it needs, is not among them."""
    make(taken)
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        make(taken)
        rounds.append((time.process_time() - began) * 1000)
    return min(rounds)


def section() -> Section:
    """A row a form."""
    taken = snapshot(figures(FIGURES))
    forms: dict[str, Callable[[Snapshot], object]] = {**FORMS, "text": report}
    rows = [(name, f"{least_ms(make, taken):.2f}", WANTED_MS.get(name, "-")) for name, make in forms.items()]
    return Section(f"Export of {FIGURES} figures, ms", ("form", "ms", "wanted"), rows)


if __name__ == "__main__":
    for row in section().rows:
        print(*row)
