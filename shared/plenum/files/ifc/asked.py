"""What the process that reads an IFC file may be asked for, by its first argument."""

from __future__ import annotations

from typing import Final

BUILDING: Final = "building"
COMPONENTS: Final = "components"
"""What hangs in the ceilings alone: of a model of services beside the architect's."""
