"""The schedule as a workbook."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import Any, Final

from plenum.files.building.building import Building
from plenum.files.parsing.missing import MissingLibraryError
from plenum.files.schedule.rows import heads, schedule_rows

_AS_THEY_ARE: Final = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
"""Texts come from outside: none is run, followed or reckoned with."""


def schedule_xlsx(building: Building) -> bytes:
    """One sheet with a line a component. Raises MissingLibraryError where XlsxWriter is not installed."""
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
        sheet.write_row(last, 0, row)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(named) - 1)
    sheet.autofit()
