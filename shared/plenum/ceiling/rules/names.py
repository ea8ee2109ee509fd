"""What each rule is called in words: an id alone says nothing to whoever reads a report."""

from __future__ import annotations

import re
from typing import Final

NAMES: Final[dict[str, str]] = {
    "GEO-1": "Room cavity ratio",
    "GEO-2": "Components inside the room",
    "GEO-3": "Direction of the grid",
    "GEO-4": "Border tiles",
    "GEO-5": "Height of the ceiling",
    "LGT-1": "Mean illuminance",
    "LGT-2": "Uniformity U0",
    "LGT-3": "Calculation grid",
    "LGT-4": "Spacing of lights",
    "LGT-5": "Lights to walls",
    "LGT-6": "Lighting power",
    "LGT-7": "Efficacy of the luminaire",
    "LGT-8": "Maintenance factor",
    "LGT-9": "Reflectances",
    "LGT-10": "Over-lighting",
    "LGT-11": "Indirect light",
    "LGT-12": "Order of lights",
    "LGT-13": "Glare class",
    "LGT-14": "Glare (UGR) along the walls",
    "LGT-15": "Cylindrical illuminance",
    "LGT-16": "Illuminance of the walls",
    "LGT-17": "Illuminance of the ceiling",
    "LGT-18": "Modelling",
    "LGT-19": "Lighting energy (LENI)",
    "LGT-20": "Uniformity of the walls",
    "AIR-1": "Outdoor air",
    "AIR-2": "Supply air Q",
    "AIR-3": "Supply diffusers",
    "AIR-4": "Spacing of diffusers",
    "AIR-5": "Throw",
    "AIR-6": "Evenness of diffusers",
    "AIR-7": "Supply to wall",
    "AIR-8": "Return free area",
    "AIR-9": "Return to supply",
    "AIR-10": "Air balance",
    "AIR-11": "Negative pressure",
    "AIR-12": "Air not moved",
    "SMK-1N": "To nearest detector",
    "SMK-1B": "To nearest detector",
    "SMK-1E": "To nearest detector",
    "SMK-2N": "Square spacing instead",
    "SMK-3": "Floor out of sight",
    "SMK-4": "Detector to wall",
    "SMK-5": "Detector to supply",
    "SMK-6": "Detector to return",
    "SMK-7": "Spacing in corridors",
    "SMK-8": "Area at high air change",
    "SMK-9": "Detectors",
    "SMK-10": "Ceiling not too high",
    "SMK-11": "Voids",
    "SMK-12": "Floor a detector",
    "CLS-1": "One component a tile",
    "CLS-2": "Detector to light",
    "CLS-3": "Below sprinklers",
    "CLS-4": "Existing components kept",
    "EVD-1": "Evidence is complete",
    "OPT-1": "Counts and bounds",
    "OPT-2": "Why it cannot be",
}
"""By rule id; a code's own form of a rule is called as the others are."""


_ID: Final = re.compile(r"\b[A-Z]{3}-\d+[NBE]?\b")


def with_names(sentence: str) -> str:
    """A sentence with each rule's name before its id, which stands behind it in brackets."""
    return _ID.sub(
        lambda found: f"{NAMES[found[0]]} ({found[0]})" if found[0] in NAMES else found[0], sentence
    )


def name(rule_id: str) -> str:
    """A rule's name; empty for one that this version does not know."""
    return NAMES.get(rule_id, "")
