"""A completed building as printable pages of HTML: self-contained, no scripts, every text escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from itertools import chain
from typing import Any, Final
from xml.etree import ElementTree as ET

from plenum.files.completed.checking import with_comfort
from plenum.files.drawing.overview import overview
from plenum.files.report.alternatives import heads as of_alternatives
from plenum.files.report.basis import basis
from plenum.files.report.evidence import APPENDIX, rules_appendix
from plenum.files.report.evidence import HEADS as EVIDENCE
from plenum.files.report.front import front, signature
from plenum.files.report.icons import definitions
from plenum.files.report.markup import add, html, plain
from plenum.files.report.pages import WHOLE, Pages, contents, heading, pages_for
from plenum.files.report.room import room_section
from plenum.files.report.schedule import heads as of_schedule
from plenum.files.report.schedule import schedule
from plenum.files.report.style import css
from plenum.files.report.unique import unique
from plenum.files.units import Units

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""For browsers: nothing is fetched, nothing runs, whatever else the page might say."""

_SOURCED: Final = "Sourced: H by two sources or computed, M by one, L common knowledge or judgement."
PART: Final = 100
"""Rooms a page of a report in parts: browsers print some hundred pages well, and not some thousand."""
Progress = Callable[[int, int], None]


def building_report_html(completed: Mapping[str, Any]) -> str:
    """The report of a result that `load_completed` or a client gave, on one page.

    Raises InvalidBuilding where the result, which may have been edited by hand, is no valid building.
    """
    return "".join(_first(with_comfort(completed), WHOLE, lambda: None))


def report_pages(
    completed: Mapping[str, Any],
    first: str,
    most: int = PART,
    progress: Progress = lambda _done, _all: None,
) -> Iterator[tuple[str, Iterator[str]]]:
    """The report as files in order: `first` and others named after it, each text piece by piece.

    More than `most` rooms go to pages of their own, so many on each, which the first page's schedule
    links to; 0 keeps them together. `progress` hears how many rooms are done, of how many. Raises
    InvalidBuilding as `building_report_html` does.
    """
    completed = with_comfort(completed)
    everything = len(completed["rooms"])
    done = iter(range(1, everything + 1))
    pages = pages_for(everything, first, most)
    yield pages.first, _first(completed, pages, lambda: progress(next(done), everything))
    for name, rooms in pages.parts:
        yield name, _part(completed, pages, rooms, lambda: progress(next(done), everything))


def _first(completed: Mapping[str, Any], pages: Pages, told: Callable[[], None]) -> Iterator[str]:
    """Room by room, so that only one room's elements are held at a time."""
    yield _opening(completed)
    page = ET.Element("main")
    front(page, completed, pages)
    contents(page, pages)
    basis(page, completed)
    signature(page)
    if completed["rooms"]:
        sheet = add(page, "figure", class_="wide")
        sheet.append(unique(overview(completed, Units.of(completed["settings"])), "all-"))
    schedule(page, completed, pages)
    yield html(page)
    rooms = range(0 if pages.most else len(completed["rooms"]))
    yield from _rooms(completed, rooms, told)
    yield from _closing(completed["evidence"], completed, rooms)


def _part(
    completed: Mapping[str, Any], pages: Pages, rooms: range, told: Callable[[], None]
) -> Iterator[str]:
    """Some of the rooms, with the rules that were looked at in them."""
    yield _opening(completed)
    page = ET.Element("main")
    heading(page, _name(completed), pages, rooms)
    yield html(page)
    yield from _rooms(completed, rooms, told)
    yield from _closing((), completed, rooms)


def _rooms(completed: Mapping[str, Any], rooms: range, told: Callable[[], None]) -> Iterator[str]:
    shared: set[str] = set()
    for i in rooms:
        yield "\n" + html(room_section(i, completed["rooms"][i], completed, shared))
        told()


def _name(completed: Mapping[str, Any]) -> str:
    return plain(str(completed.get("name") or completed["building_id"]))


def _opening(completed: Mapping[str, Any]) -> str:
    name, units = _name(completed), Units.of(completed["settings"])
    tables = {
        "schedule": (of_schedule(units), 0),
        "evidence": (EVIDENCE, 1),
        "alternatives-table": (of_alternatives(units), 0),
        "rules": (APPENDIX, 2),
    }
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(name)}: ceiling report</title>\n"
        f"<style>{css(f'{name}, job ' + str(completed['job_id']), tables)}</style></head>\n<body>\n"
        f"{html(definitions())}"
    )


def _closing(
    evidence: Iterable[Mapping[str, Any]], completed: Mapping[str, Any], rooms: range
) -> Iterator[str]:
    rules, units = ET.Element("section", {"class": "new"}), Units.of(completed["settings"])
    add(rules, "h2", "Rules")
    add(
        rules,
        "p",
        f"{_SOURCED}{'' if units is Units.METRIC else ' Constants of formulas are in SI units.'}",
        class_="small",
    )
    looked_at = chain(evidence, *(completed["rooms"][i]["evidence"] for i in rooms))
    rules_appendix(rules, looked_at, units)
    yield "\n" + html(rules) + "\n</body></html>\n"
