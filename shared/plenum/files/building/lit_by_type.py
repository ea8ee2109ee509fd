"""The luminaires of a folder hung in a building's rooms: each type of room gets the one that is for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from plenum.ceiling.asked.light_brief import luminaire_name
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.luminaire.catalogue import CATALOGUE, luminaire
from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.gathering import noted
from plenum.files.building.luminaire_folder import LuminaireFolder
from plenum.files.building.luminaires import luminaire_from
from plenum.files.errors import InvalidBuilding
from plenum.files.ids import Ids, identifier
from plenum.files.parsing.check import check
from plenum.files.settings.schema import SettingsFields


def with_luminaire_folder(building: Building, folder: Path) -> Building:
    """The building lit by a folder's files, by types of rooms and by names of luminaires.

    A room that names its luminaire keeps it; that luminaire may itself be described by a file of its name.
    Files that no room of the building needs are not read. Raises InvalidBuilding.
    """
    overrides = building.settings.overrides
    lamps = dict(overrides.get("luminaires", {}))
    targets = {name: dict(own) for name, own in overrides.get("targets", {}).items()}
    known = {*CATALOGUE, *lamps}
    files = LuminaireFolder(folder, targets, known)
    for key in files.files:
        files.path(key)
    notes = dict(building.assumptions)
    ids = Ids()
    for name in known:
        ids.unlike(name)
    for key, rooms in _served(building, files).items():
        name = key if key in known else ids.unlike(identifier(files.path(key).stem, "luminaire"))
        lamps[name], assumed = _described(key, files, rooms, building.settings)
        for room in rooms:
            if key not in known:
                targets.setdefault(room.room_type, {})["luminaire"] = name
            if assumed is not None:
                note = Assumption.GLARE_CLASS.said(name=name, ugr=assumed)
                noted(notes, room.room_id, note)
    asked = {**overrides, "luminaires": lamps, "targets": targets}
    fields = check(SettingsFields, asked, "/settings")
    settings = replace(building.settings, overrides=fields.overrides())
    return replace(building, settings=settings, assumptions=notes)


def _served(building: Building, files: LuminaireFolder) -> dict[str, list[Room]]:
    """The rooms that each key's file lights; a type outranks the name of the luminaire that it has else."""
    served: dict[str, list[Room]] = {}
    for room in building.rooms:
        key = None if room.luminaire else files.for_type(room.room_type)
        if key is None:
            name = luminaire_name(room, building.settings)
            key = name if name in files.files else None
        if key is not None:
            served.setdefault(key, []).append(room)
    return served


def _described(
    key: str, files: LuminaireFolder, rooms: Iterable[Room], settings: Settings
) -> tuple[dict[str, Any], float | None]:
    """A luminaire's figures, and its glare class where nobody says it: the strictest it stands in for."""
    said = files.files[key]
    try:
        figures = luminaire_from(files.path(key), "")
    except InvalidBuilding as error:
        raise files.wrong(key, error.message, error.cure) from None
    if said.turn_deg:
        figures["distribution"]["turn_deg"] = said.turn_deg
    figures.update(said.model_dump(exclude_none=True, include={"watts", "ugr", "shr"}))
    if "watts" not in figures:
        raise files.wrong(
            key,
            f"{said.file} gives no watts",
            f'say them in luminaires.json: {{"{key}": {{"file": "{said.file}", "watts": 30}}}}',
        )
    own = settings.overrides.get("luminaires", {})
    kept = own.get(key, {})
    figures.update({name: kept[name] for name in ("ugr", "shr") if name in kept and name not in figures})
    if "ugr" in figures:
        return figures, None
    replaced = {luminaire_name(room, settings) for room in rooms}
    figures["ugr"] = min(luminaire(name, own).ugr for name in replaced)
    return figures, figures["ugr"]
