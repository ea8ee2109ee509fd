"""Prometheus' rules as they are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

RULES: Final = Path(__file__).parents[2] / "prometheus" / "rules"


def rules() -> list[dict[str, Any]]:
    """Every rule of every file."""
    groups = [group for at in RULES.glob("*.yml") for group in yaml.safe_load(at.read_text())["groups"]]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    """Those that are alerts, by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}
