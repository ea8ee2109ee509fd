"""What a building's author may override, with the defaults of the rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from plenum.ceiling.rules.fire_code import FireCode, RuleSet


@dataclass(frozen=True)
class Settings:
    """One building's rule set, code and overrides; `plenum.files` checks them before they come here."""

    rule_set: RuleSet = RuleSet.US
    code: FireCode = FireCode.NFPA72
    overrides: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The building file's `settings`, checked: targets, luminaires, loads, maintenance_factor, …"""

    @cached_property
    def inner_rooms(self) -> frozenset[str]:
        """The rooms that open onto no escape route, `settings.fire.inner_rooms`; a set, as each room asks."""
        return frozenset(self._fire.get("inner_rooms") or ())

    @cached_property
    def detected_rooms(self) -> frozenset[str]:
        """The rooms that detection covers whatever its category, `settings.fire.rooms`."""
        return frozenset(self._fire.get("rooms") or ())

    @property
    def _fire(self) -> Mapping[str, Any]:
        fire: Mapping[str, Any] = self.overrides.get("fire") or {}
        return fire

    def having(self, **own: Any) -> Settings:
        """These with some overrides set."""
        return replace(self, overrides={**self.overrides, **own})

    def without(self, name: str) -> Settings:
        """These without one override: what it asked for is done."""
        return replace(self, overrides={key: value for key, value in self.overrides.items() if key != name})

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
