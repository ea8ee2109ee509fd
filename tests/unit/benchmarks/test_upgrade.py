"""The table of a change of version: what was waited for, beside the quiet phase before it."""

from __future__ import annotations

from typing import Any

from benchmarks.upgrade import Phase, spoilt, table


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


def test_a_result_is_spoilt_by_the_building_and_by_any_room() -> None:
    """A building may break a rule that each of its rooms keeps."""
    broken = {"rule": "LGT-7", "hard": True, "passed": False}
    room: dict[str, Any] = {"status": "complete", "reasons": [], "degraded": [], "evidence": []}
    done = {"status": "complete", "rooms": [room], "evidence": []}
    assert spoilt(done) == ""
    assert spoilt({**done, "status": "incomplete", "evidence": [broken]}) == "incomplete LGT-7"
    without = {**room, "degraded": ["light_model_a_dense: away"]}
    assert spoilt({**done, "rooms": [without]}) == "complete light_model_a_dense: away"
