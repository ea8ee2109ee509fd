"""Luminaire files that a building file names: read beside it, and put in as data.

Workers never open one: what travels with a job is the table. A building that comes without a folder of
its own, over a queue or the network, cannot name a file at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from plenum.ceiling.luminaire.catalogue import CATALOGUE
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.limits import MAX_ENTRIES
from plenum.files.luminaire.measured import measured
from plenum.files.luminaire.schema import Photometry
from plenum.files.luminaire.wrong import WrongLuminaireFileError
from plenum.files.parsing.check import check
from plenum.files.settings.schema import SettingsFields

MAX_FILE_BYTES: Final = 2 * 1024 * 1024
"""A file of every half degree has about 1 MB."""


def with_luminaire_files(data: Any, folder: Path) -> Any:
    """A building file's data with each `photometry` of its luminaires read and put in as figures.

    Figures that the building gives itself outrank the file's. Raises InvalidBuilding.
    """
    settings = data.get("settings") if isinstance(data, Mapping) else None
    lamps = settings.get("luminaires") if isinstance(settings, Mapping) else None
    if not isinstance(settings, Mapping) or not isinstance(lamps, Mapping) or len(lamps) > MAX_ENTRIES:
        return data
    read = {
        name: _figures(own, folder, pointer("settings", "luminaires", name))
        if isinstance(own, Mapping) and "photometry" in own
        else own
        for name, own in lamps.items()
    }
    return {**data, "settings": {**settings, "luminaires": read}}


def with_luminaires(building: Building, asked: Mapping[str, Path]) -> Building:
    """The building with luminaires, by name, as these files describe them; what else was said of them stays.

    Raises InvalidBuilding.
    """
    lamps = dict(building.settings.overrides.get("luminaires", {}))
    known = {*CATALOGUE, *lamps, *(room.luminaire for room in building.rooms if room.luminaire)}
    for name, file in asked.items():
        if name not in known:
            raise InvalidBuilding(
                f"--luminaire {name}",
                "no room could use a luminaire of this name",
                f"use one of {', '.join(sorted(known))}, or name it in a room of the building file",
            )
        kept = {key: value for key, value in lamps.get(name, {}).items() if key in ("ugr", "shr")}
        lamps[name] = {**luminaire_from(file, f"--luminaire {name}"), **kept}
        _has_watts(lamps[name], f"--luminaire {name}")
    settings = check(SettingsFields, {**building.settings.overrides, "luminaires": lamps}, "/settings")
    return replace(building, settings=replace(building.settings, overrides=settings.overrides()))


def luminaire_from(file: Path, at: str) -> dict[str, Any]:
    """The figures of a luminaire file. Raises InvalidBuilding, at `at`."""
    content = _content(file, at)
    try:
        found = measured(content, file.name)
    except WrongLuminaireFileError as error:
        where = f"{quoted(file.name)}{f', line {error.line}' if error.line else ''}"
        raise InvalidBuilding(at, f"{where}: {error.message}", error.cure) from None
    figures: dict[str, Any] = {"lumens": found.lumens, "distribution": found.distribution}
    if found.watts:
        figures["watts"] = found.watts
    return figures


def _figures(own: Mapping[str, Any], folder: Path, at: str) -> dict[str, Any]:
    """A luminaire's entry with the file's figures where it gives none itself."""
    asked = check(Photometry, own["photometry"], f"{at}/photometry")
    if "distribution" in own:
        raise InvalidBuilding(at, "photometry and distribution", "give one of them")
    figures = luminaire_from(_inside(folder, asked.file, f"{at}/photometry"), f"{at}/photometry")
    if asked.turn_deg:
        figures["distribution"]["turn_deg"] = asked.turn_deg
    figures.update({key: value for key, value in own.items() if key != "photometry"})
    _has_watts(figures, f"{at}/photometry")
    return figures


def _has_watts(figures: Mapping[str, Any], at: str) -> None:
    """The catalogue's watts are of another luminaire."""
    if "watts" not in figures:
        raise InvalidBuilding(at, "the file gives no watts", "give `watts` beside `photometry`")


def _inside(folder: Path, name: str, at: str) -> Path:
    """The file of this name in the building file's folder, or below it."""
    root = folder.resolve()
    try:
        path = (root / name).resolve()
    except (OSError, ValueError, RuntimeError):
        path = Path("/")
    if not path.is_relative_to(root):
        raise InvalidBuilding(
            at, f"{quoted(name)} is outside the building file's folder", "put the file beside it"
        )
    return path


def _content(file: Path, at: str) -> bytes:
    try:
        if not file.is_file():
            raise InvalidBuilding(at, f"there is no file {quoted(file.name)}", "check its name and its place")
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InvalidBuilding(at, f"{quoted(file.name)} cannot be read: {error}", "check it") from None
    if len(content) > MAX_FILE_BYTES:
        raise InvalidBuilding(
            at, f"{quoted(file.name)} is larger than {MAX_FILE_BYTES // 2**20} MiB", "give a luminaire file"
        )
    return content
