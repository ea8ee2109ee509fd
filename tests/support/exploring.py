"""How many examples a property is looked at on: the same ones on every run, unless others are asked for."""

from __future__ import annotations

import os
from typing import Final

EXPLORE: Final = int(os.environ.get("PLENUM_EXPLORE", "0"))
"""So many examples of each property, other ones each time; 0: the usual number, always the same."""
