"""A stage's confidence, 0..1, computed from evidence and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plenum.ceiling.light.light_score import light_confidence
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule import Severity
from plenum.ceiling.rules.rule_set import RULES

SOFT: Final = 0.6
CLEARANCE: Final = 0.4
FULL_CLEARANCE: Final = 0.25
"""A margin of a quarter of the limit is as good as any."""


def confidence(evidence: Iterable[Evidence]) -> float:
    """0 where a hard rule is broken or nothing was checked.

    Lighting has its own price list (`light.light_score`). Other stages: 0.6 × the share of soft rules
    that hold + 0.4 × the smallest hard margin relative to its limit, full at a quarter. A hard rule
    that counts offences (limit 0) leaves no margin to speak of and is left out.
    """
    checked = tuple(evidence)
    if any(e.rule == "LGT-1" for e in checked):
        return light_confidence(checked)
    if not checked or any(e.hard and not e.passed for e in checked):
        return 0.0
    return SOFT * _held(checked) + CLEARANCE * _clearance(checked)


def _held(checked: Iterable[Evidence]) -> float:
    """The share of soft rules that hold."""
    soft = [e.passed for e in checked if not e.hard and RULES[e.rule].severity is not Severity.INFO]
    return sum(soft) / len(soft) if soft else 1.0


def _clearance(checked: Iterable[Evidence]) -> float:
    """The smallest hard margin relative to its limit, 1 from a quarter."""
    margins = [e.margin / abs(e.limit) for e in checked if e.hard and e.limit]
    return max(0.0, min(1.0, min(margins, default=FULL_CLEARANCE) / FULL_CLEARANCE))
