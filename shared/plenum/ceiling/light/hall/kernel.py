"""A luminaire's light on the working plane as a sum of products of one function of x and one of y.

    (h² + dx² + dy²)^-m = 1/Γ(m) ∫ exp(m·u - e^u·(h² + dx² + dy²)) du,  m = (n + 3)/2

so a sum over equidistant u (the trapezoid rule, which converges exponentially here) turns the point
formula of `photometry.direct` into Gaussians, and those factor into x and y. Illuminance from lights
on a tile grid at points on another grid is then two small matrix products a term, whatever the two
pitches are. Relative to the light right below a luminaire the sum is good to 1e-8.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.photometry import Matrix

_STEP: Final = 0.62
"""Of u, over the root of m: the integrand is about 1/sqrt(m) wide."""
_LEAST: Final = 1e-10
"""What the ends of the integral may leave out, relative to the peak."""


@lru_cache(maxsize=64)
def terms(n: float) -> tuple[Matrix, Matrix]:
    """Rates and weights: (1 + q)^-m = sum of weight·exp(-rate·q) for q >= 0."""
    m = (n + 3.0) / 2.0
    step = _STEP / math.sqrt(m)
    low = (math.log(_LEAST * m) + math.lgamma(m)) / m
    high = math.log(40.0 + 4.0 * m)
    u = np.arange(math.floor(low / step), math.ceil(high / step) + 1) * step
    rates = np.exp(u)
    weights = step * np.exp(m * u - rates - math.lgamma(m))
    kept = weights > _LEAST * weights.max()
    return rates[kept], weights[kept]


def peak_lx(flux_lm: float, n: float, height_m: float) -> float:
    """The illuminance right below a point source of this flux."""
    return flux_lm * (n + 1.0) / (2.0 * math.pi) / height_m**2


def along(
    lights_m: Matrix, points_m: Matrix, height_m: float, n: float, size_m: float
) -> NDArray[np.float64]:
    """lights × terms × points: each Gaussian along one axis, the luminaire's two halves averaged."""
    rates, _ = terms(n)
    total = np.zeros((len(lights_m), len(rates), len(points_m)))
    term = np.empty_like(total[:, 0])
    for half in (-0.25, 0.25):
        q = (np.subtract.outer(lights_m + half * size_m, points_m) / height_m) ** 2
        for rate, gaussians in zip(rates.tolist(), total.transpose(1, 0, 2), strict=True):
            np.multiply(q, -rate, out=term)
            np.exp(term, out=term)
            np.add(gaussians, term, out=gaussians)
    total /= 2.0
    return total
