"""One checked rule: what was measured, what was allowed, and how far apart they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Evidence(NamedTuple):
    """A rule's result for one room; `margin`, in `unit`, is positive where the rule holds."""

    rule: str
    value: float
    limit: float
    unit: str
    margin: float
    passed: bool
    hard: bool
    source: str
    confidence: str
    """H, M or L: how well the limit itself is sourced (see the rule table)."""
    detail: str = ""
    """Where or why, when there is something to add: a tile, a room type, an exemption."""


def broken(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The hard rules that do not hold."""
    return tuple(e for e in evidence if e.hard and not e.passed)
