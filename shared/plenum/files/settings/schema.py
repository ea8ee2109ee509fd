"""What a building's author may set: targets, luminaires, loads, and what to assume where nothing is said."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from plenum.ceiling.asked.light_choice import LightChoice
from plenum.ceiling.luminaire.catalogue import CATALOGUE
from plenum.files import limits
from plenum.files.luminaire.schema import LuminaireFigures
from plenum.files.parsing.fields import (
    CeilingHeight,
    Identifier,
    Name,
    NotNegative,
    Number,
    Point2,
    Positive,
    Share,
    Strict,
    TileSize,
    mistake,
)


class Targets(Strict):
    """What one room type asks of its light; what is left out stays as the rule set has it."""

    em_lx: Annotated[Positive | None, Field(le=100_000, description="Maintained mean illuminance.")] = None
    u0: Annotated[Share | None, Field(description="Least over mean illuminance.")] = None
    ugr: Annotated[Positive | None, Field(le=40, description="Greatest glare class.")] = None
    working_plane_m: Annotated[NotNegative | None, Field(le=1.5, description="Above the floor.")] = None
    lpd_w_m2: Annotated[Positive | None, Field(le=1000, description="Lighting power allowance.")] = None
    luminaire: Annotated[
        Identifier | None, Field(description="A name of the catalogue or of `luminaires`.")
    ] = None


class LoadFigures(Strict):
    """What one room type brings to the air."""

    people_per_100m2: Annotated[NotNegative | None, Field(le=1000)] = None
    sensible_w_m2: Annotated[NotNegative | None, Field(le=10_000, description="Heat gain.")] = None
    min_ach: Annotated[NotNegative | None, Field(le=200, description="Least air changes an hour.")] = None


Watts = Annotated[NotNegative, Field(le=10_000)]
Loads = Annotated[
    LoadFigures,
    BeforeValidator(
        lambda value: {"sensible_w_m2": value} if isinstance(value, int | float) else value,
        json_schema_input_type=Watts | LoadFigures,
    ),
]
"""A plain number is W/m² of heat gain."""


class Air(Strict):
    """How terminals are sized."""

    supply_max_l_s: Annotated[Positive | None, Field(description="Of one supply diffuser.")] = None
    supply_min_l_s: Annotated[Positive | None, Field(description="Of one supply diffuser.")] = None
    delta_t_k: Annotated[Positive | None, Field(le=50, description="Room less supply temperature.")] = None
    offset: Annotated[Share | None, Field(lt=1, description="Exhaust not supplied, in exhaust rooms.")] = None


class Power(Strict):
    """How the lighting power limit (LGT-6) counts."""

    policy: Annotated[
        Literal["building", "report"],
        Field(description="building: the sum over the building must hold; report: told, decides nothing."),
    ] = "building"
    spare_w: Annotated[
        Number | None,
        Field(
            ge=-1e9, le=1e9, description="What the building's rooms outside of this file leave or overdraw."
        ),
    ] = None


Kept = Annotated[Share, Field(gt=0)]


class Maintenance(Strict):
    """The parts of a maintenance factor, which is their product (LGT-8)."""

    llmf: Annotated[Kept, Field(description="Lamp lumen maintenance factor.")]
    lsf: Annotated[Kept, Field(description="Lamp survival factor; 1 where failures are replaced at once.")]
    lmf: Annotated[Kept, Field(description="Luminaire maintenance factor.")]
    rsmf: Annotated[Kept, Field(description="Room surface maintenance factor.")]


MaintenanceFactor = Annotated[
    Annotated[Kept, Tag("factor")] | Annotated[Maintenance, Tag("parts")],
    Discriminator(lambda value: "parts" if isinstance(value, dict | Maintenance) else "factor"),
]


class Energy(Strict):
    """A year of the building's light (LGT-19), where it is not as EN 15193's defaults have it."""

    use: Annotated[
        Literal["office", "education", "hospital", "hotel", "restaurant", "sports", "retail", "industry"]
        | None,
        Field(description="Which hours are taken."),
    ] = None
    day_h: Annotated[NotNegative | None, Field(le=8784, description="Hours a year by day.")] = None
    night_h: Annotated[NotNegative | None, Field(le=8784, description="Hours a year by night.")] = None
    fc: Annotated[Share | None, Field(description="Constant illuminance factor.")] = None
    fo: Annotated[Share | None, Field(description="Occupancy factor.")] = None
    fd: Annotated[Share | None, Field(description="Daylight factor.")] = None
    standby_kwh_m2: Annotated[NotNegative | None, Field(le=100, description="Controls, charging.")] = None


class Assume(Strict):
    """What is taken where the input says nothing; each use is listed in `assumptions`."""

    tile_m: Annotated[TileSize | None, Field(description="A tile's edge, or [x, y], m.")] = None
    ceiling_height_m: Annotated[CeilingHeight | None, Field(description="Floor to suspended ceiling.")] = None
    storey_drop_m: Annotated[
        NotNegative | None, Field(le=5, description="The suspended ceiling below the storey's (GEO-5).")
    ] = None
    room_type: Annotated[Identifier | None, Field(description="Of rooms that have none.")] = None
    room_types: Annotated[
        dict[Name, Identifier] | None,
        Field(
            max_length=limits.MAX_ENTRIES, description="Types, or not_a_room, by patterns of names: *lab*."
        ),
    ] = None


class GridLay(Strict):
    """How a grid of tiles lies; what is left out follows GEO-3 and GEO-4."""

    tile_m: Annotated[TileSize | None, Field(description="A tile's edge, or [x, y], m.")] = None
    origin_m: Annotated[Point2 | None, Field(description="Where joints cross, on the site.")] = None
    rotation_deg: Annotated[
        Number | None, Field(ge=-360, le=360, description="Of the x axis, counter-clockwise.")
    ] = None
    centre: Annotated[
        list[Literal["joint", "tile", "rule"]] | None,
        Field(min_length=2, max_length=2, description="On the middle of x and of y, without origin_m."),
    ] = None


class GridFields(GridLay):
    """The grids of a building's rooms."""

    rooms: Annotated[dict[Identifier, GridLay] | None, Field(max_length=limits.MAX_ROOMS)] = None
    shared: Annotated[
        list[Annotated[list[Identifier], Field(min_length=2, max_length=limits.MAX_ROOMS)]] | None,
        Field(max_length=limits.MAX_ROOMS, description="Rooms that lie on the grid of the first of them."),
    ] = None


class LightChoices(Strict):
    """Which light alternative is wanted; a room outranks its type, a type the building."""

    building: LightChoice | None = None
    types: Annotated[dict[Identifier, LightChoice] | None, Field(max_length=limits.MAX_ENTRIES)] = None
    rooms: Annotated[dict[Identifier, LightChoice] | None, Field(max_length=limits.MAX_ROOMS)] = None


Lights = Annotated[
    LightChoices,
    BeforeValidator(
        lambda value: {"building": value} if isinstance(value, str) else value,
        json_schema_input_type=LightChoice | LightChoices,
    ),
]
"""A plain word is for the whole building."""


VoidHeight = Annotated[NotNegative | None, Field(le=20)]


class Voids(Strict):
    """Hidden spaces, which from 800 mm on ask for detectors of their own (SMK-11)."""

    above_m: Annotated[VoidHeight, Field(description="From the ceiling to the slab over it.")] = None
    below_m: Annotated[VoidHeight, Field(description="Under a raised floor.")] = None


# fmt: off - by code, a line each
Category = Literal[
    "L1",
    "L2",
    "L3",
    "L4",
    "L5",
    "P1",
    "P2",
    "M",
    "total",
    "compartment",
    "escape_routes",
    "local",
    "partial",
    "selective",
]
# fmt: on


class Fire(Strict):
    """How far the fire detection system reaches; without it into every room."""

    category: Annotated[
        Category | None,
        Field(description="L1 to M: BS5839; total, partial, selective: NFPA72; the rest, and total: EN54."),
    ] = None
    rooms: Annotated[
        list[Identifier] | None,
        Field(max_length=limits.MAX_ROOMS, description="Covered whatever the category says."),
    ] = None
    inner_rooms: Annotated[
        list[Identifier] | None,
        Field(max_length=limits.MAX_ROOMS, description="That do not open onto an escape route."),
    ] = None
    voids: Voids | None = None
    annex: Annotated[
        Literal["DE"] | None, Field(description="DIN VDE 0833-2's distances in place of EN 54-14's.")
    ] = None


class Beam(Strict):
    """A beam below the ceiling, by its axis in the grid's frame."""

    from_m: Point2
    to_m: Point2
    depth_m: Annotated[Positive, Field(le=10, description="Below the ceiling.")]
    width_m: Annotated[Positive, Field(le=5)] = 0.3


class SettingsFields(Strict):
    """A building file's `settings`."""

    targets: Annotated[dict[Identifier, Targets], Field(max_length=limits.MAX_ENTRIES)] | None = None
    luminaires: Annotated[dict[Identifier, LuminaireFigures], Field(max_length=limits.MAX_ENTRIES)] | None = (
        None
    )
    maintenance_factor: MaintenanceFactor | None = None
    reflectances: Annotated[
        list[Annotated[Share, Field(lt=1)]] | None,
        Field(min_length=3, max_length=3, description="Of ceiling, walls and floor."),
    ] = None
    loads: (
        Annotated[
            dict[Identifier, Loads],
            Field(max_length=limits.MAX_ENTRIES, description="By room type: W/m², or an object of figures."),
        ]
        | None
    ) = None
    air: Air | None = None
    power: Power | None = None
    energy: Energy | None = None
    fire: Fire | None = None
    beams: Annotated[
        dict[Identifier, Annotated[list[Beam], Field(min_length=1, max_length=limits.MAX_HOLES)]] | None,
        Field(max_length=limits.MAX_ROOMS, description="By room: a tenth of its height deep they part it."),
    ] = None
    illuminance: Annotated[
        Literal["EN", "IES"] | None,
        Field(description="Whose mean illuminances: EN 12464-1's, or IES's for the types that have one."),
    ] = None
    order: Annotated[
        Literal["ordered", "free"] | None,
        Field(description="ordered: lights stand in arrays; free: the fewest, however they lie."),
    ] = None
    design_margin: Annotated[
        Share | None,
        Field(le=0.5, description="Mean illuminance and uniformity beyond their limits; 0.02 if not said."),
    ] = None
    proof: Annotated[
        Literal["quick", "thorough"] | None,
        Field(description="Work to prove the fewest luminaires: up to some 0.3 s or 4 s a room."),
    ] = None
    lights: Annotated[
        Lights | None,
        Field(description="dense, sparse, balanced or auto (the best), for the building, a type or a room."),
    ] = None
    units: Annotated[
        Literal["metric", "imperial"] | None,
        Field(description="Of drawings and schedules: imperial is feet and inches, CFM, foot-candles."),
    ] = None
    assume: Assume | None = None
    grid: Annotated[
        GridFields | None, Field(description="Where grids lie, in rooms whose outline is known.")
    ] = None

    @model_validator(mode="after")
    def _new_luminaires_are_whole(self) -> Self:
        for name, figures in (self.luminaires or {}).items():
            if name not in CATALOGUE and (figures.lumens is None or figures.watts is None):
                raise mistake(
                    f"the luminaire '{name}' is not in the catalogue",
                    "give its `lumens` and `watts`, or use " + ", ".join(sorted(CATALOGUE)),
                )
        return self

    @model_validator(mode="after")
    def _tables_are_bounded(self) -> Self:
        tables = [lamp.distribution.cd_klm for lamp in (self.luminaires or {}).values() if lamp.distribution]
        count = sum(len(row) for table in tables for row in table)
        if count > limits.MAX_INTENSITIES:
            raise mistake(
                f"{count} intensities in all luminaires",
                f"give at most {limits.MAX_INTENSITIES}: coarser tables, or fewer of them",
            )
        return self

    def overrides(self) -> dict[str, Any]:
        """Only what was said, as plain data."""
        return self.model_dump(exclude_none=True)

    def luminaire_names(self) -> list[str]:
        """Every luminaire that a room of this building may name."""
        return sorted({*CATALOGUE, *(self.luminaires or {})})
