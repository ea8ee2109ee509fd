"""The first pages: what the building is, what was placed, and what stands open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.rules.names import name, with_names
from plenum.ceiling.rules.verdict import Verdict
from plenum.files.completed.findings import Finding, findings
from plenum.files.drawing.figures import against
from plenum.files.prose import in_units
from plenum.files.report.evidence import evidence_table
from plenum.files.report.icons import icon
from plenum.files.report.markup import Cell, Node, add, line, link, listed, plain, table
from plenum.files.report.pages import WHOLE, Pages
from plenum.files.units import Units

COUNTED = ("placed", "existing")


def front(body: Node, completed: Mapping[str, Any], pages: Pages = WHOLE) -> None:
    """Title, facts, totals, what needs attention, and the rules of the building as a whole."""
    head = add(body, "header", class_="head")
    left = add(head, "div")
    add(left, "p", "Reflected ceiling report", class_="kind")
    add(left, "h1", str(completed.get("name") or completed["building_id"]))
    add(head, "span", str(completed["status"]), class_=f"badge {completed['status']}")
    _facts(body, completed)
    _summary(body, completed)
    _attention(body, completed, pages)
    _findings(body, completed, pages)
    if completed["evidence"]:
        add(body, "h3", "Rules of the building as a whole")
        waived = {str(w["rule"]) for w in completed["waivers"] if not w.get("room_id")}
        evidence_table(body, completed["evidence"], Units.of(completed["settings"]), frozenset(waived))


def signature(body: Node) -> None:
    """What this is and is not, and the place for a signature."""
    whole = add(body, "div", class_="whole")
    words = (
        "Checked against the rule set named above, whose limits come mostly from secondary sources. This is"
        " not a certificate of compliance, and no substitute for the engineer who signs."
    )
    add(whole, "p", words, class_="small")
    sign = add(whole, "div", class_="sign")
    for words in ("Reviewed by", "Signature", "Date"):
        add(sign, "div", words)


def _facts(body: Node, completed: Mapping[str, Any]) -> None:
    facts = {
        "Building": completed["building_id"],
        "Rule set": completed["rule_set"],
        "Fire code": completed["code"],
        "Job": completed["job_id"],
        "Trace": completed["trace_id"],
        "Computed in": f"{completed['duration_s']:g} s",
    }
    box = add(body, "div", class_="facts")
    for fact, value in facts.items():
        held = add(box, "div")
        add(held, "b", fact)
        add(held, "span", str(value))


def _summary(body: Node, completed: Mapping[str, Any]) -> None:
    """Two tables side by side: rooms by status and winner, components by kind."""
    totals = completed["totals"]
    pair = add(body, "div", class_="pair")
    left, right = add(pair, "div"), add(pair, "div")
    rows: list[list[Cell]] = [[status, str(n)] for status, n in totals["statuses"].items()]
    held = table(left, ("rooms", "number"), rows, figures=(1,))
    line(held, ["all rooms", f"{totals['rooms']:,}"], (1,)).set("class", "sum")
    if totals.get("selected"):
        chosen: list[list[Cell]] = [[model, f"{n:,}"] for model, n in totals["selected"].items()]
        table(left, ("lights placed by", "rooms"), chosen, figures=(1,))
    counts(right, totals["counts"])


def counts(parent: Node, by_kind: Mapping[str, Any], proof: Mapping[str, Any] | None = None) -> None:
    """Components by kind, with their symbols; with `proof`, what is known about how few there can be."""
    heads = ["component", "placed", "was there", "in all", *(["proof"] if proof is not None else [])]
    rows: list[list[Cell]] = []
    for kind in Kind:
        placed, existing = (int(by_kind.get(kind.value, {}).get(which, 0)) for which in COUNTED)
        known = (proof or {}).get(kind.value)
        fewest = [_fewest(known)] if proof is not None else []
        rows.append([kind.entry.title, *(f"{n:,}" for n in (placed, existing, placed + existing)), *fewest])
    body = table(parent, heads, rows, figures=range(1, 4), class_="words")
    for kind, row in zip(Kind, body, strict=True):
        name = row[0]
        symbol = icon(kind)
        symbol.tail, name.text = name.text, ""
        name.append(symbol)


def _fewest(known: Mapping[str, Any] | None) -> str:
    if not known or not known["count"]:
        return "–"
    if known["proven"]:
        return "fewest"
    in_order = known["count"] <= known.get("ordered_lower_bound", 0)
    return f"{known['lower_bound']} at least{', fewest in order' if in_order else ''}"


def _attention(body: Node, completed: Mapping[str, Any], pages: Pages) -> None:
    """Rooms that are not complete, or were made with something missing, each with its reasons."""
    rooms, units = list(enumerate(completed["rooms"])), Units.of(completed["settings"])
    for title, told, which in (
        ("Rooms that are not complete", "reasons", [(i, r) for i, r in rooms if r["status"] != "complete"]),
        ("Rooms made with something missing", "degraded", [(i, r) for i, r in rooms if r["degraded"]]),
    ):
        if not which:
            continue
        note = add(body, "div", class_="note")
        add(note, "h3", title)
        items = add(note, "ul")
        for i, room in which[:MOST]:
            item = add(items, "li")
            item.append(link(str(room.get("name") or room["room_id"]), f"room-{i}", pages.of(i)))
            said = with_names("; ".join(in_units(str(text), units) for text in room[told][:2]))
            item[-1].tail = plain(f": {room['status']}. {said}")
        if len(which) > MOST:
            listed(note, [f"and {len(which) - MOST} more: see the schedule"])


def _findings(body: Node, completed: Mapping[str, Any], pages: Pages) -> None:
    """What does not hold, a line a rule; one sentence where all is well."""
    rooms = completed["rooms"]
    found = [one for one in findings(_decided(completed)) if one.verdict is not Verdict.NOTED]
    add(body, "h3", "Rules in the rooms")
    broken = sum(one.places for one in found if one.verdict is Verdict.BROKEN)
    told = (
        f"Hard rules broken: {broken}." if broken else f"Every hard rule holds in all {len(rooms):,} rooms."
    )
    add(body, "p", told if found else f"{told} So does every soft one.")
    if found:
        heads = ("rule", "", "verdict", "rooms", "farthest in", "measured against")
        units = Units.of(completed["settings"])
        lines = [_finding(one, rooms, pages, units) for one in found]
        table(body, heads, lines, figures=(3,), class_="words")


def _decided(completed: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Each room's number with its evidence, less what is waived there."""
    waived = {(w.get("room_id"), w["rule"]) for w in completed["waivers"]}
    for i, room in enumerate(completed["rooms"]):
        yield str(i), [e for e in room["evidence"] if (room["room_id"], e["rule"]) not in waived]


def _finding(one: Finding, rooms: Sequence[Mapping[str, Any]], pages: Pages, units: Units) -> list[Cell]:
    i = int(one.worst)
    where = link(str(rooms[i].get("name") or rooms[i]["room_id"]), f"room-{i}", pages.of(i))
    sort = (one.verdict.value, "bad" if one.verdict is Verdict.BROKEN else "soft")
    unit = one.entry["unit"]
    value, limit = against(one.entry, units)
    worst = f"{value} against {limit} {units.name_of(unit)}"
    return [name(one.rule) or one.rule, (one.rule, "nw"), sort, f"{one.places:,}", where, worst]


MOST = 25
"""Rooms named on the first page; the schedule has them all."""
