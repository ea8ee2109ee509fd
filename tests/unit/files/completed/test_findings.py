"""What does not hold in a building, rule by rule."""

from __future__ import annotations

from typing import Any

from plenum.ceiling.rules.verdict import Verdict
from plenum.files.completed.findings import findings


def entry(rule: str, margin: float, *, hard: bool = False) -> dict[str, Any]:
    """An entry against a limit of 2."""
    return {"rule": rule, "limit": 2.0, "margin": margin, "passed": margin >= 0, "hard": hard}


def test_rules_come_by_weight_and_frequency_with_their_worst_place() -> None:
    """What holds is not told; of several places the one farthest beyond the limit is named."""
    places = {
        "a": [entry("LGT-4", -0.1), entry("LGT-5", -0.2), entry("LGT-1", 1.0, hard=True)],
        "b": [entry("LGT-5", -0.9), entry("LGT-1", -1.0, hard=True), entry("SMK-2N", -1.0)],
    }
    found = findings(places.items())
    assert [(one.rule, one.verdict, one.places, one.worst) for one in found] == [
        ("LGT-1", Verdict.BROKEN, 1, "b"),
        ("LGT-5", Verdict.NOT_MET, 2, "b"),
        ("LGT-4", Verdict.NOT_MET, 1, "a"),
        ("SMK-2N", Verdict.NOTED, 1, "b"),
    ]
    assert found[1].entry["margin"] == -0.9


def test_a_building_where_all_is_well_has_none() -> None:
    """Nor has one without rooms."""
    assert findings([("a", [entry("LGT-4", 0.0)])]) == []
    assert findings([]) == []
