"""A completed building as one printable page of HTML: self-contained, no scripts, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import chain
from typing import Any, Final
from xml.etree import ElementTree as ET

from plenum.files.document.basis import basis
from plenum.files.document.evidence import rules_appendix
from plenum.files.document.front import front, signature
from plenum.files.document.icons import definitions
from plenum.files.document.markup import add, html, plain
from plenum.files.document.room import room_section
from plenum.files.document.schedule import schedule
from plenum.files.document.style import css
from plenum.files.document.unique import unique
from plenum.files.drawing.overview import overview

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""For browsers: nothing is fetched, nothing runs, whatever else the page might say."""


def building_report_html(completed: Mapping[str, Any]) -> str:
    """The report of a result that `load_completed` or a client gave.

    Raises InvalidBuilding where the result, which may have been edited by hand, is no valid building.
    """
    return "".join(_parts(completed))


def _parts(completed: Mapping[str, Any]) -> Iterator[str]:
    """Room by room, so that only one room's elements are held at a time."""
    name = plain(str(completed.get("name") or completed["building_id"]))
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(name)}: ceiling report</title>\n"
        f"<style>{css(f'{name}, job ' + str(completed['job_id']))}</style></head>\n<body>\n"
    )
    yield html(definitions())
    page = ET.Element("main")
    front(page, completed)
    basis(page, completed)
    signature(page)
    if completed["rooms"]:
        sheet = add(page, "figure", class_="wide")
        sheet.append(unique(overview(completed), "all-"))
    schedule(page, completed)
    yield html(page)
    shared: set[str] = set()
    for i, room in enumerate(completed["rooms"]):
        yield "\n" + html(room_section(i, room, completed, shared))
    rules = ET.Element("section", {"class": "new"})
    add(rules, "h2", "Rules")
    add(
        rules,
        "p",
        "Sourced: H by two sources or computed, M by one, L common knowledge or judgement.",
        class_="small",
    )
    every = chain(completed["evidence"], *(room["evidence"] for room in completed["rooms"]))
    rules_appendix(rules, every)
    yield "\n" + html(rules) + "\n</body></html>\n"
