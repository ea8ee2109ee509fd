"""What a building's author may override, with the defaults of the rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True)
class Settings:
    """One building's rule set, code and overrides; `plenum.files` checks them before they come here."""

    rule_set: RuleSet = RuleSet.US
    code: FireCode = FireCode.NFPA72
    overrides: Mapping[str, Any] = field(default_factory=dict)
    """The building file's `settings`, checked: targets, luminaires, loads, maintenance_factor, …"""

    def to_json(self) -> dict[str, Any]:
        """Plain data; `from_json` is its inverse."""
        return {
            "rule_set": self.rule_set.value,
            "code": self.code.value,
            "overrides": dict(self.overrides),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Settings:
        """Settings from `to_json`'s form."""
        return cls(RuleSet(data["rule_set"]), FireCode(data["code"]), data["overrides"])
