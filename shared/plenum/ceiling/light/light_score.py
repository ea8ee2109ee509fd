"""What a valid lighting layout is worth: a price list over its evidence.

    confidence = 0.50·economy + 0.30·order + 0.10·uniformity + 0.10·spacing

- economy: the lumen method's power over the installed one, full at 1.25 (the points may need a fifth
  less than the lumen method asks). Over-lighting is priced here: a room that is too bright has more
  power than it needs.
- order: LGT-12, a half at blemishes worth six lights.
- uniformity: how far U0 lies above its limit, full at 0.2 beyond.
- spacing: 1 where LGT-4 and LGT-5 hold, less in proportion to the excess.

The weights follow the price by which the models rank: in a room of a dozen lights one light more costs
0.50·1/12 = 0.04, and so does a blemish worth one. Where order is free the fewest are wanted: then economy
is all but 0.1 for uniformity.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plenum.ceiling.rules.evidence import Evidence

ECONOMY: Final = 0.50
ORDER: Final = 0.30
UNIFORMITY: Final = 0.10
SPACING: Final = 0.10
REGULARITY: Final = 0.15
"""Of symmetry and alignment, where lights in no order are compared with each other."""
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
    if "LGT-12" not in found:
        # Not clipped: of two layouts below the textbook's power the one with fewer lights is worth more.
        fewest = textbook / power.value / (2.0 * FULL_ECONOMY) if power.value > 0.0 else 1.0
        return (1.0 - UNIFORMITY) * min(1.0, fewest) + UNIFORMITY * uniformity
    even = sum(_kept(found[rule]) for rule in ("LGT-4", "LGT-5")) / 2.0
    return ECONOMY * economy + ORDER * found["LGT-12"].value + UNIFORMITY * uniformity + SPACING * even


def _kept(spacing: Evidence) -> float:
    """1 where an "at most" rule holds, limit/value where it does not."""
    return 1.0 if spacing.passed else spacing.limit / spacing.value
