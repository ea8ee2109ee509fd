"""The schedule as a workbook, read as spreadsheets read it: a zip of XML."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from typer.testing import CliRunner
from xlsxwriter import Workbook

from plenum.cli.main import app
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.missing import MissingLibraryError
from plenum.files.read import read_building
from plenum.files.schedule import workbook
from plenum.files.schedule.rows import heads, schedule_rows
from plenum.files.schedule.workbook import schedule_xlsx
from tests.support.buildings import building, room

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def a_building(**more: Any) -> Building:
    """A kitchen with a light and a diffuser whose flow is known."""
    read = read_building(building([room("k", rows=["L.S", "..."], room_type="kitchen", **more)]))
    return replace(read, rooms=(replace(read.rooms[0], flows={(2, 0): 87.5}),))


def cells(content: bytes) -> Iterator[list[str | float | None]]:
    """Each row's values: texts from the table of texts, figures as numbers."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = fromstring(book.read("xl/sharedStrings.xml"))
        words = ["".join(t.text or "" for t in each.iter(f"{MAIN}t")) for each in shared]
        sheet = fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{MAIN}f"))
    for row in sheet.iter(f"{MAIN}row"):
        found: dict[str, str | float] = {}
        for cell in row:
            value = cell.findtext(f"{MAIN}v") or ""
            column = cell.attrib["r"].rstrip("0123456789")
            found[column] = words[int(value)] if cell.get("t") == "s" else float(value)
        yield [found.get(chr(ord("A") + i)) for i in range(len(heads(a_building())))]


def test_the_workbook_has_the_schedules_lines() -> None:
    """Head, components, and the heat detectors that belong there; figures are figures."""
    read = a_building()
    head, *lines = cells(schedule_xlsx(read))
    assert tuple(head) == heads(read)
    assert lines == [[value if value != "" else None for value in row] for row in schedule_rows(read)]
    assert lines[1][heads(read).index("flow_l_s")] == 87.5
    assert lines[-1][heads(read).index("kind")] == "heat_detector"


@pytest.mark.parametrize("name", ["=1+1", "https://example.org", "007", '=HYPERLINK("x")'])
def test_a_name_stays_the_text_it_is(name: str) -> None:
    """No formula, no link, no number."""
    _, *lines = cells(schedule_xlsx(a_building(name=name)))
    assert {line[heads(a_building()).index("room_name")] for line in lines} == {name}


def test_without_the_library_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plenum runs without it; a workbook does not."""
    monkeypatch.setattr(workbook, "find_spec", lambda _: None)
    with pytest.raises(MissingLibraryError, match=r"pip install 'plenum-ceilings\[xlsx\]'"):
        schedule_xlsx(a_building())


def test_more_rows_than_a_sheet_has_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """XlsxWriter drops what comes after the last without a word; no file is left."""
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    with pytest.raises(InvalidBuilding, match=r"more than 2 rows.*\.csv"):
        schedule_xlsx(a_building())
    source, out = tmp_path / "b.json", tmp_path / "schedule.xlsx"
    source.write_text(json.dumps(building([room("a", rows=["L.S"])])))
    done = CliRunner().invoke(app, ["convert", str(source), "-o", str(out)])
    assert (done.exit_code, out.exists()) == (2, False)
    assert "take .csv" in done.stderr
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    assert CliRunner().invoke(app, ["convert", str(source), "-o", str(out)]).exit_code == 0


def test_the_limit_is_where_the_library_ends() -> None:
    """It answers -1 where a row is none of the sheet's."""
    with Workbook(io.BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        assert [sheet.write_row(row, 0, ["x"]) for row in (workbook.MAX_ROWS - 1, workbook.MAX_ROWS)] == [
            0,
            -1,
        ]


def test_the_command_writes_one_by_the_ending(tmp_path: Path) -> None:
    """`plenum convert BUILDING -o schedule.xlsx`."""
    source, out = tmp_path / "b.json", tmp_path / "schedule.xlsx"
    source.write_text(json.dumps(building([room("a", rows=["L.S"])])))
    assert CliRunner().invoke(app, ["convert", str(source), "-o", str(out)]).exit_code == 0
    assert len(list(cells(out.read_bytes()))) == 3
