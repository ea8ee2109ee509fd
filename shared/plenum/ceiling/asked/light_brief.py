"""What light a room asks for: targets, luminaire and surfaces, after the building's own settings."""

from __future__ import annotations

from dataclasses import dataclass

from plenum.ceiling.asked.ies_targets import em_lx
from plenum.ceiling.asked.maintenance import maintenance_factor
from plenum.ceiling.asked.room_types import room_type
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.luminaire.catalogue import Luminaire, luminaire
from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.room import Room

Reflectances = tuple[float, float, float]
"""Of ceiling, walls and floor."""
DEFAULT_REFLECTANCES: Reflectances = (0.70, 0.50, 0.20)

DESIGN_MARGIN = 0.02
"""Calculated and measured illuminance differ by more than that: the last decimal must not decide."""


@dataclass(frozen=True)
class LightBrief:
    """Every figure the light models and the light verifier need."""

    em_lx: float
    u0: float
    ugr_limit: float
    working_plane_m: float
    lpd_w_m2: float
    luminaire: Luminaire
    maintenance_factor: float
    reflectances: Reflectances
    mounting_height_m: float
    """Hm: from the working plane to the ceiling."""
    margin: float = 0.0
    """Share of mean and uniformity beyond their limits that the models design for."""
    in_order: bool = True
    """Whether lights are to stand in order; else the fewest are wanted, however they lie."""
    thorough: bool = False
    """Whether much work may go into proving that no fewer lights do."""
    most_lights: int | None = None
    """That the room's share of the building's power allows, those that are there included; None: any."""

    @property
    def ceiling_height_m(self) -> float:
        """From the floor to the ceiling."""
        return self.working_plane_m + self.mounting_height_m

    def over_power(self, lights: int) -> int:
        """How many of a room's lights are beyond its share of the building's power."""
        return over_power(lights, self.most_lights)


def over_power(lights: int, most: int | None) -> int:
    """How many of these are beyond the most; none where there is no most."""
    return 0 if most is None else max(0, lights - most)


def luminaire_name(room: Room, settings: Settings) -> str:
    """The luminaire a room is lit with: its own, else its type's in the building, else the rule set's."""
    own = settings.overrides.get("targets", {}).get(room.room_type, {})
    name: str = room.luminaire or own.get("luminaire", room_type(room.room_type).luminaire)
    return name


def light_brief(room: Room, settings: Settings) -> LightBrief:
    """The light brief of a room.

    Settings looked at: `targets` (room type: em_lx, u0, ugr, working_plane_m, lpd_w_m2, luminaire),
    `illuminance` (EN or IES), `luminaires` (name: lumens, watts, n, ugr, shr), `maintenance_factor` (or
    its parts), `reflectances` (ceiling, walls, floor), `design_margin`, `order` (ordered or free), `proof`
    (quick or thorough). A room's own `luminaire` outranks its type's. Raises ValueError where the working
    plane is not below the ceiling, KeyError for an unknown luminaire.
    """
    row = room_type(room.room_type)
    own = settings.overrides.get("targets", {}).get(room.room_type, {})
    plane = float(own.get("working_plane_m", row.working_plane_m))
    if room.ceiling_height_m <= plane:
        raise ValueError(
            f"{room.room_id}: the ceiling at {room.ceiling_height_m} m"
            f" is not above the working plane at {plane} m"
        )
    c, w, f = settings.overrides.get("reflectances", DEFAULT_REFLECTANCES)
    return LightBrief(
        em_lx=float(own.get("em_lx", em_lx(row, settings))),
        u0=float(own.get("u0", row.u0)),
        ugr_limit=float(own.get("ugr", row.ugr)),
        working_plane_m=plane,
        lpd_w_m2=float(own.get("lpd_w_m2", row.lpd(area_m2(room)))),
        luminaire=luminaire(luminaire_name(room, settings), settings.overrides.get("luminaires")),
        maintenance_factor=maintenance_factor(settings),
        reflectances=(float(c), float(w), float(f)),
        mounting_height_m=room.ceiling_height_m - plane,
        margin=float(settings.overrides.get("design_margin", DESIGN_MARGIN)),
        in_order=settings.overrides.get("order") != "free",
        thorough=settings.overrides.get("proof") == "thorough",
    )
