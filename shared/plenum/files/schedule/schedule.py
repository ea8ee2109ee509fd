"""The schedule as files that spreadsheets open."""

from __future__ import annotations

import csv
import io
from typing import Final

from plenum.files.building.building import Building
from plenum.files.schedule.rows import Value, heads, schedule_rows

_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def schedule_csv(building: Building) -> str:
    """The schedule as CSV (RFC 4180).

    Texts come from outside, and spreadsheets take some for formulas: those begin with an apostrophe.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(heads(building))
    table.writerows([_text(value) for value in row] for row in schedule_rows(building))
    return out.getvalue()


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip().startswith(_FORMULA) else value
    return f"{value:.15g}"
