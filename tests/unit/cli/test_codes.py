"""Which rule is said to bind a room's detectors."""

from __future__ import annotations

from plenum.cli.codes import binding


def test_a_broken_rule_binds_before_the_tightest_that_holds() -> None:
    """And counting detectors alone never binds."""
    common = {"hard": True, "unit": "m", "limit": 6.37}
    rules = [
        {**common, "rule": "SMK-1N", "value": 6.36, "margin": 0.01, "passed": True},
        {**common, "rule": "SMK-9", "value": 1, "limit": 1, "margin": 0.0, "passed": True},
    ]
    told = binding({"evidence": rules})
    assert told
    assert told["rule"] == "SMK-1N"
    worse = {**common, "rule": "SMK-5", "value": 0.6, "limit": 0.91, "margin": -0.31, "passed": False}
    told = binding({"evidence": [*rules, worse]})
    assert told
    assert told["rule"] == "SMK-5"
