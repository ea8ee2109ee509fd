"""What a valid lighting layout is worth: a price list over its evidence.

    confidence = 0.60·economy + 0.15·uniformity + 0.15·regularity + 0.10·spacing

- economy: the lumen method's power over the installed one, full at 1.25 (the points may need a fifth
  less than the lumen method asks). Over-lighting is priced here: a room that is too bright has more
  power than it needs.
- uniformity: how far U0 lies above its limit, full at 0.2 beyond.
- regularity: symmetry and alignment, 0..1 (LGT-12).
- spacing: 1 where LGT-4 and LGT-5 hold, less in proportion to the excess.

The weights are our judgement: taking away one luminaire of four outweighs a symmetrical layout turned
scattered, one of eight does not. Few lights, even light and order thus each win somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plenum.ceiling.rules.evidence import Evidence

ECONOMY: Final = 0.60
UNIFORMITY: Final = 0.15
REGULARITY: Final = 0.15
SPACING: Final = 0.10
FULL_ECONOMY: Final = 1.25
FULL_UNIFORMITY: Final = 0.20


def light_confidence(evidence: Iterable[Evidence]) -> float:
    """0..1 from a light stage's evidence; 0 where a hard rule is broken or nothing was checked."""
    found = {e.rule: e for e in evidence}
    if not found or any(e.hard and not e.passed for e in found.values()):
        return 0.0
    power, efficacy = found["LGT-6"], found["LGT-7"]
    textbook = efficacy.limit / efficacy.value * power.limit
    economy = min(1.0, textbook / power.value / FULL_ECONOMY) if power.value > 0.0 else 1.0
    uniformity = min(1.0, max(0.0, found["LGT-2"].margin) / FULL_UNIFORMITY)
    even = sum(_kept(found[rule]) for rule in ("LGT-4", "LGT-5")) / 2.0
    return ECONOMY * economy + UNIFORMITY * uniformity + REGULARITY * found["LGT-12"].value + SPACING * even


def _kept(spacing: Evidence) -> float:
    """1 where an "at most" rule holds, limit/value where it does not."""
    return 1.0 if spacing.passed else spacing.limit / spacing.value
