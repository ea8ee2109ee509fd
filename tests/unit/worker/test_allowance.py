"""A limit that is taken off slice by slice: work counts, pauses do not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from plenum.worker import allowance as module
from plenum.worker.allowance import Allowance


@pytest.mark.parametrize(
    ("slices", "left_s"),
    [
        ([(1.0, 0.9)] * 5, 15.0),  # at work
        ([(1.0, 0.0)] * 5, 15.0),  # waiting for something
        ([(36.0, 0.0)], 18.0),  # stopped, with all others or alone
        ([(15.0, 14.5)], 5.5),  # in a native call, which no signal interrupts
        ([(1.0, 1.0)] * 20, 0.0),
    ],
)
def test_a_limit_counts_work_and_no_pause(
    monkeypatch: pytest.MonkeyPatch, slices: list[tuple[float, float]], left_s: float
) -> None:
    """Of 20 s, after slices that lasted so long and used so much of the processor, in s."""
    wall_s = processor_s = 0.0
    clock = SimpleNamespace(monotonic=lambda: wall_s, process_time=lambda: processor_s)
    monkeypatch.setattr(module, "time", clock)
    allowance = Allowance(20.0)
    for passed_s, used_s in slices:
        wall_s, processor_s = wall_s + passed_s, processor_s + used_s
        goes_on = allowance.take()
    assert allowance.left_s == pytest.approx(left_s)
    assert goes_on is (left_s > 0)
