"""What either format says of a luminaire."""

from __future__ import annotations

from dataclasses import dataclass

from plenum.files.luminaire.web import Web


@dataclass(frozen=True)
class Photometry:
    """A luminaire file's content, as far as a ceiling needs it."""

    web: Web
    watts: float | None
    declared_lm: float | None = None
    """The luminaire's flux as the file declares it; none where that is of the lamps, or of nothing."""
    remark: str = ""
    """What whoever reads the evidence should know of the measurement."""
