"""How much of an IFC file is looked at: bounds that no real building meets."""

from __future__ import annotations

from typing import Final

MAX_CHAIN: Final = 100
"""Placements that hang on each other, mapped items inside each other."""
MAX_ITEMS: Final = 500
"""Items of one body."""
MAX_CORNERS: Final = 2_000_000
"""Points of all bodies that are looked at; one that is used twice counts once."""
MAX_REFERENCES: Final = 200_000
"""Instances below one item that the geometry library is given, and how deep they may be nested."""
MAX_DEPTH: Final = 200
MAX_ELEMENTS: Final = 200_000
"""Terminals, sensors and what else may hang in a ceiling."""
MAX_SECONDS: Final = 600
"""A guard for what no count can bound: the time of the geometry library on one file."""
MAX_SECONDS_OF_TEXT: Final = 8
"""The same of a processor for text that was handed over, in a message perhaps: other jobs wait meanwhile."""
MAX_MEMORY: Final = 8 * 2**30
"""Of the process that reads, in bytes."""
