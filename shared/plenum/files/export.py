"""Files that a building is written to, by the ending of their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from plenum.files.building import Building
from plenum.files.write import building_to_json, readable

Writer = Callable[[Building], bytes]


def _json(building: Building) -> bytes:
    return readable(building_to_json(building)).encode("utf-8")


def _dxf(building: Building) -> bytes:
    from plenum.files.dxf.write import building_dxf

    return building_dxf(building)


def _csv(building: Building) -> bytes:
    from plenum.files.schedule import schedule_csv

    # Spreadsheets take a file without the mark for their own code page.
    return schedule_csv(building).encode("utf-8-sig")


JSON: Final = ".json"
WRITERS: Final[dict[str, Writer]] = {JSON: _json, ".dxf": _dxf, ".csv": _csv}
