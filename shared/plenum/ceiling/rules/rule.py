"""What a rule is: a limit with a unit, a direction, a severity and a source. The rows are in `table`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plenum.ceiling.rules.fire_code import FireCode


class Severity(StrEnum):
    """What breaking a rule means: an invalid layout, a worse score, or nothing (a reported figure)."""

    HARD = "hard"
    SOFT = "soft"
    INFO = "info"


class Sense(StrEnum):
    """How a value is held against its limit; decides the sign of the margin."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    WITHIN = "within"
    """The absolute value is at most the limit: a deviation and its tolerance."""
    BETWEEN = "between"
    """Not below `default` nor above `upper`."""
    REPORTED = "reported"
    """No limit: the figure is for the reader."""


@dataclass(frozen=True)
class Rule:
    """One row of the rule table."""

    id: str
    family: str
    """GEO, LGT, AIR_SUPPLY, AIR_RETURN, SMK, CLS, EVD or OPT: which verifier answers for it."""
    formula: str
    sense: Sense
    unit: str
    severity: Severity
    confidence: str
    """H: two sources or computed; M: one source; L: common knowledge or our judgement, unverified."""
    source: str
    default: float | None = None
    """The limit where neither the room type, the code nor the building's settings say otherwise."""
    upper: float | None = None
    by_code: Mapping[FireCode, float] = field(default_factory=dict)
    severity_by_code: Mapping[FireCode, Severity] = field(default_factory=dict)
    codes: frozenset[FireCode] = frozenset(FireCode)
    """The fire codes under which the rule is checked at all."""
    steps: tuple[tuple[float, float], ...] = ()
    """A step table (input, limit), for limits that depend on another figure."""
    relaxations: tuple[str, ...] = ()
    """When the rule may give way, in words."""

    def limit(self, code: FireCode | None = None) -> float | None:
        """The table's limit, under a code where the codes differ."""
        return self.by_code.get(code, self.default) if code else self.default

    def severity_under(self, code: FireCode | None = None) -> Severity:
        """The severity, under a code where the codes differ."""
        return self.severity_by_code.get(code, self.severity) if code else self.severity
