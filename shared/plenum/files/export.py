"""Files that a building is written to, by the ending of their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from plenum.files.building.building import Building
from plenum.files.building.writer import building_to_json, readable

Result = Mapping[str, Any]
Writer = Callable[[Building, Result | None], bytes]
"""Given a building, and the result it was read from where it was one."""


def _json(building: Building, _: Result | None) -> bytes:
    return readable(building_to_json(building)).encode("utf-8")


def _dxf(building: Building, _: Result | None) -> bytes:
    from plenum.files.dxf.write import building_dxf

    return building_dxf(building)


def _csv(building: Building, _: Result | None) -> bytes:
    from plenum.files.schedule.schedule import schedule_csv

    # Spreadsheets take a file without the mark for their own code page.
    return schedule_csv(building).encode("utf-8-sig")


def _xlsx(building: Building, _: Result | None) -> bytes:
    from plenum.files.schedule.workbook import schedule_xlsx

    return schedule_xlsx(building)


def _ifc(building: Building, result: Result | None) -> bytes:
    from plenum.files.ifc.writer.write import building_ifc

    return building_ifc(building, result)


JSON: Final = ".json"
WRITERS: Final[dict[str, Writer]] = {JSON: _json, ".dxf": _dxf, ".csv": _csv, ".xlsx": _xlsx, ".ifc": _ifc}
