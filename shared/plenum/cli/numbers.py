"""Numbers between commas, as options take them."""

from __future__ import annotations

import typer


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
    """A tile's two edges in m, as `--tile` takes them: one for both, or X,Y. Raises typer.BadParameter."""
    edges = numbers("--tile", text, (1, 2))
    return edges if len(edges) == 2 else edges * 2
