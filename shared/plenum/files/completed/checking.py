"""Every rule again for any layout: what `plenum verify` and the gateway show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.rules.evidence import Evidence, broken
from plenum.ceiling.whole.building_power import building_evidence
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.files.completed.schema import EvidenceFields, plain

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
    rooms = {room.room_id: verify(room, brief_for(room, building.settings)) for room in building.rooms}
    whole = building_evidence(list(building.rooms), building.settings)
    count = sum(len(broken(found)) for found in (*rooms.values(), whole))
    return Checked({room_id: _plain(found) for room_id, found in rooms.items()}, _plain(whole), count)


def _plain(found: Iterable[Evidence]) -> PlainEvidence:
    return [plain(EvidenceFields.of(evidence)) for evidence in found]
