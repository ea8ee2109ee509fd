"""What a building's light takes in a year, and what its maintenance factor is made of (LGT-8, LGT-19).

Told by `verify` and the report, in no result: hours and factors are assumed where nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.lighting_use import LightingUse, lighting_use
from plenum.ceiling.asked.maintenance import maintenance_factor, maintenance_parts
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import area_m2
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import RuleSet
from plenum.ceiling.rules.rule_set import evidence


def energy_evidence(rooms: Sequence[Room], settings: Settings) -> tuple[Evidence, ...]:
    """LGT-8, and under EU and UK LGT-19, of these rooms together; empty without a room."""
    if not rooms:
        return ()
    kept = evidence("LGT-8", maintenance_factor(settings), detail=maintenance_parts(settings))
    if settings.rule_set is RuleSet.US:
        return (kept,)
    use = lighting_use(rooms, settings)
    return kept, evidence("LGT-19", leni_kwh_m2(rooms, settings, use), detail=_told(use))


def leni_kwh_m2(rooms: Sequence[Room], settings: Settings, use: LightingUse) -> float:
    """LENI = W/A in kWh/m² a year, W = sum(P) · Fc·Fo·(tD·FD + tN)/1000 + standby · A (EN 15193-1).

    The quick method: hours and factors are the building's, power and floor the rooms' own.
    """
    floor = sum(area_m2(room) for room in rooms)
    watts = sum(len(room.of_kind(Kind.LIGHT)) * light_brief(room, settings).luminaire.watts for room in rooms)
    return watts * use.full_load_h / 1000.0 / floor + use.standby_kwh_m2


def _told(use: LightingUse) -> str:
    return (
        f"quick method, {use.use}: {use.day_h:g} h by day, {use.night_h:g} h by night,"
        f" Fc {use.fc:g}, Fo {use.fo:g}, FD {use.fd:g}, standby {use.standby_kwh_m2:g} kWh/m²"
    )
