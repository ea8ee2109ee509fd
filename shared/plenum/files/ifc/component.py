"""An element that hangs in a ceiling, whichever model it is from; needs no library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Component:
    """One element, in m on the site."""

    symbol: str
    """The tile's character: one of the four kinds, or that of a tile in whose way it is."""
    name: str
    at_m: tuple[float, float]
    """The middle of its box in plan."""
    low_m: float
    high_m: float
    flow_l_s: float | None
    space: int | None
    """The number of the space that the file says it is in, if it says one."""
