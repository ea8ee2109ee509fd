"""Small drawings of our own making: outlines of rooms on a layer, texts in them."""

from __future__ import annotations

import io
from typing import Any

import ezdxf

from plenum.files.building.building import Building
from plenum.files.read import read_building

M, MM, FEET = 6, 4, 2


class Plan:
    """A drawing in the making; lengths in its unit."""

    def __init__(self, unit: int = MM, version: str = "R2010") -> None:
        self.doc: Any = ezdxf.new(version, units=unit)
        self.space: Any = self.doc.modelspace()
        self.scale = {M: 1.0, MM: 1000.0, FEET: 1 / 0.3048, 0: 1000.0}[unit]

    def box(self, x: float, y: float, w: float, h: float, layer: str = "A-AREA", **more: Any) -> None:
        """A rectangle in m."""
        corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        scaled = [(a * self.scale, b * self.scale) for a, b in corners]
        if more.pop("repeated", False):
            scaled, close = [*scaled, scaled[0]], False
        else:
            close = True
        self.space.add_lwpolyline(scaled, close=close, dxfattribs={"layer": layer, **more})

    def say(self, text: str, x: float, y: float, size: float = 0.2) -> None:
        """A text in m."""
        at = (x * self.scale, y * self.scale)
        if "\n" in text:
            self.space.add_mtext(text, dxfattribs={"insert": at, "char_height": size * self.scale})
        else:
            self.space.add_text(text, height=size * self.scale).set_placement(at)

    def read(self, **options: Any) -> Building:
        """The building of the file that this is saved as."""
        return read_building(self.doc.encode(self.text()), options=options or None)

    def text(self) -> str:
        """The file that this is saved as."""
        written = io.StringIO()
        self.doc.write(written)
        return written.getvalue()
