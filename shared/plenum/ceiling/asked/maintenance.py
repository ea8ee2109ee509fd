"""What is left of a new installation's light when it is cleaned next: one factor, or its parts (LGT-8)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.rules.rule_set import RULES

PARTS: Final[Mapping[str, str]] = {"llmf": "LLMF", "lsf": "LSF", "lmf": "LMF", "rsmf": "RSMF"}
"""Lamps' flux, lamps that still burn, clean luminaires, clean room surfaces, as settings and as written."""


def maintenance_factor(settings: Settings) -> float:
    """MF = LLMF · LSF · LMF · RSMF (CIE 97:2005) of `settings.maintenance_factor`, or the factor it is."""
    said = _said(settings)
    return math.prod(float(said[part]) for part in PARTS) if isinstance(said, Mapping) else float(said)


def maintenance_parts(settings: Settings) -> str:
    """The product in words, as in `LLMF 0.9 · LSF 1 · LMF 0.95 · RSMF 0.94`; empty for a single factor."""
    said = _said(settings)
    if not isinstance(said, Mapping):
        return ""
    return " · ".join(f"{written} {said[part]:g}" for part, written in PARTS.items())


def _said(settings: Settings) -> Any:
    return settings.overrides.get("maintenance_factor", RULES["LGT-8"].default)
