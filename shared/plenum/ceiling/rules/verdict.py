"""What an entry of the evidence comes to, by the rule's severity: an information is no failure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from plenum.ceiling.rules.rule import Sense, Severity
from plenum.ceiling.rules.rule_set import RULES


class Verdict(StrEnum):
    """In the words that people read."""

    HOLDS = "holds"
    BROKEN = "BROKEN"
    """A hard rule: the layout is invalid."""
    NOT_MET = "not met"
    """A soft rule: it costs confidence."""
    NOTED = "noted"
    """Beyond a limit that decides nothing."""
    REPORTED = "–"
    """A figure without a limit."""


def severity_of(entry: Mapping[str, Any]) -> Severity:
    """Of an entry as results have it: `hard` may be the room's own, the rest is the table's.

    A rule that this version does not know is soft where it is not hard.
    """
    if entry["hard"]:
        return Severity.HARD
    rule = RULES.get(entry["rule"])
    if rule and (rule.severity is Severity.INFO or rule.sense is Sense.REPORTED):
        return Severity.INFO
    return Severity.SOFT


def verdict(entry: Mapping[str, Any]) -> Verdict:
    """The word for an entry as results have it."""
    rule = RULES.get(entry["rule"])
    if rule and rule.sense is Sense.REPORTED:
        return Verdict.REPORTED
    if entry["passed"]:
        return Verdict.HOLDS
    failures = {Severity.HARD: Verdict.BROKEN, Severity.SOFT: Verdict.NOT_MET}
    return failures.get(severity_of(entry), Verdict.NOTED)
