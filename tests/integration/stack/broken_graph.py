"""The installed graph, but one model cannot be imported, or leaves a thread behind: PLENUM_GRAPH of tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from plenum.pipeline.graph import Graph
from services.stages import GRAPH as REAL

BROKEN: Final = "selector"


def _with(model: str) -> Graph:
    return Graph(tuple(replace(s, model=model) if s.name == BROKEN else s for s in REAL.stages))


CANNOT_BE_IMPORTED = _with("tests.integration.stack.cannot_be_imported:select")
STARTS_A_THREAD = _with("tests.integration.stack.starts_a_thread:select")
