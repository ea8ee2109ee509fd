"""From a luminaire file's content to the figures and the table that travel with a job."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from plenum.ceiling.luminaire.distribution import (
    FLUX_LM,
    GAMMAS,
    PLANES,
    STEP_C_DEG,
    STEP_GAMMA_DEG,
    Distribution,
    Matrix,
)
from plenum.distribution import cure
from plenum.files.luminaire_files.ies import Layout, ies_layout, is_ies
from plenum.files.luminaire_files.ldt import ldt_layout
from plenum.files.luminaire_files.wrong import WrongLuminaireFileError

MISSING: Final = cure("photometry")
_FINE_DEG: Final = 0.5
_FINE_PLANE_DEG: Final = 5.0
"""Steps in which the flux of the file's own distribution is summed up."""
_AGREE: Final = (0.5, 1.5)
"""Flux of the intensities over the declared one: beyond, one of them is in another unit."""
_LEAST_DOWN: Final = 0.05
_EQUAL: Final = 2e-3
"""Of the greatest intensity: planes that differ by less are one."""


@dataclass(frozen=True)
class Measured:
    """A luminaire as its file describes it."""

    lumens: float
    """Downwards, lm."""
    watts: float | None
    distribution: dict[str, Any]


def measured(content: bytes, name: str) -> Measured:
    """The luminaire of a file. Raises WrongLuminaireFileError."""
    if find_spec("eulumdat") is None:
        raise WrongLuminaireFileError(None, "luminaire files need eulumdat, which is not installed", MISSING)
    from eulumdat import Eulumdat

    text = _decoded(content)
    ies = is_ies(name, text)
    layout = (ies_layout if ies else ldt_layout)(text)
    try:
        file: Any = (Eulumdat.parse_ies if ies else Eulumdat.parse)(text)
    except ValueError as error:
        raise WrongLuminaireFileError(None, str(error), "get the file anew from its maker") from None
    lamps = file.lamp_sets[0]
    # The library has applied an LM-63 multiplier already and calls it the conversion factor.
    klm = lamps.total_luminous_flux / 1000.0 * layout.factor
    down, up = _fluxes(file.sample, layout, klm)
    _plausible(down, up, layout)
    table = _table(file.sample, klm)
    table *= FLUX_LM / Distribution(tuple(map(tuple, table.tolist()))).flux_lm
    digest = hashlib.sha256(content).hexdigest()[:12]
    lost = up / (down + up)
    source = f"{name}, sha256 {digest}" + (f", {lost:.1%} upward light not counted" if lost >= 5e-3 else "")
    rows = [[round(value, 2) for value in row] for row in _fewest(table).tolist()]
    return Measured(round(down, 1), lamps.wattage_with_ballast or None, {"source": source, "cd_klm": rows})


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise WrongLuminaireFileError(None, "this is binary, or UTF-16 text", "give an IES or LDT file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _fluxes(sample: Callable[[float, float], float], layout: Layout, klm: float) -> tuple[float, float]:
    """Downwards and upwards, in lm."""
    planes = np.arange(0.0, 360.0, _FINE_PLANE_DEG)
    gammas = np.arange(0.0, min(layout.last_gamma, 180.0) + 1e-9, _FINE_DEG)
    mean = np.array([sum(sample(float(c), float(g)) for c in planes) for g in gammas]) / len(planes) * klm
    lit = mean * np.sin(np.radians(gammas))
    steps = np.radians(_FINE_DEG) * 2.0 * np.pi * (lit[1:] + lit[:-1]) / 2.0
    level = int(np.searchsorted(gammas, 90.0 - 1e-6))
    return float(steps[:level].sum()), float(steps[level:].sum())


def _plausible(down: float, up: float, layout: Layout) -> None:
    if down < _LEAST_DOWN * (down + up) or down <= 0.0:
        raise WrongLuminaireFileError(
            None, "it sends no light downwards", "use a luminaire for a suspended ceiling"
        )
    if layout.declared_lm and not _AGREE[0] <= (down + up) / layout.declared_lm <= _AGREE[1]:
        raise WrongLuminaireFileError(
            None,
            f"its intensities add up to {down + up:.5g} lm, it declares {layout.declared_lm:.5g} lm",
            "give intensities in cd per 1000 lm of the lamps",
        )


def _table(sample: Callable[[float, float], float], klm: float) -> Matrix:
    table: Matrix = np.array(
        [[sample(i * STEP_C_DEG, j * STEP_GAMMA_DEG) for j in range(GAMMAS)] for i in range(PLANES)]
    )
    return table * klm


def _fewest(table: Matrix) -> Matrix:
    """One plane, a quarter or a half turn of them, where the rest is a mirror image."""
    slack = _EQUAL * float(table.max())
    turn = np.arange(PLANES)
    for rows, folded in (
        (1, np.zeros_like(turn)),
        (7, np.minimum(turn % 12, 12 - turn % 12)),
        (13, np.minimum(turn, PLANES - turn)),
    ):
        if np.abs(table - table[folded]).max() <= slack:
            return table[:rows]
    return table
