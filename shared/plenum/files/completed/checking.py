"""Every rule again for any layout: what `plenum verify` and the gateway show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.comfort import comfort_evidence
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence, broken
from plenum.ceiling.whole.building_power import building_evidence
from plenum.ceiling.whole.lighting_energy import energy_evidence
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.files.completed.reader import as_building
from plenum.files.completed.schema import EvidenceFields, plain
from plenum.files.errors import InvalidBuilding

PlainEvidence = list[dict[str, Any]]


@dataclass(frozen=True)
class Checked:
    """The evidence as a result holds it."""

    rooms: dict[str, PlainEvidence]
    building: PlainEvidence
    broken: int
    """How many hard rules are."""


def checked(building: Building) -> Checked:
    """Each room's evidence, the building's, and how many hard rules are broken."""
    rooms = {room.room_id: _of_room(room, brief_for(room, building.settings)) for room in building.rooms}
    whole = (
        *building_evidence(list(building.rooms), building.settings),
        *energy_evidence(building.rooms, building.settings),
    )
    count = sum(len(broken(found)) for found in (*rooms.values(), whole))
    return Checked({room_id: _plain(found) for room_id, found in rooms.items()}, _plain(whole), count)


def _of_room(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """Every rule, those of comfort too, which results do not hold."""
    return (*verify(room, brief), *comfort_evidence(room, brief.light))


def with_comfort(completed: Mapping[str, Any]) -> Mapping[str, Any]:
    """A result with what is seen of light beside its working planes, and what light takes in a year.

    The result as it is where it was edited by hand into no valid building: there is no more to tell.
    """
    try:
        building = as_building(completed)
    except InvalidBuilding:
        return completed
    rooms = [
        {**data, "evidence": [*data["evidence"], *_plain(_seen(room, building.settings))]}
        if data["evidence"]
        else data
        for room, data in zip(building.rooms, completed["rooms"], strict=True)
    ]
    whole = completed["evidence"]
    if whole:
        whole = [*whole, *_plain(energy_evidence(building.rooms, building.settings))]
    return {**completed, "rooms": rooms, "evidence": whole}


def _seen(room: Room, settings: Settings) -> tuple[Evidence, ...]:
    return comfort_evidence(room, light_brief(room, settings))


def _plain(found: Iterable[Evidence]) -> PlainEvidence:
    return [plain(EvidenceFields.of(evidence)) for evidence in found]
