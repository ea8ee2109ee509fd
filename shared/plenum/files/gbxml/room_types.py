"""Room types by the space types of gbXML, which are those of the IESNA and ASHRAE lists."""

from __future__ import annotations

import re
from typing import Final

from plenum.files.settings.room_type_names import known_as

PLENUM: Final = "Plenum"
_STARTS: Final = (
    ("ActiveStorage", "storage"),
    ("AudienceOrSeatingAreaAuditorium", "lecture"),
    ("BankCustomerArea", "lobby"),
    ("BankingActivityAreaOffice", "office_open"),
    ("ClassroomOrLectureOrTraining", "classroom"),
    ("ConferenceMeetingOrMultipurpose", "conference"),
    ("CorridorOrTransition", "corridor"),
    ("CorridorsWithPatientWaiting", "hospital_corridor"),
    ("DepartmentStoreSalesArea", "retail"),
    ("DiningArea", "cafeteria"),
    ("ElectricalOrMechanical", "mechanical"),
    ("ElevatorLobbies", "lobby"),
    ("ExamOrTreatment", "exam"),
    ("FineMaterialWarehouse", "storage"),
    ("FineMerchandiseSalesArea", "retail"),
    ("FoodPreparation", "kitchen"),
    ("HotelOrConferenceCenterConference", "conference"),
    ("InactiveStorage", "storage"),
    ("JudgesChambers", "office_enclosed"),
    ("LaboratoryOffice", "laboratory"),
    ("Lobby", "lobby"),
    ("LoungeOrRecreation", "break_room"),
    ("MallConcourseSalesArea", "retail"),
    ("MassMerchandisingSalesArea", "retail"),
    ("MediumOrBulkyMaterialWarehouse", "storage"),
    ("MerchandisingSalesArea", "retail"),
    ("MuseumAndGalleryStorage", "storage"),
    ("OfficeCommonActivityAreasInactiveStorage", "storage"),
    ("OfficeEnclosed", "office_enclosed"),
    ("OfficeOpenPlan", "office_open"),
    ("PatientRoom", "patient"),
    ("PoliceStationLaboratory", "laboratory"),
    ("PublicAndStaffLounge", "break_room"),
    ("ReceptionOrWaiting", "lobby"),
    ("Recovery", "patient"),
    ("Restrooms", "restroom"),
    ("ServerRoom", "electrical"),
    ("SpecialtyStoreSalesArea", "retail"),
    ("Stair", "stair"),
    ("SupermarketSalesArea", "retail"),
)
"""Beginnings of names: their ends tell the kind of building. What is not here has no targets of its own."""


def of_space_type(name: str) -> str | None:
    """The room type of a gbXML space type, if there is one like it."""
    return next((ours for start, ours in _STARTS if name.startswith(start)), None)


def of_room_name(name: str) -> str | None:
    """The room type that a room's name is, numbers aside, as in `101 Meeting room`."""
    return known_as(re.sub(r"[\d.#/-]+", " ", name))
