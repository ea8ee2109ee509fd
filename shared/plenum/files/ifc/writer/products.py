"""What hangs in the ceilings as IFC products: a type object a kind, its body once, an occurrence a tile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from plenum.ceiling.luminaire.catalogue import Luminaire
from plenum.ceiling.room.grid import KINDS, SYMBOLS, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.ifc.writer.model import Model
from plenum.files.ifc.writer.sets import assign, enumerated, property_set
from plenum.files.ifc.writer.skeleton import Skeleton
from plenum.files.ifc.writer.spaces import JOINT_M

STATUS: Final = ("NEW", "EXISTING", "DEMOLISH", "TEMPORARY", "OTHER", "NOTKNOWN", "UNSET")
AIRFLOWS: Final = ("SUPPLYAIR", "RETURNAIR", "EXHAUSTAIR", "OTHER", "NOTKNOWN", "UNSET")


ROUND_RADIUS_M: Final = 0.05
"""Of what is fixed to a tile."""
Stand = Callable[[Sequence[float]], Any]
"""Makes the placement of what stands at a point of the room's grid, m."""
_Key = tuple[Kind, str, tuple[float, float]]


@dataclass
class Products:
    """The types of one file, made when they are first needed, and who is of each."""

    model: Model
    parts: Skeleton
    _types: dict[_Key, tuple[Any, Any]] = field(default_factory=dict)
    _of: dict[_Key, list[Any]] = field(default_factory=dict)

    def hang(self, room: Room, stand: Stand, lamp: Luminaire, without: Collection[Tile] = ()) -> list[Any]:
        """An occurrence for each occupied tile of a room but for some, with its property sets."""
        made: dict[Tile, Any] = {}
        for tile, char in room.tiles():
            if char in KINDS and tile not in without:
                made[tile] = self._occurrence(room, stand, tile, KINDS[char], lamp)
        self._status(room, made)
        self._flows(room, made)
        return list(made.values())

    def close(self) -> None:
        """Say of which type each occurrence is."""
        for key, occurrences in self._of.items():
            self.model.rooted(
                "IfcRelDefinesByType",
                _path(key),
                RelatedObjects=occurrences,
                RelatingType=self._types[key][0],
            )

    def _occurrence(self, room: Room, stand: Stand, tile: Tile, kind: Kind, lamp: Luminaire) -> Any:
        model, product = self.model, kind.entry.ifc
        key = (kind, lamp.name if kind is Kind.LIGHT else "", room.tile_m)
        if key not in self._types:
            self._types[key] = self._type(key, lamp)
        mapped = self._types[key][1]
        at = (*room.centre_m(tile), room.ceiling_height_m)
        shape = model.new("IfcShapeRepresentation", self.parts.body, "Body", "MappedRepresentation", [mapped])
        occurrence = model.element(
            product.entity,
            product.predefined,
            GlobalId=model.guid(room.room_id, kind.value, *tile),
            Name=f"{room.room_id} {kind.value.replace('_', ' ')} {tile[0]},{tile[1]}",
            ObjectPlacement=stand([round(value, 6) for value in at]),
            Representation=model.shape(shape),
            Tag=f"{tile[0]},{tile[1]}",
        )
        self._of.setdefault(key, []).append(occurrence)
        return occurrence

    def _type(self, key: _Key, lamp: Luminaire) -> tuple[Any, Any]:
        """A type object, and its body as an item for its occurrences."""
        model, (kind, _, tile_m) = self.model, key
        product = kind.entry.ifc
        solid = self._solid(kind, tile_m)
        if not model.old:
            _coloured(model, solid, kind.value, product.colour)
        shape = model.new("IfcShapeRepresentation", self.parts.body, "Body", "SweptSolid", [solid])
        source = model.new("IfcRepresentationMap", model.axes(), shape)
        operator = model.once(
            ("operator",),
            lambda: model.new(
                "IfcCartesianTransformationOperator3D", None, None, model.point((0, 0, 0)), None, None
            ),
        )
        sets = _luminaire_sets(model, _path(key), lamp) if kind is Kind.LIGHT else []
        name = f"{kind.value.replace('_', ' ')} {key[1]}".strip()
        made = model.rooted(
            f"{product.entity}Type",
            _path(key),
            Name=f"{name}, {tile_m[0]:g} × {tile_m[1]:g} m",
            HasPropertySets=sets or None,
            RepresentationMaps=[source],
            PredefinedType=product.predefined,
        )
        return made, model.new("IfcMappedItem", source, operator)

    def _solid(self, kind: Kind, tile_m: tuple[float, float]) -> Any:
        model, depth = self.model, kind.entry.ifc.depth_m
        if not kind.entry.flush:
            profile = model.new(
                "IfcCircleProfileDef", "AREA", None, model.middle(), model.length(ROUND_RADIUS_M)
            )
        else:
            x, y = (model.length(edge - JOINT_M) for edge in tile_m)
            profile = model.new("IfcRectangleProfileDef", "AREA", None, model.middle(), x, y)
        return model.upright(profile, abs(depth), min(depth, 0.0))

    def _status(self, room: Room, made: dict[Tile, Any]) -> None:
        """Whether each was there before or is new."""
        for kind in Kind:
            for status in ("NEW", "EXISTING"):
                group = [
                    occurrence
                    for tile, occurrence in made.items()
                    if room.at(tile) == SYMBOLS[kind] and (tile in room.existing) == (status == "EXISTING")
                ]
                if group:
                    path = (room.room_id, kind.value, status)
                    entry = enumerated(self.model, "Status", status, "PEnum_ElementStatus", STATUS)
                    definition = property_set(self.model, path, kind.entry.ifc.property_set, {}, entry)
                    assign(self.model, path, definition, group)

    def _flows(self, room: Room, made: dict[Tile, Any]) -> None:
        """Which air each terminal moves, and how much of it where that is known."""
        groups: dict[tuple[Kind, float | None], list[Any]] = {}
        for tile, occurrence in made.items():
            kind = KINDS[room.at(tile)]
            if kind.entry.moves_air:
                groups.setdefault((kind, room.flows.get(tile)), []).append(occurrence)
        for (kind, flow), group in groups.items():
            path = (room.room_id, kind.value, "" if flow is None else f"{flow:.4f}")
            airflow = enumerated(
                self.model, "AirflowType", kind.entry.ifc.airflow, "PEnum_AirTerminalAirflowType", AIRFLOWS
            )
            figure = round((flow or 0.0) / self.model.flow_l_s, 9)
            rate = {"AirFlowRate": ("IfcVolumetricFlowRateMeasure", figure)} if flow else {}
            name = "Pset_AirTerminalOccurrence"
            assign(self.model, path, property_set(self.model, path, name, rate, airflow), group)


def _path(key: _Key) -> tuple[str | int, ...]:
    kind, name, (tx, ty) = key
    return ("type", kind.value, name, f"{tx:g}", f"{ty:g}")


def _luminaire_sets(model: Model, path: tuple[str | int, ...], lamp: Luminaire) -> list[Any]:
    """What a luminaire type gives and takes: power in the standard's set, light in ours."""
    common = property_set(
        model, path, "Pset_LightFixtureTypeCommon", {"TotalWattage": ("IfcPowerMeasure", lamp.watts)}
    )
    light = property_set(
        model,
        path,
        "Plenum_Luminaire",
        {
            "Luminaire": ("IfcLabel", lamp.name),
            "LuminousFlux": ("IfcLuminousFluxMeasure", lamp.lumens),
            "GlareClass": ("IfcReal", lamp.ugr),
        },
    )
    return [common, light]


def _coloured(model: Model, item: Any, name: str, colour: tuple[float, float, float]) -> None:
    def make() -> Any:
        surface = model.new("IfcSurfaceStyleShading", model.new("IfcColourRgb", None, *colour), 0.0)
        return model.new("IfcSurfaceStyle", name, "BOTH", [surface])

    model.new("IfcStyledItem", item, [model.once(("style", name), make)], None)
