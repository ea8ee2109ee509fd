"""The catalogue of component kinds: all that tells one kind from another, an entry each.

Files, drawings, exports and telemetry look here, so that a new kind is one entry, one folder of rules and
one model. Pure data: what draws and writes lies with the formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_Corner = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """How a kind looks on plans; colours are SVG's."""

    ink: str
    fill: str
    mark_ink: str
    mark_fill: str
    mark: tuple[_Corner, ...] = ()
    """The mark on a building's plan: corners from the tile's centre, in tiles; none for a circle."""
    letters: str = ""
    """What its symbol says where `files.drawing` has no drawing of its own for it."""


@dataclass(frozen=True)
class Dxf:
    """How a kind stands in a DXF file."""

    block: str
    layer: str
    """After the AIA's list of layers."""
    colour: int
    """AutoCAD's index."""
    about: str


@dataclass(frozen=True)
class Ifc:
    """What a kind is in an IFC file."""

    entity: str
    predefined: str
    property_set: str
    """The standard's, of this class."""
    depth_m: float
    """Upwards from the ceiling where it replaces a tile; downwards for what is fixed to one."""
    colour: tuple[float, float, float]
    airflow: str = ""
    """PEnum_AirTerminalAirflowType, of what moves air."""


@dataclass(frozen=True)
class Entry:
    """One kind of component."""

    symbol: str
    """Its character in a grid's rows, and the letter of its numbers in a schedule."""
    singular: str
    plural: str
    heading: str
    """The plural where a column is narrow."""
    event_field: str
    """Its count in the log event `pipeline_complete`."""
    families: tuple[str, ...]
    """The rule families that judge it."""
    drawing: Drawing
    dxf: Dxf
    ifc: Ifc

    @property
    def title(self) -> str:
        """The singular as a line begins."""
        return self.singular.capitalize()

    @property
    def flush(self) -> bool:
        """Whether it takes the place of a tile; otherwise it is fixed to one."""
        return self.ifc.depth_m > 0.0

    @property
    def moves_air(self) -> bool:
        """Whether it has a flow, in L/s."""
        return bool(self.ifc.airflow)


class Kind(StrEnum):
    """What hangs in ceilings. The value is the component's public name in files and metrics."""

    _value_: str
    entry: Entry

    LIGHT = (
        "light",
        Entry(
            symbol="L",
            singular="light",
            plural="lights",
            heading="lights",
            event_field="lights",
            families=("LGT",),
            drawing=Drawing(
                ink="#1c1f23",
                fill="#fbe7a1",
                mark_ink="#8a6a00",
                mark_fill="#f6c32c",
                mark=((-0.42, -0.42), (0.42, -0.42), (0.42, 0.42), (-0.42, 0.42)),
            ),
            dxf=Dxf("LUMINAIRE", "E-LITE-FIXT", 40, "Luminaires"),
            ifc=Ifc(
                "IfcLightFixture", "DIRECTIONSOURCE", "Pset_LightFixtureTypeCommon", 0.08, (1.0, 0.9, 0.4)
            ),
        ),
    )
    SUPPLY = (
        "air_supply",
        Entry(
            symbol="S",
            singular="air supply",
            plural="air supplies",
            heading="supply",
            event_field="air_supply",
            families=("AIR_SUPPLY",),
            drawing=Drawing(
                ink="#12508f",
                fill="#eaf2fb",
                mark_ink="#12508f",
                mark_fill="#7fb2e5",
                mark=((-0.56, 0), (0, -0.56), (0.56, 0), (0, 0.56)),
            ),
            dxf=Dxf("SUPPLY_DIFFUSER", "M-HVAC-SUPP", 5, "Supply diffusers"),
            ifc=Ifc(
                "IfcAirTerminal",
                "DIFFUSER",
                "Pset_AirTerminalTypeCommon",
                0.25,
                (0.3, 0.55, 0.9),
                "SUPPLYAIR",
            ),
        ),
    )
    RETURN = (
        "air_return",
        Entry(
            symbol="R",
            singular="air return",
            plural="air returns",
            heading="return",
            event_field="air_return",
            families=("AIR_RETURN",),
            drawing=Drawing(
                ink="#2f6b2f",
                fill="#ffffff",
                mark_ink="#2f6b2f",
                mark_fill="#2f6b2f",
                mark=((-0.42, -0.42), (0.42, -0.42), (0.42, 0.42)),
            ),
            dxf=Dxf("RETURN_GRILLE", "M-HVAC-RETN", 94, "Return and exhaust grilles"),
            ifc=Ifc(
                "IfcAirTerminal", "GRILLE", "Pset_AirTerminalTypeCommon", 0.1, (0.45, 0.7, 0.55), "RETURNAIR"
            ),
        ),
    )
    DETECTOR = (
        "smoke_detector",
        Entry(
            symbol="D",
            singular="smoke detector",
            plural="smoke detectors",
            heading="detectors",
            event_field="smoke_detectors",
            families=("SMK",),
            drawing=Drawing(
                ink="#a8132b", fill="#ffffff", mark_ink="#a8132b", mark_fill="#ffffff", letters="SD"
            ),
            dxf=Dxf("SMOKE_DETECTOR", "F-DETC-SMOK", 1, "Smoke detectors"),
            ifc=Ifc("IfcSensor", "SMOKESENSOR", "Pset_SensorTypeCommon", -0.05, (0.85, 0.25, 0.25)),
        ),
    )

    def __new__(cls, name: str, entry: Entry | None = None) -> Self:
        """A member with its entry; `Kind(name)` finds one, as for any enumeration."""
        if entry is None:
            raise TypeError(f"kind {name!r} has no entry")
        member = str.__new__(cls, name)
        member._value_ = name
        member.entry = entry
        return member
