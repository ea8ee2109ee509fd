"""What the results rest on: what was assumed, what was set, what was waived and by whom."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from plenum.files.prose import in_units
from plenum.files.report.markup import Cell, Node, add, listed, table
from plenum.files.told import told_of
from plenum.files.units import Units

MOST: Final = 200
"""Different assumptions listed for the building; each room lists its own."""


def basis(body: Node, completed: Mapping[str, Any]) -> None:
    """Waivers, settings and assumptions of the whole building."""
    section = add(body, "section")
    add(section, "h2", "Basis")
    _not_told(section, completed)
    add(section, "h3", "Waivers")
    waivers(section, completed["waivers"], rooms=True)
    add(section, "h3", "Settings other than the rule set's")
    if completed["settings"]:
        rows: list[list[Cell]] = [
            [str(name), json.dumps(_told(value), ensure_ascii=False)]
            for name, value in completed["settings"].items()
        ]
        table(section, ("setting", "value"), rows)
    else:
        add(section, "p", "None.", class_="quiet")
    add(section, "h3", "Assumed, because the input does not say")
    units = Units.of(completed["settings"])
    counted = Counter(in_units(str(a), units) for room in completed["rooms"] for a in room["assumptions"])
    if counted:
        common: list[list[Cell]] = [[words, f"{n:,}"] for words, n in counted.most_common(MOST)]
        if len(counted) > MOST:
            common.append([f"and {len(counted) - MOST} more: see the rooms", ""])
        table(section, ("assumption", "rooms"), common, figures=(1,))
    else:
        add(section, "p", "Nothing.", class_="quiet")


def _not_told(section: Node, completed: Mapping[str, Any]) -> None:
    """What of the input was left out, and rooms whose use nothing tells; nothing where there is neither."""
    units = Units.of(completed["settings"])
    left_out = [in_units(str(text), units) for text in completed.get("left_out", ())]
    if left_out:
        add(section, "h3", "Left out, with the reason")
        more = [f"and {len(left_out) - MOST} more: see the result"] if len(left_out) > MOST else []
        listed(section, [*left_out[:MOST], *more])
    if unknown := told_of(completed).unknown_types:
        add(section, "h3", "Rooms of unknown type")
        more = [f"and {len(unknown) - MOST} more"] if len(unknown) > MOST else []
        add(section, "p", ", ".join([*unknown[:MOST], *more]))


def _told(value: Any) -> Any:
    """A setting as a reader wants it: tables of intensities by their size and their source alone."""
    if not isinstance(value, Mapping):
        return value
    return {key: f"{len(inner)} planes" if key == "cd_klm" else _told(inner) for key, inner in value.items()}


def waivers(parent: Node, given: Iterable[Mapping[str, Any]], *, rooms: bool) -> None:
    """Which rule, why, and who answers for it."""
    rows: list[list[Cell]] = [
        [
            (str(w["rule"]), "nw"),
            *([str(w.get("room_id", ""))] if rooms else []),
            str(w.get("reason", "")),
            str(w.get("by", "")),
        ]
        for w in given
    ]
    if rows:
        table(parent, ("rule", *(["room"] if rooms else []), "reason", "by"), rows)
    else:
        add(parent, "p", "None.", class_="quiet")
