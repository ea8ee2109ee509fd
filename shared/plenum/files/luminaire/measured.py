"""From a luminaire file's content to the figures and the table that travel with a job."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from plenum.files.luminaire.ies import is_ies, read_ies
from plenum.files.luminaire.ldt import read_ldt
from plenum.files.luminaire.photometry import Photometry
from plenum.files.luminaire.table import table_of
from plenum.files.luminaire.text import decoded
from plenum.files.luminaire.wrong import WrongLuminaireFileError

_AGREE: Final = (0.5, 1.5)
"""Flux of the intensities over the declared one: beyond, one of them is in another unit."""
_LEAST_DOWN: Final = 0.05
_LEAST_LM: Final = 0.5
_TOLD_UP: Final = 5e-3
"""Of the flux, upwards: less is not worth a word."""
_TOLD_ERROR: Final = 5e-4
"""Of the peak: what rounding the table's figures alone makes is less."""


@dataclass(frozen=True)
class Measured:
    """A luminaire as its file describes it."""

    lumens: float
    """Downwards, lm."""
    watts: float | None
    distribution: dict[str, Any]


def measured(content: bytes, name: str) -> Measured:
    """The luminaire of a file. Raises WrongLuminaireFileError."""
    text = decoded(content)
    if text.lstrip().startswith("<"):
        raise WrongLuminaireFileError(
            None,
            "this is XML (TM-33 or the like), which is not read",
            "give the maker's IES or EULUMDAT file",
        )
    file = (read_ies if is_ies(name, text) else read_ldt)(text)
    down, up = file.web.flux_lm()
    _plausible(down, up, file.declared_lm)
    table, error = table_of(file.web, down)
    source = _source(name, content, file, up / (down + up), error)
    return Measured(round(down, 1), file.watts, {"source": source, **table})


def _source(name: str, content: bytes, file: Photometry, lost: float, error: float) -> str:
    """What the evidence says of the distribution."""
    told = [f"{name}, sha256 {hashlib.sha256(content).hexdigest()[:12]}"]
    if lost >= _TOLD_UP:
        told.append(f"{lost:.1%} upward light not counted")
    if error >= _TOLD_ERROR:
        told.append(f"table within {error:.1%} of the peak")
    if file.remark:
        told.append(file.remark)
    return ", ".join(told)


def _plausible(down: float, up: float, declared_lm: float | None) -> None:
    if down < max(_LEAST_DOWN * (down + up), _LEAST_LM):
        raise WrongLuminaireFileError(
            None, "it sends no light downwards", "use a luminaire for a suspended ceiling"
        )
    if declared_lm and not _AGREE[0] <= (down + up) / declared_lm <= _AGREE[1]:
        raise WrongLuminaireFileError(
            None,
            f"its intensities add up to {down + up:.5g} lm, it declares {declared_lm:.5g} lm",
            "give intensities in cd per 1000 lm of the lamps",
        )
