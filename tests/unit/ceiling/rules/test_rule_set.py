"""The rule table and the evidence made under it."""

from __future__ import annotations

import pytest

from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.rule import Sense, Severity
from plenum.ceiling.rules.rule_set import FAMILIES, RULES, evidence


def test_the_table_has_every_rule_of_rule_set_v1() -> None:
    """No row is lost: geometry, light, air, smoke, clashes and reporting."""
    expected = {
        *(f"GEO-{i}" for i in range(1, 6)),
        *(f"LGT-{i}" for i in range(1, 21)),
        *(f"AIR-{i}" for i in range(1, 13)),
        *("SMK-1N", "SMK-1B", "SMK-1E", "SMK-2N"),
        *(f"SMK-{i}" for i in range(3, 13)),
        *(f"CLS-{i}" for i in range(1, 5)),
        *("EVD-1", "OPT-1", "OPT-2"),
    }
    assert set(RULES) == expected


def test_every_rule_says_where_its_limit_comes_from() -> None:
    """Source, confidence and formula are never empty, families are known."""
    for rule in RULES.values():
        assert rule.source
        assert rule.formula
        assert rule.confidence in {"H", "M", "L"}
        assert rule.family in {*FAMILIES, "EVD", "OPT"}


def test_hard_rules_have_a_direction() -> None:
    """A hard rule that were merely reported could not fail."""
    for rule in RULES.values():
        if rule.severity is Severity.HARD:
            assert rule.sense is not Sense.REPORTED


@pytest.mark.parametrize(
    ("rule", "value", "limit", "margin", "passed"),
    [
        ("LGT-1", 520.0, 500.0, 20.0, True),
        ("LGT-1", 499.0, 500.0, -1.0, False),
        ("LGT-10", 1.6, None, -0.1, False),
        ("AIR-10", -0.06, None, -0.01, False),
        ("AIR-10", -0.04, None, 0.01, True),
        ("GEO-2", 0, None, 0.0, True),
        ("GEO-2", 1, None, -1.0, False),
    ],
)
def test_the_margin_is_positive_where_there_is_room_to_spare(
    rule: str, value: float, limit: float | None, margin: float, passed: bool
) -> None:
    """At least, at most and within each count in their own direction."""
    found = evidence(rule, value, limit)
    assert found.margin == pytest.approx(margin)
    assert found.passed is passed


def test_between_is_judged_by_the_nearer_bound() -> None:
    """A throw ratio of 3.0 is nearer to 3.4 than to 0.7."""
    found = evidence("AIR-5", 3.0)
    assert (found.limit, found.margin) == (3.4, pytest.approx(0.4))
    assert not evidence("AIR-5", 0.5).passed


def test_limits_and_severity_follow_the_fire_code() -> None:
    """Wall distance: 0.1 m and soft under NFPA 72, 0.5 m and hard under BS 5839-1."""
    american = evidence("SMK-4", 0.3, code=FireCode.NFPA72)
    british = evidence("SMK-4", 0.3, code=FireCode.BS5839)
    assert (american.limit, american.passed, american.hard) == (0.1, True, False)
    assert (british.limit, british.passed, british.hard) == (0.5, False, True)


def test_a_rounding_error_breaks_nothing() -> None:
    """Sums in another order differ in the last digits."""
    assert evidence("LGT-1", 500.0 - 1e-10, 500.0).passed


def test_a_rule_whose_limit_comes_from_the_room_type_asks_for_it() -> None:
    """There is no mean illuminance that fits all rooms."""
    with pytest.raises(ValueError, match="LGT-1"):
        evidence("LGT-1", 500.0)


def test_a_reported_figure_always_passes() -> None:
    """The room cavity ratio is information, not a limit."""
    found = evidence("GEO-1", 7.5)
    assert found.passed
    assert not found.hard
