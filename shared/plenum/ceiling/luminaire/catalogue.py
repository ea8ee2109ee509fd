"""The luminaires a layout is made of: recessed panels described by a few figures, or by their own table.

Without a table the light distribution is I(t) = Phi·(n+1)/(2·pi)·cos(t)^n: n = 1 is an opal (Lambertian)
panel, n near 2.6 a low-glare one (fitted to a measured panel, domain facts 1.6). Flux is the luminaire's
own, so no fixture loss applies again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from plenum.ceiling.luminaire.distribution import Beam, Distribution


@dataclass(frozen=True)
class Luminaire:
    """One catalogue entry."""

    name: str
    lumens: float
    """Absolute (luminaire) flux in lm."""
    watts: float
    n: float
    """Exponent of the cosine-power distribution; greater is narrower."""
    ugr: float
    """Declared glare class."""
    shr: float = 1.5
    """Greatest spacing over mounting height for acceptable uniformity (rule LGT-4)."""

    distribution: Distribution | None = None
    """From a luminaire file; `lumens` is then its flux downwards."""

    @property
    def beam(self) -> Beam:
        """How it distributes its light."""
        return self.distribution or self.n

    @property
    def efficacy_lm_w(self) -> float:
        """Luminous efficacy in lm/W."""
        return self.lumens / self.watts


CATALOGUE: Final[dict[str, Luminaire]] = {
    "A": Luminaire("A", 3600.0, 28.0, 1.0, 22.0),
    "B": Luminaire("B", 3600.0, 30.0, 2.6, 19.0),
    "C": Luminaire("C", 2400.0, 18.0, 1.0, 22.0),
}
"""Engineering judgement after public panels of 94 to 125 lm/W (domain facts 1.8)."""


def luminaire(name: str, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Luminaire:
    """A luminaire by name: the building's own (`settings.luminaires`), or the catalogue's.

    A building's entry with a catalogue name changes the figures it gives; a new name needs
    `lumens` and `watts`. Raises KeyError for a name that neither knows.
    """
    own = (overrides or {}).get(name)
    if own is None:
        return CATALOGUE[name]
    base = CATALOGUE.get(name)
    if base is None:
        base = Luminaire(name, float(own["lumens"]), float(own["watts"]), 1.0, 22.0)
    return Luminaire(
        name,
        lumens=float(own.get("lumens", base.lumens)),
        watts=float(own.get("watts", base.watts)),
        n=float(own.get("n", base.n)),
        ugr=float(own.get("ugr", base.ugr)),
        shr=float(own.get("shr", base.shr)),
        distribution=Distribution.from_json(own["distribution"]) if "distribution" in own else None,
    )
