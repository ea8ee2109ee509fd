"""The table of a change of version: what was waited for, beside the quiet phase before it."""

from __future__ import annotations

from benchmarks.upgrade import Phase, table


def test_each_phase_is_compared_with_the_quiet_one_before_it() -> None:
    """Percentiles in ms, and how many jobs failed."""
    section = table(
        [
            Phase("quiet, before", [0.1] * 99 + [0.2]),
            Phase("rolled forth", [0.1, 0.3], failed=1),
            Phase("quiet, after", [0.4]),
            Phase("rolled back", [0.2]),
        ]
    )
    assert section.rows == [
        ("quiet, before", 100, 0, 100, 200, 1.0),
        ("rolled forth", 2, 1, 300, 300, 1.5),
        ("quiet, after", 1, 0, 400, 400, 1.0),
        ("rolled back", 1, 0, 200, 200, 0.5),
    ]
