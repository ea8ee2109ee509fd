"""Bands of illuminance: round limits, and colours that grow lighter with the light, in grey print too."""

from __future__ import annotations

import math
from typing import Final

_ANCHORS: Final = ("#2f3f73", "#37698f", "#3f8f8f", "#79b57c", "#c9d061", "#f7e58a", "#fffbe3")
"""From dark to light; lightness rises all the way, so that grey print keeps the order."""
MOST_BANDS: Final = 9


def limits(least: float, most: float) -> list[float]:
    """Round levels of illuminance from at or below the least to above the most, at most MOST_BANDS apart."""
    step = next(s for s in _round_steps() if math.floor(most / s) - math.floor(least / s) < MOST_BANDS)
    first = math.floor(least / step)
    return [step * i for i in range(first, math.floor(most / step) + 2)]


def _round_steps() -> list[float]:
    return [base * 10.0**power for power in range(7) for base in (1.0, 2.0, 5.0)]


def colours(count: int) -> list[str]:
    """So many colours, from the darkest to the lightest; one alone is from the middle."""
    places = [i / (count - 1) for i in range(count)] if count > 1 else [0.6]
    return [_mix(place * (len(_ANCHORS) - 1)) for place in places]


def _mix(place: float) -> str:
    i = min(int(place), len(_ANCHORS) - 2)
    low, high = (_parts(_ANCHORS[j]) for j in (i, i + 1))
    mixed = (round(a + (b - a) * (place - i)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def grey(colour: str) -> float:
    """How light a colour is in black and white print, 0 to 1 (relative luminance)."""
    linear = [(p / 255 / 12.92) if p <= 10 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
