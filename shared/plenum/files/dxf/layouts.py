"""A layout a storey: a sheet with a window on the model at a round scale, and a title block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from plenum.files.drawing.on_paper import MARGIN
from plenum.files.drawing.paper import scale_words
from plenum.files.drawing.storey_block import WIDTH, Storey
from plenum.files.drawing.storey_sheet import paper_for
from plenum.files.dxf.layers import layers_of
from plenum.files.dxf.texts import plain
from plenum.files.geometry.site import Placed, bounds

_BLOCK_MM: Final = 60.0
_FORBIDDEN: Final = '<>/\\":;?*|,=`'


def add_layout(doc: Any, about: Storey, placed: list[Placed], others: Sequence[str]) -> None:
    """The storey's sheet; layers whose names end as the `others` are frozen in its window."""
    paper = paper_for(placed, (False,), about.units)
    named = "".join("_" if c in _FORBIDDEN or not c.isprintable() else c for c in about.title)[:80]
    layout = doc.layouts.new(f"{about.sheet_number} {named}".strip())
    size = (paper.width, paper.height)
    layout.page_setup(size=size, margins=(0, 0, 0, 0), units="mm", scale=(1, 1))
    column = paper.width - MARGIN - WIDTH - 8.0
    frame = [(MARGIN, MARGIN), (paper.width - MARGIN, MARGIN), (paper.width - MARGIN, paper.height - MARGIN)]
    layout.add_lwpolyline([*frame, (MARGIN, paper.height - MARGIN)], close=True)
    layout.add_line((column, MARGIN), (column, paper.height - MARGIN))
    layout.add_line((column, MARGIN + _BLOCK_MM), (paper.width - MARGIN, MARGIN + _BLOCK_MM))
    low, high = bounds(placed)
    window = column - 2 * MARGIN, paper.height - 4 * MARGIN
    view = layout.add_viewport(
        center=(MARGIN + (column - MARGIN) / 2, paper.height / 2),
        size=window,
        view_center_point=tuple(500.0 * (a + b) for a, b in zip(low, high, strict=True)),
        view_height=window[1] * paper.scale,
    )
    view.frozen_layers = [name for end in others for name in layers_of(end)]
    scale = f"{scale_words(paper.scale, about.units)} on {paper.name}"
    _title(layout, about, scale, (column + 4.0, MARGIN + _BLOCK_MM))


def _title(layout: Any, about: Storey, scale: str, at: tuple[float, float]) -> None:
    """The same as on the printed sheets."""
    rows = (
        (4.0, about.building.name or about.building.building_id),
        (3.0, f"Reflected ceiling plan: {about.title}"),
        (2.5, f"{about.sheet_number}, sheet {about.number} of {about.of}"),
        (2.5, scale),
        (2.5, f"Revision {about.issue.revision or '____'}  Date {about.issue.issued or '__________'}"),
        (2.5, f"Issued for {about.issue.purpose or '__________'}"),
        (2.0, "Not a certificate of compliance. Drawn by Plenum."),
    )
    y = at[1]
    for height, words in rows:
        y -= 1.9 * height + 2.0
        layout.add_text(plain(words), height=height, dxfattribs={"insert": (at[0], y), "layer": "0"})
