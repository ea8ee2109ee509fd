"""Looking rules up, and turning a measured value into evidence under one."""

from __future__ import annotations

from typing import Final

from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.rule import Rule, Sense, Severity
from plenum.ceiling.rules.table import TABLE

RULE_SET_VERSION: Final = "v1"
RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in TABLE}
FAMILIES: Final = ("GEO", "LGT", "AIR_SUPPLY", "AIR_RETURN", "SMK", "CLS")
"""The families a room can be verified for."""
ROUNDING: Final = 1e-9
"""A value this near its limit, relative to it, holds: floating-point sums, not leniency."""


def evidence(  # parameters: a rule's columns, each of which a room may override by name
    rule_id: str,
    value: float,
    limit: float | None = None,
    *,
    upper: float | None = None,
    code: FireCode | None = None,
    hard: bool | None = None,
    detail: str = "",
) -> Evidence:
    """Evidence for a rule: `limit` and `hard` from the table (under `code`) unless given.

    The margin is positive when the rule holds: value - limit for "at least", limit - value for "at
    most", limit - |value| for "within", the distance to the nearer bound for "between". A reported
    figure has no limit and always passes. Raises KeyError for an unknown rule, ValueError where
    neither the table nor the caller gives a limit.
    """
    rule = RULES[rule_id]
    if hard is None:
        hard = rule.severity_under(code) is Severity.HARD
    if limit is None:
        limit = rule.limit(code)
    if rule.sense is Sense.REPORTED:
        limit = value if limit is None else limit
        margin = 0.0
    elif limit is None:
        raise ValueError(f"{rule_id} has no limit of its own: the room type gives it")
    else:
        limit, margin = _margin(rule, value, limit, rule.upper if upper is None else upper)
    return Evidence(
        rule=rule_id,
        value=float(value),
        limit=float(limit),
        unit=rule.unit,
        margin=float(margin),
        passed=bool(margin >= -ROUNDING * max(1.0, abs(limit))),
        hard=hard,
        source=rule.source,
        confidence=rule.confidence,
        detail=detail,
    )


def _margin(rule: Rule, value: float, limit: float, upper: float | None) -> tuple[float, float]:
    """The limit that binds and the margin to it."""
    match rule.sense:
        case Sense.AT_LEAST:
            return limit, value - limit
        case Sense.WITHIN:
            return limit, limit - abs(value)
        case Sense.BETWEEN if upper is not None and upper - value < value - limit:
            return upper, upper - value
        case Sense.BETWEEN:
            return limit, value - limit
        case _:
            return limit, limit - value
