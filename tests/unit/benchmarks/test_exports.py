"""What the benchmark of exports writes is what the product could be asked to write."""

from __future__ import annotations

import pytest

from benchmarks.exports import FIGURES, WANTED_MS, figures, section
from plenum.telemetry.samples import described


def test_a_figure_has_the_labels_of_its_metric() -> None:
    """So many of them, each of a metric of the schema."""
    made = figures(FIGURES)
    assert len({(one.name, *one.labels.items()) for one in made}) == FIGURES
    for one in made:
        metric = described(one.family)
        assert metric is not None
        assert {label.replace(".", "_") for label in metric.labels} <= one.labels.keys()


@pytest.mark.slow
def test_each_form_is_timed() -> None:
    """Those with an aim beside it, and the report."""
    rows = {row[0]: row[1:] for row in section().rows}
    assert rows.keys() == {*WANTED_MS, "text"}
    assert all(float(took) > 0 for took, _ in rows.values())
