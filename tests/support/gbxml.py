"""Small gbXML documents of our own making, in any length unit, with what goes wrong in real ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

Point3 = tuple[float, float, float]
METRES = {"Meters": 1.0, "Feet": 0.3048, "Inches": 0.0254, "Millimeters": 0.001, "Centimeters": 0.01}


def loop(points: Iterable[Sequence[float]], unit: str = "Meters") -> str:
    """A PolyLoop of points in m, written in another unit."""
    m = METRES[unit]
    corners = "".join(
        "<CartesianPoint>" + "".join(f"<Coordinate>{c / m!r}</Coordinate>" for c in p) + "</CartesianPoint>"
        for p in points
    )
    return f"<PolyLoop>{corners}</PolyLoop>"


def at_level(points: Iterable[tuple[float, float]], z: float) -> list[Point3]:
    """Corners in plan as points in space."""
    return [(x, y, z) for x, y in points]


def faces(points: Sequence[tuple[float, float]], z: float, height: float) -> list[list[Point3]]:
    """A prism: floor, ceiling and walls."""
    walls = [
        [(x0, y0, z), (x1, y1, z), (x1, y1, z + height), (x0, y0, z + height)]
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True)
    ]
    return [at_level(reversed(points), z), at_level(points, z + height), *walls]


def plan(points: Iterable[tuple[float, float]], z: float = 0.0, unit: str = "Meters") -> str:
    """A space's own plan."""
    return f"<PlanarGeometry>{loop(at_level(points, z), unit)}</PlanarGeometry>"


def shell(
    points: Sequence[tuple[float, float]], z: float = 0.0, height: float = 3.5, unit: str = "Meters"
) -> str:
    """A space's closed shell."""
    loops = "".join(loop(face, unit) for face in faces(points, z, height))
    return f"<ShellGeometry><ClosedShell>{loops}</ClosedShell></ShellGeometry>"


def space(own: str, geometry: str = "", *, name: str = "", more: str = "", **attributes: str) -> str:
    """A Space; attributes as gbXML calls them."""
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<Space id={quoteattr(own)}{said}><Name>{escape(name)}</Name>{geometry}{more}</Space>"


def surface(own: str, kind: str, points: Sequence[Point3], *sides: str, unit: str = "Meters") -> str:
    """A Surface between spaces."""
    beside = "".join(f"<AdjacentSpaceId spaceIdRef={quoteattr(side)}/>" for side in sides)
    geometry = f"<PlanarGeometry>{loop(points, unit)}</PlanarGeometry>"
    opening = f"<Opening id='o-{own}'>{geometry}</Opening>"
    return f"<Surface id={quoteattr(own)} surfaceType={quoteattr(kind)}>{beside}{geometry}{opening}</Surface>"


def document(*spaces: str, surfaces: str = "", unit: str | None = "Meters", around: str = "") -> str:
    """A whole file: one campus, one building, one storey, one zone."""
    units = f' lengthUnit="{unit}"' if unit else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<gbXML xmlns="http://www.gbxml.org/schema"{units}'
        ' areaUnit="SquareMeters" volumeUnit="CubicMeters" temperatureUnit="C" version="6.01">'
        '<Campus id="campus"><Building id="annex" buildingType="Office"><Name>Annex</Name>'
        '<BuildingStorey id="level-1"><Name>Level 1</Name><Level>0</Level></BuildingStorey>'
        f"{''.join(spaces)}</Building>{surfaces}</Campus>"
        f'<Zone id="zone-1"><Name>VAV 1</Name></Zone>{around}</gbXML>'
    )
