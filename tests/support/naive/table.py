"""The intensity of a luminaire with a table, looked up angle by angle.

Rows are C-planes every 15°, in each gamma from 0 to 90° every 2.5°, or as finely as the table says, in cd per
1000 lm. 1 row holds all round; rows up to 90° are a quarter turn, up to 180° a half one, the rest their
mirror images.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple


class Beam(NamedTuple):
    """How a luminaire shines."""

    candela: Callable[[float, float, float], float]
    """Per lumen, towards a point so far along x, along y and below."""


def beam(luminaire: dict[str, Any]) -> Beam:
    """How a luminaire of the naive tables shines."""
    table = luminaire.get("distribution")
    return _cosine(luminaire["n"]) if table is None else _table(json.dumps(table))


@cache
def _cosine(n: float) -> Beam:
    def candela(dx: float, dy: float, below: float) -> float:
        cos = below / math.sqrt(dx * dx + dy * dy + below * below)
        return (n + 1) / (2 * math.pi) * cos**n

    return Beam(candela)


@cache
def _table(text: str) -> Beam:
    data = json.loads(text)
    rows, turn = data["cd_klm"], data.get("turn_deg", 0.0)
    wide, high = data.get("c_step_deg", 15.0), data.get("gamma_step_deg", 2.5)
    covered = wide * (len(rows) - 1)

    def candela(dx: float, dy: float, below: float) -> float:
        c = (math.degrees(math.atan2(dy, dx)) - turn) % 360
        gamma = math.degrees(math.acos(below / math.sqrt(dx * dx + dy * dy + below * below)))
        if len(rows) == 1:
            c = 0.0
        elif covered == 180 and c > 180:
            c = 360 - c
        elif covered == 90:
            c %= 180
            if c > 90:
                c = 180 - c
        plane, beside = int(c // wide), c % wide / wide
        step, further = int(gamma // high), gamma % high / high
        found = 0.0
        for i, part in ((plane, 1 - beside), (plane + 1, beside)):
            for j, share in ((step, 1 - further), (step + 1, further)):
                if part * share > 0:
                    found += part * share * rows[i % len(rows)][min(j, len(rows[0]) - 1)]
        return found / 1000

    return Beam(candela)
