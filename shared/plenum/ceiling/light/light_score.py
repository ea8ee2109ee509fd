"""What a valid lighting layout is worth: a price list over its evidence.

    confidence = 0.93·worth + 0.02·uniformity + 0.05·spacing

- worth: the lumen method's power over the price in watts, full at 1.25 (the points may need a fifth less
  than the lumen method asks). The price is the power installed, and for each blemish of order (LGT-12
  gives their sum, a half at six) 10 W and 5 % of the lumen method's power, up to 12 of them.
  Over-lighting is priced here: a room that is too bright has more power than it needs.
- uniformity: how far U0 lies above its limit, full at 0.2 beyond.
- spacing: 1 where LGT-4 and LGT-5 hold, less in proportion to the excess.

The weights follow the price by which the models rank their arrays, so that the choice is the model's that
aims at it unless another one is better by the same measure. Where order is free the fewest are wanted: no
blemish is priced.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plenum.ceiling.light.looks import blemishes
from plenum.ceiling.rules.evidence import Evidence

WORTH: Final = 0.93
UNIFORMITY: Final = 0.02
SPACING: Final = 0.05
BLEMISH_W: Final = 10.0
"""Price of a blemish in W,"""
BLEMISH_SHARE: Final = 0.05
"""and as a share of the lumen method's power."""
MOST_BLEMISHES: Final = 12.0
"""Beyond so many there is no order to pay for."""
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
    price = power.value
    if "LGT-12" in found:
        price += min(MOST_BLEMISHES, blemishes(found["LGT-12"].value)) * (
            BLEMISH_W + BLEMISH_SHARE * textbook
        )
    worth = min(1.0, textbook / price / FULL_ECONOMY) if price > 0.0 else 1.0
    uniformity = min(1.0, max(0.0, found["LGT-2"].margin) / FULL_UNIFORMITY)
    even = sum(_kept(found[rule]) for rule in ("LGT-4", "LGT-5")) / 2.0
    return WORTH * worth + UNIFORMITY * uniformity + SPACING * even


def _kept(spacing: Evidence) -> float:
    """1 where an "at most" rule holds, limit/value where it does not."""
    return 1.0 if spacing.passed else spacing.limit / spacing.value
