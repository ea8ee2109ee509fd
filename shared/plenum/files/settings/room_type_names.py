"""Other people's names for room types: everyday words, and the programs of Honeybee models."""

from __future__ import annotations

import re
from typing import Final

from plenum.ceiling.asked.room_types import ROOM_TYPES

_SYNONYMS: Final[dict[str, str]] = {
    "office": "office_enclosed",
    "closed_office": "office_enclosed",
    "private_office": "office_enclosed",
    "cell_office": "office_enclosed",
    "open_office": "office_open",
    "open_plan_office": "office_open",
    "meeting": "conference",
    "meeting_room": "conference",
    "conference_room": "conference",
    "class_room": "classroom",
    "lecture_hall": "lecture",
    "auditorium": "lecture",
    "hallway": "corridor",
    "equipment_corridor": "corridor",
    "wc": "restroom",
    "toilet": "restroom",
    "stairs": "stair",
    "stairway": "stair",
    "reception": "lobby",
    "breakroom": "break_room",
    "lounge": "break_room",
    "electrical_room": "electrical",
    "mechanical_room": "mechanical",
    "elec_mech_room": "mechanical",
    "plant": "mechanical",
    "lab": "laboratory",
    "open_lab": "laboratory",
    "lab_with_fume_hood": "fume_lab",
    "canteen": "cafeteria",
    "dining": "cafeteria",
    "sales": "retail",
    "core_retail": "retail",
    "point_of_sale": "retail",
    "back_space": "storage",
    "entry": "lobby",
    "patient_room": "patient",
    "pat_room": "patient",
    "pat_corridor": "hospital_corridor",
    "exam_room": "exam",
}
"""Names of the reference programs are those of honeybee-energy-standards."""
_GENERIC: Final = "generic office program"


def plain(name: str) -> str:
    """A name as the tables write it: `Lab with fume hood` and `OpenOffice` become words with underscores."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def known_as(name: str) -> str | None:
    """The room type that a name means, if any."""
    key = plain(name)
    return key if key in ROOM_TYPES else _SYNONYMS.get(key)


def of_program(program: str) -> str | None:
    """The room type of a Honeybee program such as `2013::MediumOffice::ClosedOffice`, if it tells one."""
    if program.strip().lower() == _GENERIC:
        return "office_open"
    return known_as(program.rsplit("::", 1)[-1])
