"""How much a reader takes: bounds that no real building meets and that keep hostile input cheap."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 64 * 1024 * 1024
"""Of one input text. A Honeybee model of 2,000 rooms has some 50 MB, a building file far less."""
MAX_ROOMS: Final = 20_000
MAX_SIDE: Final = 400
"""Tiles along one side of a room's grid."""
MAX_CELLS: Final = 5_000_000
"""Tiles of a whole building."""
MAX_NAME: Final = 200
"""Characters of a name or a reason."""
MAX_NOTE: Final = 1_000
"""Characters of an assumption carried over from an earlier reading."""
MAX_NOTES: Final = 50
MAX_ID: Final = 100
MAX_POINTS: Final = 2_000
"""Of one outline or hole."""
MAX_CORNERS: Final = 1_000_000
"""Points of all outlines and holes of a building."""
MAX_HOLES: Final = 100
MAX_COORDINATE_M: Final = 1e7
"""Site coordinates, national grids in m included."""
MIN_TILE_M: Final = 0.1
MAX_TILE_M: Final = 3.0
MIN_CEILING_M: Final = 1.8
MAX_CEILING_M: Final = 30.0
MAX_WAIVERS: Final = 10_000
MAX_ENTRIES: Final = 200
"""Of one table in `settings`."""
MAX_INTENSITIES: Final = 200_000
"""Of all luminaires' tables, which every job carries: 200 of the usual size, or seven of the finest."""

DEFAULT_TILE_M: Final = 0.6
TWO_FEET_M: Final = 0.6096
"""24 in, the tile of models that are drawn in feet or inches."""
DEFAULT_CEILING_M: Final = 2.8
DEFAULT_STOREY_DROP_M: Final = 0.7
"""The suspended ceiling below the storey's (rule GEO-5)."""
DEFAULT_ROOM_TYPE: Final = "office_enclosed"
