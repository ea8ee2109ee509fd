"""A result with rooms as a person has them: judged anew as a version, or as a building to place around them.

Done in a process aside, as `tasks.py`: plain data in, plain data out. Raises InvalidBuilding.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import ALPHABET, EMPTY, INVALID, Tile, components
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.power_shares import apart
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building, Waiver
from plenum.files.building.writer import building_to_json
from plenum.files.completed.reader import as_building
from plenum.files.completed.schema import CompletedFields, CompletedRoom, EvidenceFields, KindCount, plain
from plenum.files.errors import InvalidBuilding
from plenum.pipeline.result.room import in_words, waived
from plenum.pipeline.result.whole import UNFINISHED, as_a_whole

Data = Mapping[str, Any]
_MADE: Final = ("selected_model", "selection_reason", "candidates", "proof", "degraded")
"""Of a room's result, what tells how its layout came about."""


def revised(completed: Data, edits: Sequence[Data], settings: Data | None = None) -> dict[str, Any]:
    """The result with these rooms in place of its own, every rule judged anew where something changed.

    `edits`: a room's `room_id` and what of it is another: `rows`, `flows`, `room_type`, `luminaire`.
    `settings`: tables that replace the building's; then every room is judged.
    """
    building, rooms = _edited(completed, edits, settings)
    changed = {edit["room_id"] for edit in edits} | ({r["room_id"] for r in rooms} if settings else set())
    waivers = _waivers(completed)
    results = [
        _judged(room, data, building.settings, waivers)
        if room.room_id in changed and data["status"] not in UNFINISHED
        else msgspec.convert(data, CompletedRoom)
        for room, data in zip(building.rooms, rooms, strict=True)
    ]
    whole = as_a_whole(
        list(zip(building.rooms, results, strict=True)),
        building.settings,
        waivers,
        completed["totals"]["executions"],
    )
    fields = msgspec.convert(completed, CompletedFields)
    return plain(msgspec.structs.replace(fields, **whole, rooms=results))


def around(completed: Data, edits: Sequence[Data], how: Data) -> dict[str, Any]:
    """These rooms as a building file that asks for the rest of their ceilings.

    An edit's `keep` are the tiles that stay as they are; what else hangs is the earlier layout, unless
    `how` says not `near`. `how` may have `lights`, the alternative that is wanted, and `settings`. Of
    the building's power there is what the other rooms leave.
    """
    building, _ = _edited(completed, edits, how.get("settings"))
    keep = {edit["room_id"]: {(x, y) for x, y in edit.get("keep", ())} for edit in edits}
    asked = [room for room in building.rooms if room.room_id in keep]
    stays = {room.room_id: room.existing | keep[room.room_id] for room in asked}
    part = replace(
        building,
        settings=_beside(building, set(keep), how.get("lights")),
        rooms=tuple(_with_alone(room, stays[room.room_id]) for room in asked),
        waivers=tuple(waiver for waiver in _waivers(completed) if waiver.room_id in keep),
        previous={r.room_id: _without(r, stays[r.room_id]) for r in asked} if how.get("near") else {},
    )
    return building_to_json(part)


def _beside(building: Building, asked: Collection[str], lights: str | None) -> Settings:
    """The settings for these rooms: what the others leave of the building's power, the lights wanted."""
    hanging = [room for room in building.rooms if room.room_id not in asked]
    settings = apart(building.settings, [(room, len(room.of_kind(Kind.LIGHT))) for room in hanging])
    return settings.having(lights={"building": lights}) if lights else settings


def _edited(
    completed: Data, edits: Sequence[Data], settings: Data | None
) -> tuple[Building, list[dict[str, Any]]]:
    """The whole building with what was edited, and its rooms' data. Raises InvalidBuilding."""
    by_id = {edit["room_id"]: (at, edit) for at, edit in enumerate(edits)}
    unknown = set(by_id) - {room["room_id"] for room in completed["rooms"]}
    if unknown or len(by_id) < len(edits):
        name = min(unknown, default=edits[0]["room_id"])
        at, _ = by_id[name]
        what = "there is no room" if unknown else "twice there is"
        raise InvalidBuilding(f"/rooms/{at}/room_id", f"{what} {name!r}", "name each room of the job once")
    rooms = [
        _with(room, *by_id[room["room_id"]]) if room["room_id"] in by_id else dict(room)
        for room in completed["rooms"]
    ]
    overrides = {**completed["settings"], **(settings or {})}
    return as_building({**completed, "settings": overrides, "rooms": rooms}), rooms


def _with(room: Data, at: int, edit: Data) -> dict[str, Any]:
    """A room's data with an edit of it: what it tells of proofs is about the layout that is no more."""
    rows = list(edit.get("rows") or room["rows"])
    _same_size(rows, room["rows"], f"/rooms/{at}/rows")
    hangs, hung = components(rows), components(room["rows"])
    there = [tile for tile in room.get("existing", ()) if hangs.get(tuple(tile)) is hung[tuple(tile)]]
    moved = any(hangs.get((x, y)) is not hung.get((x, y)) for x, y, _ in room.get("flows", ()))
    # Terminals that are not those that the flows were shared out between have none of their own.
    flows = edit.get("flows") or ([] if moved else room.get("flows", []))
    made: dict[str, Any] = {"proof": {}} if rows != list(room["rows"]) else {}
    own = {name: edit[name] for name in ("room_type", "luminaire", *_MADE) if edit.get(name) is not None}
    return {**room, **made, **own, "rows": rows, "existing": there, "flows": flows}


def _same_size(rows: Sequence[str], placed: Sequence[str], at: str) -> None:
    """Raises InvalidBuilding where it is no grid of this room."""
    if [len(row) for row in rows] != [len(row) for row in placed] or not ALPHABET.issuperset("".join(rows)):
        raise InvalidBuilding(
            at,
            f"no grid of {len(placed[0])} × {len(placed)}",
            f"use {' '.join(sorted(ALPHABET))}, y = 0 first",
        )


def _judged(room: Room, data: Data, settings: Settings, waivers: Sequence[Waiver]) -> CompletedRoom:
    """The room's result for the layout that it has now."""
    own = {waiver.rule: waiver for waiver in waivers if waiver.room_id == room.room_id}
    found = [EvidenceFields.of(each) for each in verify(room, brief_for(room, settings))]
    evidence = [waived(each, own.get(each.rule)) for each in found]
    failing = [each for each in evidence if each.hard and not each.passed]
    before = msgspec.convert(data, CompletedRoom)
    return msgspec.structs.replace(
        before,
        status="unsolved" if failing else "complete",
        reasons=[in_words(each) for each in failing],
        infeasible=[],
        relaxation=msgspec.UNSET,
        counts={Kind(kind): KindCount(**count) for kind, count in room.counts().items()},
        evidence=evidence,
        input_digest="",
        kept=msgspec.UNSET,
        alternatives=msgspec.UNSET,
    )


def _waivers(completed: Data) -> tuple[Waiver, ...]:
    return tuple(Waiver(**waiver) for waiver in completed["waivers"])


def _with_alone(room: Room, tiles: Collection[Tile]) -> Room:
    """The room with what hangs on these tiles; flows are known of what was there before alone."""
    rows = tuple(
        "".join(char if char == INVALID or (x, y) in tiles else EMPTY for x, char in enumerate(row))
        for y, row in enumerate(room.rows)
    )
    flows = {tile: flow for tile, flow in room.flows.items() if tile in room.existing}
    return replace(room, rows=rows, existing=frozenset(components(rows)), flows=flows)


def _without(room: Room, tiles: Collection[Tile]) -> tuple[str, ...]:
    """What hangs on the other tiles."""
    return tuple(
        "".join(EMPTY if char == INVALID or (x, y) in tiles else char for x, char in enumerate(row))
        for y, row in enumerate(room.rows)
    )
