"""Severities as people read them, and the rules' names."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.ceiling.rules.names import NAMES
from plenum.ceiling.rules.rule import Severity
from plenum.ceiling.rules.rule_set import RULES
from plenum.ceiling.rules.verdict import Verdict, severity_of, verdict


def entry(rule: str, *, passed: bool = False, hard: bool = False) -> dict[str, Any]:
    """What counts of an entry here."""
    return {"rule": rule, "passed": passed, "hard": hard}


def test_every_rule_has_a_name_and_every_name_a_rule() -> None:
    """None is added without the other."""
    assert set(NAMES) == set(RULES)
    assert all(NAMES.values())


@pytest.mark.parametrize(
    ("rule", "hard", "severity", "word"),
    [
        ("LGT-1", True, Severity.HARD, Verdict.BROKEN),
        ("LGT-4", False, Severity.SOFT, Verdict.NOT_MET),
        ("LGT-6", False, Severity.SOFT, Verdict.NOT_MET),
        ("SMK-2N", False, Severity.INFO, Verdict.NOTED),
        ("LGT-7", False, Severity.INFO, Verdict.NOTED),
        ("NEW-1", False, Severity.SOFT, Verdict.NOT_MET),
    ],
)
def test_a_failure_is_called_by_its_severity(
    rule: str, hard: bool, severity: Severity, word: Verdict
) -> None:
    """An information is no failure; a hard rule that a room has soft is soft; an unknown one is not quiet."""
    assert severity_of(entry(rule, hard=hard)) is severity
    assert verdict(entry(rule, hard=hard)) is word
    assert verdict(entry(rule, hard=hard, passed=True)) is Verdict.HOLDS


def test_a_figure_without_a_limit_neither_holds_nor_fails() -> None:
    """It is reported."""
    assert verdict(entry("GEO-1", passed=True)) is Verdict.REPORTED
    assert severity_of(entry("AIR-4", passed=True)) is Severity.INFO
