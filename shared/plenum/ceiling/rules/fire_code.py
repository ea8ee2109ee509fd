"""The rule sets, the fire codes, and which code a set brings along."""

from __future__ import annotations

from enum import StrEnum


class RuleSet(StrEnum):
    """Rules that go together; the fire code may be overridden alone."""

    US = "US"
    EU = "EU"
    UK = "UK"


class FireCode(StrEnum):
    """The detector code a building is checked against; codes are never mixed in one building."""

    NFPA72 = "NFPA72"
    BS5839 = "BS5839"
    EN54_14_2018 = "EN54_14_2018"


CODE_OF: dict[RuleSet, FireCode] = {
    RuleSet.US: FireCode.NFPA72,
    RuleSet.EU: FireCode.EN54_14_2018,
    RuleSet.UK: FireCode.BS5839,
}
