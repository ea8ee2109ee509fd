"""The schedule as a workbook."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import Any, Final

from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.missing import MissingLibraryError
from plenum.files.schedule.rows import heads, schedule_rows

_AS_THEY_ARE: Final = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
"""Texts come from outside: none is run, followed or reckoned with."""
MAX_ROWS: Final = 1_048_576
"""Of a sheet, its head included; XlsxWriter drops what comes after them without an error."""


def schedule_xlsx(building: Building) -> bytes:
    """One sheet with a line a component.

    Raises MissingLibraryError where XlsxWriter is not installed, InvalidBuilding where a sheet is too short.
    """
    if find_spec("xlsxwriter") is None:
        raise MissingLibraryError("workbooks", "xlsxwriter", "xlsx")
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **_AS_THEY_ARE}) as book:
        _write(book, building)
    return out.getvalue()


def _write(book: Any, building: Building) -> None:
    sheet, named = book.add_worksheet("Schedule"), heads(building)
    sheet.write_row(0, 0, named, book.add_format({"bold": True}))
    last = 0
    for last, row in enumerate(schedule_rows(building), 1):
        if last == MAX_ROWS:
            message = f"its schedule has more than {MAX_ROWS} rows, which is all that a sheet holds"
            raise InvalidBuilding("", message, "take .csv, or convert a part of it")
        sheet.write_row(last, 0, row)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(named) - 1)
    sheet.autofit()
