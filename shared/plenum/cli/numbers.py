"""Numbers between commas, as options take them."""

from __future__ import annotations

import re
from typing import Final

import typer

_METRES: Final = {"": 1.0, "m": 1.0, "mm": 0.001, "cm": 0.01, "in": 0.0254, "ft": 0.3048}
_EDGE: Final = re.compile(rf"(\d*\.?\d+) ?({'|'.join(_METRES)})")


def numbers(option: str, text: str, counts: tuple[int, ...]) -> list[float]:
    """So many numbers between commas. Raises typer.BadParameter."""
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    if len(found) not in counts:
        raise typer.BadParameter(
            f"{option} {text!r}: give {' or '.join(('', 'X', 'X,Y')[n] for n in counts)}"
        )
    return found


def tile_edges(text: str) -> list[float]:
    """A tile's two edges in m, as `--tile` takes them: one for both, or X,Y, in m or such as 24in or 2ft.

    Raises typer.BadParameter.
    """
    found = [_EDGE.fullmatch(part.strip()) for part in text.split(",")]
    edges = [round(float(edge[1]) * _METRES[edge[2]], 6) for edge in found if edge]
    if len(edges) != len(found) or len(edges) > 2:
        raise typer.BadParameter(f"--tile {text!r}: give X or X,Y in m, or with a unit: 24in, 2ft, 600mm")
    return edges if len(edges) == 2 else edges * 2
